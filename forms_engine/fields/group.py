"""Repeating group: the same questions for each of several people, things or places ("Add another")."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.template import Context
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import blocks

from forms_engine.definition.kind import Kind, SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import kind_of, register_kind
from forms_engine.fields.base import FieldType, html_name
from forms_engine.fields.number import limit_problems
from forms_engine.logic.values import is_answered
from forms_engine.walk.questions import MAX_ROWS, ROW, stored_rows

Rows = list[tuple[str, list[tuple[Field, str]]]]  # [(title of the row, [(question, text), …]), …]


class Group(FieldType):
    name = "group"
    label = gettext_lazy("Repeating group")
    icon = "list-ol"
    group = gettext_lazy("Other")
    repeats = True
    compares = "rows"
    texts = first_options = ("item",)
    sheet_types = (SheetType("begin_repeat"),)
    template = "forms_engine/fields/group.html"

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """What an item is called, and how many there may be."""
        count = {"required": False, "max_value": MAX_ROWS}
        item = gettext_lazy("What one item is called, such as “Child”")
        return [
            ("item", blocks.CharBlock(label=item, max_length=60, required=False)),
            ("min", blocks.IntegerBlock(label=gettext_lazy("At least this many"), min_value=0, **count)),
            ("max", blocks.IntegerBlock(label=gettext_lazy("At most this many"), min_value=1, **count)),
        ]

    def check(self, field: Field) -> Iterable[Problem]:
        yield from limit_problems(field)
        if not field.fields:
            yield Problem(Code.EMPTY, field.id, "Add at least one question to this group.", "fields")

    def title_of_row(self, field: Field, number: int) -> str:
        """What a row is called, for example “Anak ke-2”."""
        return _("%(item)s no. %(number)s") % {"item": field.options.get("item") or field.label, "number": number}

    def how_many(self, field: Field, least: int, most: int) -> str:
        """The message when there are too few or too many rows."""
        values = {"label": field.label, "least": least, "most": most}
        if least == most:
            return _("“%(label)s”: fill in exactly %(least)s.") % values
        return _("“%(label)s”: fill in at least %(least)s and at most %(most)s.") % values

    def is_answer(self, field: Field, value: Any) -> bool:
        """Whether the rows are rows; what stands in each is judged question by question."""
        return isinstance(value, list) and len(stored_rows(value)) == len(value)

    def answer_schema(self, field: Field) -> dict[str, Any]:
        """Each row has its own id and an entry for each question that it was shown."""
        inner = {
            child.id: {"anyOf": [{"type": "null"}, kind_of(child).answer_schema(child)]}
            for child in field.fields
            if kind_of(child).asks
        }
        row = {"type": "object", "required": [ROW], "properties": {ROW: {"type": "string"}} | inner}
        return {"type": "array", "maxItems": MAX_ROWS, "items": row | {"additionalProperties": False}}

    def rows_of(self, field: Field, value: Any, write: Callable[[Kind, Field, Any], str]) -> Rows:
        """The rows in words; `write(kind, child, answer)` gives the text of an answer."""
        return [
            (
                self.title_of_row(field, number),
                [
                    (child, write(kind_of(child), child, row[child.id]) if is_answered(row[child.id]) else "")
                    for child in field.fields
                    if child.id in row
                ],
            )
            for number, row in enumerate(stored_rows(value), 1)
        ]

    def display(self, field: Field, value: Any) -> str:
        if not value:
            return _("none")
        return _lines(self.rows_of(field, value, lambda kind, child, answer: kind.display(child, answer)))

    def masked(self, field: Field, value: Any) -> str:
        if not value:
            return _("none")
        return _lines(self.rows_of(field, value, lambda kind, child, answer: kind.masked(child, answer)))

    def certificate(self, field: Field, value: Any) -> str:
        return _lines(self.rows_of(field, value, lambda kind, child, answer: kind.certificate(child, answer)), "; ")

    def picture(self, field: Field, value: Any) -> str:
        """What is drawn in the rows, each named by its row."""
        return format_html_join(
            "",
            "{}",
            (
                (kind_of(child).picture(replace(child, label=f"{title}: {child.label}"), row[child.id]),)
                for number, row in enumerate(stored_rows(value), 1)
                for title in [self.title_of_row(field, number)]
                for child in field.fields
                if is_answered(row.get(child.id))
            ),
        )

    def focus_id(self, field: Field) -> str:
        return f"{html_name(field)}-add"

    def to_form(self, field: Field, answer: Any) -> Any:
        return stored_rows(answer)

    def render(self, field: Field, value: Any, errors: Sequence[str] = (), uploads: Sequence[Any] = ()) -> str:
        """The group with one empty row, for the preview."""
        row: dict[str, Any] = {"id": "baru", "title": self.title_of_row(field, 1)}
        row["fields"] = [kind_of(child).render(child, kind_of(child).to_form(child, None)) for child in field.fields]
        return self.render_rows(field, [row], errors, True, False)

    def render_rows(
        self, field: Field, rows: Sequence[Any], errors: Sequence[str], can_add: bool, can_remove: bool
    ) -> str:
        """The HTML of the rows, each with its fields' HTML, and the buttons."""
        name, item = html_name(field), field.options.get("item") or field.label
        context = {
            "name": name,
            "field": field,
            "hint": field.hint,
            "error": errors[0] if errors else "",
            "error_word": _("Error:"),
            "rows": [row | {"legend_id": f"{name}.{row['id']}"} for row in rows],
            "add": _("Add: %(item)s") % {"item": item} if can_add else "",
            "remove_word": _("Remove") if can_remove else "",
            "how_many": ngettext("%(count)s so far", "%(count)s so far", len(rows)) % {"count": len(rows)},
        }
        return self._template.render(Context(context))


def _lines(rows: Rows, between: str = ", ") -> str:
    return "\n".join(
        f"{number}. " + between.join(f"{child.label}: {text or '-'}" for child, text in answers)
        for number, (_title, answers) in enumerate(rows, 1)
    )


register_kind(Group())
