"""A statement to agree to. The answer is the exact text that was agreed to: it stands whatever changes later."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.kind import SheetRow, SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.definition.texts import TRANSLATION
from forms_engine.fields.blank import Blank
from forms_engine.fields.choice import OneChoice
from forms_engine.text.typed import tidy

AGREED = "agreed"


class Statement(OneChoice):
    name = "statement"
    label = gettext_lazy("Statement to agree to")
    icon = "tick-inverse"
    has_choices = False
    carries = False
    keeps_text = True
    texts = first_options = ("text",)
    sheet_types = (SheetType("acknowledge"), SheetType("trigger"))
    compares = "text"
    input_type = "checkbox"
    examples = (
        ({}, AGREED, "Pertanyaan"),
        ({"text": "Semua keterangan saya benar."}, AGREED, "Semua keterangan saya benar."),
    )
    wrong = (({"text": "Semua keterangan saya benar."}, "maybe"),)

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        label = gettext_lazy("What the person agrees to")
        return [("text", blocks.TextBlock(label=label, required=False, max_length=2000))]

    def from_sheet(self, row: SheetRow) -> dict[str, Any]:
        return {"options": {"text": row.text(2000) or "…"}}

    def made_up(self, field: Field) -> Any:
        return self.statement(field)

    def statement(self, field: Field) -> str:
        return tidy(field.options.get("text") or field.label, lines=True)

    def check(self, field: Field) -> Iterable[Problem]:
        if not str(field.options.get("text") or "").strip():
            yield Problem(Code.EMPTY, field.id, "Write what the person agrees to.", "text")

    def missing(self, field: Field) -> str:
        return _("“%(label)s”: tick the box if you agree. You can't continue without it.") % {"label": field.label}

    def options_of(self, field: Field) -> Sequence[tuple[str, str]]:
        """In another language the text that counts stands below its translation."""
        text, translation = self.statement(field), field.options.get(TRANSLATION)
        return [(AGREED, f"{translation} ({text})" if translation else text)]

    def understand(self, field: Field, typed: Any) -> Any:
        if typed != AGREED:
            raise ValidationError(_("Tick the box if you agree, or leave it empty."), code="unknown")
        return self.statement(field)

    def is_answer(self, field: Field, value: Any) -> bool:
        return isinstance(value, str) and value == self.statement(field)

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string"}

    def to_form(self, field: Field, answer: Any) -> Any:
        return AGREED if self.is_answer(field, answer) else ""

    def display(self, field: Field, value: Any) -> str:
        return _("Agreed: %(text)s") % {"text": value}

    def certificate(self, field: Field, value: Any) -> str:
        return value

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("many", options=(self.statement(field),))]


register_kind(Statement())
