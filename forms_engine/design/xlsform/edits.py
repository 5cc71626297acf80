"""What was edited in a spreadsheet that we wrote: taken over, or told with a Note. Nothing is dropped in silence.

What the sheets say now is held against what we would write of the same service: whatever differs was edited. Sheets
of others and cells without a heading are no part of it.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.definition.registry import kinds
from forms_engine.design.xlsform.sheets import LONGEST, Note, Sheets, read_sheets
from forms_engine.design.xlsform.writing import name_of, write_xlsform

YES, NO = {"yes", "true", "true()", "required"}, {"", "no", "false", "false()"}
TAKEN = {"#", "name", "label", "hint", "required"}  # columns of `survey` whose edits are taken over


def with_edits(document: dict[str, Any], sheets: Sheets) -> tuple[dict[str, Any], list[Note]]:
    """(a valid service with its edited titles, labels, hints, choices and required answers, Notes of other edits)."""
    edits = _Edits(copy.deepcopy(document), sheets, read_sheets(write_xlsform(document), "service.xlsx"))
    edits.go()
    return edits.document, sorted(edits.notes, key=lambda note: note.row)


def first_of(
    rows: Iterable[dict[str, Any]], known: Mapping[str, dict[str, Any]] | tuple[()] = ()
) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """({name: its row}, every other row, and those that aren't of `known`, a dict of the rows as they were written).
    Who copies a row has two of a name: the one that is as it was written, or else the first, is the original."""
    originals, rest = {}, []
    for row in rows:
        name = row.get("name", "")
        if known and name not in known:
            rest.append(row)
        elif name not in originals:
            originals[name] = row
        elif known and _texts(row) == _texts(known[name]) != _texts(originals[name]):
            rest.append(originals.pop(name))
            originals[name] = row
        else:
            rest.append(row)
    return originals, rest


def _texts(row):
    return {column: text for column, text in row.items() if column != "#"}


def _lists(rows):
    """{name of a list: its rows}."""
    lists = {}
    for row in rows:
        lists.setdefault(row.get("list_name", ""), []).append(row)
    return lists


class _Edits:
    """One comparison of two Sheets, with the document that they are about."""

    def __init__(self, document: dict[str, Any], now: Sheets, before: Sheets) -> None:
        self.document, self.now, self.before, self.notes = document, now, before, []
        english = (document.get("translations") or {}).get("en") or {}
        self.translated = english.keys()

    def note(self, row: Mapping[str, Any], message: str) -> None:
        self.notes.append(Note(row["#"], row.get("name", ""), message))

    def lost(self, row: Mapping[str, Any], column: str) -> None:
        message = _("“%(column)s” was changed to “%(text)s”, which isn't carried over. Change it in the editor.")
        self.note(row, message % {"column": column, "text": row.get(column, "")[:200]})

    def go(self) -> None:
        self.settings()
        self.survey()
        fields = [each_field for step in self.document["steps"] for field in step["fields"]
                  for each_field in (field, *field.get("fields", ()))]  # fmt: skip
        self.choices({f"l_{name_of(field['id'])}": field for field in fields if kinds()[field["kind"]].has_choices})

    def settings(self) -> None:
        """The title is taken over; any other setting that differs is noted."""
        now, old = self.now.settings, self.before.settings
        for column in sorted((now.keys() | old.keys()) - {"#"}):
            if now.get(column, "") == old.get(column, ""):
                continue
            if column == "form_title" and now.get(column):
                self.document["title"] = self.new_text(
                    now[column], old.get(column, ""), "form", {"#": 2, "name": column}
                )
            else:
                self.lost({"#": 2, "name": column} | now, column)

    # --- questions -------------------------------------------------------------------------------------------------

    def survey(self) -> None:
        """Steps and questions, row by row; new rows and another order are noted."""
        old_rows, _rest = first_of(row for row in self.before.survey if row.get("name"))
        named = [row for row in self.now.survey if row.get("name") or not row.get("type", "").startswith("end")]
        rows, new = first_of(named, old_rows)
        for step in self.document["steps"]:
            self.compared(step, "title", rows, old_rows)
            for field in step["fields"]:
                for each_field in (field, *field.get("fields", ())):
                    self.compared(each_field, "label", rows, old_rows)
        for row in new:
            self.note(row, _("This row is new and isn't carried over. Add the question in the editor."))
        ends = not new and rows.keys() == old_rows.keys()
        before = {name: row for name, row in old_rows.items() if name in rows}
        if self.order(self.now.survey, rows, ends) != self.order(self.before.survey, before, ends):
            self.note({"#": 2}, _("The order of the rows was changed; the service keeps its own."))

    @staticmethod
    def order(survey: Any, rows: Any, ends: Any) -> list[Any]:
        """The names of `rows` in a sheet's order, and the ends of groups among them (`ends`: where they count)."""
        names = []
        for row in survey:
            name = row.get("name", "")
            if name and rows.get(name) is row:
                names.append(name)
            elif not name and ends:
                names.append(("end", row.get("type", "").replace(" ", "_")))
        return names

    def compared(self, step_or_field: Any, text: str, rows: Any, old_rows: Any) -> None:
        """Take over what was edited in the row of a step or a question; `text`: what its label is called."""
        name = name_of(step_or_field["id"])
        old, row = old_rows[name], rows.get(name)
        if row is None:
            message = _("Its row was deleted; the service keeps it. Delete “%(label)s” in the editor.")
            self.note(old, message % {"label": step_or_field[text]})
            return
        step_or_field[text] = self.label(step_or_field[text], row, old, text)
        asks = text == "label" and kinds()[step_or_field["kind"]].asks
        if row.get("hint") != old.get("hint") and not asks:
            self.lost(row, "hint")
        elif row.get("hint") != old.get("hint"):
            before = step_or_field.pop("hint", "")
            if row.get("hint"):
                step_or_field["hint"] = self.new_text(row["hint"], before, "hint", row)
        self.required(step_or_field, row, old)
        for column in sorted((row.keys() | old.keys()) - TAKEN):
            if row.get(column) != old.get(column):
                self.lost(row, column)

    def required(self, step_or_field: Any, row: Any, old: Any) -> None:
        """Take over whether a question must be answered, where that can be said with yes or no."""
        word = row.get("required", "").casefold()
        if word == old.get("required", ""):
            return
        if word in YES | NO and "kind" in step_or_field and kinds()[step_or_field["kind"]].is_typed:
            step_or_field["required"] = word in YES
        else:
            self.lost(row, "required")

    # --- choices ---------------------------------------------------------------------------------------------------

    def choices(self, fields: Any) -> None:
        """`fields`: list's name → the question that it belongs to."""
        old_lists, now_lists = _lists(self.before.choices), _lists(self.now.choices)
        for name in old_lists | now_lists:
            old_list, now_list = old_lists.get(name, []), now_lists.get(name, [])
            old, _rest = first_of(old_list)
            rows, new = first_of(now_list, old) if old else ({}, now_list)
            choices_by_code = (
                {name_of(choice["id"]): choice for choice in fields[name].get("choices", ())}
                if name in fields
                else {}
            )
            for code, before in old.items():
                self.choice(choices_by_code.get(code), rows.get(code), before)
            for row in new:
                message = _("The choice “%(label)s” is new and isn't carried over. Add it in the editor.")
                self.note(row, message % {"label": row.get("label", "")[:200]})
            if list(rows) != [code for code in old if code in rows]:
                message = _("The order of the choices was changed; the service keeps its own.")
                self.note(now_list[0] | {"name": name}, message)

    def choice(self, raw_choice: Any, row: Any, old: Any) -> None:
        """Take over the label of a choice; `raw_choice`: None for one of a list that a kind always offers."""
        if row is None:
            message = _("The row of the choice “%(label)s” was deleted; the service keeps it.")
            self.note(old, message % {"label": old.get("label", "")})
            return
        if raw_choice is not None:
            raw_choice["label"] = self.label(raw_choice["label"], row, old, "choice")
        for column in sorted(
            (row.keys() | old.keys()) - {"#", "name", "list_name"} - ({"label"} if raw_choice else set())
        ):
            if row.get(column) != old.get(column):
                self.lost(row, column)

    # --- texts -----------------------------------------------------------------------------------------------------

    def label(self, former_label: Any, row: Any, old: Any, limit: str) -> Any:
        """The label as it is now; an empty one is refused."""
        if row.get("label") == old.get("label"):
            return former_label
        if row.get("label"):
            return self.new_text(row["label"], former_label, limit, row)
        self.note(row, _("A label can't be empty; the old one was kept."))
        return former_label

    def new_text(self, text: str, before: Any, limit: str, row: Any) -> Any:
        """The edited text, cut to `LONGEST[limit]`, with a Note when its translation was of the former one."""
        if before in self.translated:
            self.note(
                row, _("The English text no longer matches the new Indonesian one: translate it again in the editor.")
            )
        most = LONGEST[limit]
        if len(text) > most:
            self.note(row, _("The text is longer than %(most)s characters and was cut.") % {"most": most})
            return text[: most - 1].rstrip() + "…"
        return text
