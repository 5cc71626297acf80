"""Rupiah: whole amounts of money."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.blank import Blank, short
from forms_engine.fields.number import Number, read_number
from forms_engine.text.numbers import write_number
from forms_engine.text.typed import tidy


class Rupiah(Number):
    name = "rupiah"
    label = gettext_lazy("Rupiah")
    icon = "tag"
    texts = ()
    sheet_types = (SheetType("integer", reads=False),)
    examples = (
        ({}, "Rp 1.500.000,00", 1500000),
        ({}, "750000", 750000),
        ({}, "rp. 2.000,-", 2000),
        ({}, "0", 0),
        ({"max": 100}, "100", 100),
    )
    wrong = (({}, "sejuta"), ({}, "-5"), ({}, "1.500,50"), ({"min": 10}, "9"), ({"max": 10}, "11"), ({}, "Rp"))

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        return [
            ("min", blocks.IntegerBlock(label=gettext_lazy("Smallest amount"), required=False, min_value=0)),
            ("max", blocks.IntegerBlock(label=gettext_lazy("Largest amount"), required=False, min_value=0)),
        ]

    def number_of(self, typed: str) -> Decimal | None:
        text = re.sub(r"^rp\.?\s*", "", tidy(typed), flags=re.IGNORECASE)
        number = read_number(re.sub(r",-+$", "", text))
        return None if number is None or number < 0 else number

    def bounds(self, field: Field) -> tuple[Any, Any]:
        return field.options.get("min") or 0, field.options.get("max")

    def decimals(self, field: Field) -> int:
        return 0

    def unreadable(self, decimals: int) -> str:
        return _("Write the amount in digits, such as 1.500.000.")

    def worded(self, value: Any) -> str:
        return f"Rp{write_number(value)}"

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [short(before="Rp")]

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        return super().control(field, value, uploads) | {"unit": "", "prefix": "Rp"}

    def to_form(self, field: Field, answer: Any) -> Any:
        if isinstance(answer, bool) or not isinstance(answer, int):
            return ""
        return write_number(answer)

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return super().answer_schema(field) | {"minimum": field.options.get("min") or 0}

    def certificate(self, field: Field, value: Any) -> str:
        return self.worded(value)


register_kind(Rupiah())
