"""Information text: says something, asks nothing."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.kind import SheetRow, SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType


class Information(FieldType):
    name = "information"
    label = gettext_lazy("Information text")
    icon = "info-circle"
    group = gettext_lazy("Other")
    asks = False
    texts = first_options = ("text",)
    sheet_types = (SheetType("note"),)
    template = "forms_engine/fields/information.html"

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        return [("text", blocks.TextBlock(label=gettext_lazy("Text"), required=False, max_length=2000))]

    def from_sheet(self, row: SheetRow) -> dict[str, Any]:
        text = row.text(2000) or "…"
        return {"label": text[:120].strip(), "options": {"text": text}}

    def check(self, field: Field) -> Iterable[Problem]:
        if not (field.label.strip() or str(field.options.get("text", "")).strip()):
            yield Problem(Code.EMPTY, field.id, "Write a heading or a text.", "text")

    def is_answer(self, field: Field, value: Any) -> bool:
        return False

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        return {"text": field.options.get("text", "")}


register_kind(Information())
