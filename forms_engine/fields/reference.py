"""One entry of a reference list that the region keeps (see `forms_engine.lists`).

The list is read live, by the key that the version holds: a new entry is offered at once, without publishing anew. The
answer keeps code and label as they were when it was chosen, so it stays right when the entry is renamed or retired:
{"code": "P01", "label": "Pasar Banjarsari"}. Rules read the code.

A list that keeps the budget of a step is a drop-down. A longer one is searched: what is typed either names an entry,
or brings up the entries that fit, to choose from. Neither needs a script.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType, html_name
from forms_engine.fields.dropdown import searched
from forms_engine.lists import lookup
from forms_engine.lists.models import CODE_LENGTH, LABEL_LENGTH
from forms_engine.text.typed import storable, tidy

HEAVIEST = 3_500  # bytes of compressed options in a step, which may have 6 KB altogether
HEAVIEST_IN_ROW = 500  # a group repeats them in each row
MOST_LISTED = 500
PARTS = ("text", "pick", "for")


def _typed(text: str = "", pick: str = "", sought: str = "") -> dict[str, str]:
    return {"text": text, "pick": pick, "for": sought}


class Reference(FieldType):
    name = "reference"
    label = gettext_lazy("One entry of a reference list")
    icon = "table"
    group = gettext_lazy("Choices")
    compares = "text"
    first_options = ("list",)
    script = "step-full"  # searches a drop-down
    template = "forms_engine/fields/reference.html"
    examples = (
        ({"list": "contoh"}, _typed("P01"), {"code": "P01", "label": "Pasar Banjarsari"}),
        ({"list": "contoh"}, _typed(" pasar  BANJARSARI "), {"code": "P01", "label": "Pasar Banjarsari"}),
        ({"list": "contoh"}, _typed("pasar", "P02", "pasar"), {"code": "P02", "label": "Pasar Grogolan"}),
    )
    wrong = (
        ({"list": "contoh"}, _typed("pasar")),
        ({"list": "contoh"}, _typed("Pasar Antah")),
        ({"list": "contoh"}, _typed("x" * 500)),
        ({"list": "contoh"}, _typed("pasar", "P99", "pasar")),
        ({"list": "contoh"}, _typed("banjar", "P02", "pasar")),
        ({}, _typed("P01")),
    )

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        text = gettext_lazy("Lists are kept in the menu “Reference lists”; their changes show in the form at once.")
        label = gettext_lazy("Reference list")
        return [("list", blocks.ChoiceBlock(choices=lookup.list_choices, label=label, help_text=text))]

    def check(self, field: Field) -> Iterable[Problem]:
        """No list, or one that the region in force hasn't, or that is empty."""
        key = field.options.get("list")
        if not key or not isinstance(key, str):
            yield Problem(Code.EMPTY, field.id, "Choose the list that is offered.", "list")
        elif lookup.region_in_force() is not None:
            entries = lookup.entries_of(key)
            if entries is None:
                yield Problem(Code.LIST_GONE, field.id, "This list doesn't exist in your region (any more).", "list")
            elif not entries.titles:
                yield Problem(Code.LIST_EMPTY, field.id, "This list has no entries yet. Import them first.", "list")

    def lists(self, field: Field) -> Sequence[str]:
        key = field.options.get("list")
        return (key,) if isinstance(key, str) and key else ()

    def entries(self, field: Field) -> lookup.Entries:
        """The Entries of the field's list; without any where the list isn't there."""
        return lookup.entries_of(field.options.get("list", "")) or lookup.Entries({})

    def is_listed(self, field: Field, entries: lookup.Entries) -> bool:
        """Whether the entries are offered as a drop-down."""
        heaviest = HEAVIEST_IN_ROW if "." in field.id else HEAVIEST
        return len(entries.titles) <= MOST_LISTED and entries.weight <= heaviest

    def typed(self, field: Field, data: Any) -> Any:
        name = html_name(field)
        names = {"text": name, "pick": f"{name}-pick", "for": f"{name}-for"}
        return {part: storable(data.get(names[part], ""), 400) for part in PARTS}

    def is_empty(self, typed: Any) -> bool:
        return not tidy(typed["text"]) and not self._picked(typed)

    def missing(self, field: Field) -> str:
        return _("Choose an answer to “%(label)s”.") % {"label": field.label}

    def clean(self, field: Field, typed: Any, stored: Any = None) -> Any:
        """What was chosen once stays valid, though its entry was renamed or retired since."""
        mine = (stored["code"], stored["label"]) if self.is_answer(field, stored) else ()
        if not self._picked(typed) and tidy(typed["text"]) in mine:
            return {"code": stored["code"], "label": stored["label"]}
        return super().clean(field, typed, stored)

    @staticmethod
    def _picked(typed: Mapping[str, str]) -> str:
        """The code chosen among what was found; "" when the text has been changed since."""
        return tidy(typed["pick"]) if tidy(typed["text"]) == tidy(typed["for"]) else ""

    def understand(self, field: Field, typed: Any) -> Any:
        """{"code", "label"} of the entry meant. Raises ValidationError when none is, or several are."""
        entries, text = self.entries(field), tidy(typed["text"])
        code: str | None
        if code := self._picked(typed):
            if code not in entries.titles:
                raise ValidationError(_("This entry isn't in the list any more. Choose another."), code="gone")
        else:
            code = entries.find(text)
        if code is not None:
            return {"code": code, "label": entries.titles[code]}
        if self.is_listed(field, entries):
            raise ValidationError(_("Choose one of the answers in the list."), code="unknown")
        if entries.search(text)[0]:
            raise ValidationError(_("Choose the entry that you mean."), code="several")
        raise ValidationError(
            _("Nothing in the list matches “%(text)s”. Type part of the name, or the code.") % {"text": text[:60]},
            code="unknown",
        )

    def is_answer(self, field: Field, value: Any) -> bool:
        """By its form alone: the entry may have been renamed or retired since."""
        return (
            isinstance(value, dict)
            and set(value) == {"code", "label"}
            and all(isinstance(text, str) and len(text) > 0 and text == tidy(text) for text in value.values())
            and len(value["code"]) <= CODE_LENGTH
            and len(value["label"]) <= LABEL_LENGTH
        )

    def answer_schema(self, field: Field) -> dict[str, Any]:
        """Code and label, as long as an entry's."""
        text = {"type": "string", "minLength": 1}
        return {
            "type": "object",
            "properties": {"code": text | {"maxLength": CODE_LENGTH}, "label": text | {"maxLength": LABEL_LENGTH}},
            "required": ["code", "label"],
            "additionalProperties": False,
        }

    def for_rules(self, field: Field, answer: Any) -> Any:
        return answer["code"] if self.is_answer(field, answer) else None

    def to_form(self, field: Field, answer: Any) -> Any:
        if not self.is_answer(field, answer):
            return _typed()
        listed = self.is_listed(field, self.entries(field))
        # An entry that is no longer offered is still the answer: its label says so in the drop-down.
        return _typed(answer["code"] if listed else answer["label"], "", "") | {"label": answer["label"]}

    def display(self, field: Field, value: Any) -> str:
        return value["label"]

    def hint(self, field: Field) -> str:
        if field.hint or self.is_listed(field, self.entries(field)):
            return field.hint
        return _("Write a part of the name, or the code, and continue: you then choose from what fits.")

    def error_id(self, field: Field, typed: Any) -> str:
        return f"{html_name(field)}-0" if self._matches(field, typed or _typed())[0] else html_name(field)

    def _matches(self, field: Field, typed: Mapping[str, str]) -> tuple[Sequence[str], bool]:
        """([codes to choose from], whether there are more) for what was typed into the search."""
        entries, text = self.entries(field), tidy(typed["text"])
        if not text or self.is_listed(field, entries) or "label" in typed or entries.find(text) is not None:
            return [], False
        return entries.search(text)

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """The options of a drop-down, or what was searched and the entries found."""
        value = value or _typed()
        entries, text = self.entries(field), tidy(value["text"])
        if self.is_listed(field, entries):
            code = entries.find(text)
            options, gone = entries.options, None
            if code is not None:
                options = self._chosen(entries, code)
            elif label := value.get("label"):
                gone = {"code": text, "label": label}
            return {
                "listed": True,
                "options": options,
                "gone": gone,
                "nothing": _("Choose …"),
                "search": searched(len(entries.titles)),
            }
        codes, more = self._matches(field, value)
        name, picked = html_name(field), self._picked(value)
        return {
            "listed": False,
            "text": value["text"],
            "found": [
                {"code": code, "title": entries.titles[code], "html_id": f"{name}-{index}", "checked": code == picked}
                for index, code in enumerate(codes)
            ],
            "found_title": _("Entries matching “%(text)s”") % {"text": text[:60]},
            "more": _("There are more. Write more of the name to see fewer.") if more else "",
        }

    @staticmethod
    def _chosen(entries: lookup.Entries, code: str) -> str:
        """The options with one of them chosen: the HTML of the others was made once a list."""
        mark = f'<option value="{escape(code)}">'
        return mark_safe(entries.options.replace(mark, f"{mark[:-1]} selected>", 1))  # noqa: S308  (both are escaped)


register_kind(Reference())
