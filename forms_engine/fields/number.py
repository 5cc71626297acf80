"""Number: whole or with decimals, in Indonesian notation (2,5 and 1.500) and in plain digits."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import blocks

from forms_engine.definition.kind import Examples, SheetRow, SheetType, Wrong
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.fields.blank import Blank, short
from forms_engine.text.numbers import write_plain_number
from forms_engine.text.typed import tidy

_GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
_COMMA = re.compile(r"-?\d+(,\d+)?")
_POINT = re.compile(r"-?\d+\.\d+")
LONGEST = 18  # digits


def read_number(text: str) -> Decimal | None:
    """A Decimal from what a person typed, or None. A point before groups of three separates thousands."""
    text = re.sub(r"\s", "", text)
    if len(text) > LONGEST + 8 or not text.isascii():
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    elif not _POINT.fullmatch(text):
        return None
    number = Decimal(text)
    return number if len(number.as_tuple().digits) <= LONGEST else None


def limit_problems(field: Field, low: str = "min", high: str = "max") -> Iterator[Problem]:
    """The two limits contradict each other."""
    lowest, highest = field.options.get(low), field.options.get(high)
    if lowest is not None and highest is not None and Decimal(str(lowest)) > Decimal(str(highest)):
        yield Problem(Code.BOUNDS_CROSSED, field.id, "The smallest value is larger than the largest.", low)


class Number(FieldType):
    name = "number"
    label = gettext_lazy("Number")
    icon = "order"
    group = gettext_lazy("Numbers and dates")
    compares = "number"
    short = True
    texts: Sequence[str] = ("unit",)
    sheet_types: Sequence[SheetType] = tuple(map(SheetType, ("integer", "int", "decimal", "range")))
    examples: Examples = (
        ({}, " 1.500 ", 1500),
        ({}, "-3", -3),
        ({"decimals": 2}, "2,5", "2.5"),
        ({"decimals": 1}, "1.234,5", "1234.5"),
        ({"decimals": 1}, "2.0", "2"),
        ({"min": 1, "max": 30}, "30", 30),
    )
    wrong: Wrong = (
        ({}, "tiga"), ({}, "2,5"), ({}, "1e5"), ({}, "٣"), ({}, "9" * 40), ({}, "1,5,0"),
        ({"decimals": 1}, "2,55"), ({"min": 1, "max": 30}, "31"), ({"min": 1}, "0"), ({}, "NaN"), ({}, "Infinity"),
    )  # fmt: skip

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """The limits, how many decimals, and the unit."""
        return [
            ("min", blocks.DecimalBlock(label=gettext_lazy("Smallest value"), required=False, max_digits=18)),
            ("max", blocks.DecimalBlock(label=gettext_lazy("Largest value"), required=False, max_digits=18)),
            (
                "decimals",
                blocks.IntegerBlock(label=gettext_lazy("Decimal places"), required=False, min_value=0, max_value=6),
            ),
            ("unit", blocks.CharBlock(label=gettext_lazy("Unit, such as “m²”"), required=False, max_length=20)),
        ]

    def check(self, field: Field) -> Iterable[Problem]:
        return limit_problems(field)

    def from_sheet(self, row: SheetRow) -> dict[str, Any]:
        """Decimals of a `decimal`, the ends of a `range`."""
        if row.word == "decimal":
            return {"options": {"decimals": 2}}
        if row.word != "range":
            return {}
        ends = {"min": row.parameter("start"), "max": row.parameter("end")}
        return {"options": {name: end for name, end in ends.items() if end is not None}}

    def from_limit(self, measure: str, sign: str, value: str) -> dict[str, Any] | None:
        if measure != "number":
            return None
        step = 0 if "=" in sign else 1
        return {"min": int(value) + step} if sign[0] == ">" else {"max": int(value) - step}

    def decimals(self, field: Field) -> int:
        return field.options.get("decimals") or 0

    def number_of(self, typed: str) -> Decimal | None:
        return read_number(tidy(typed))

    def understand(self, field: Field, typed: Any) -> Any:
        """An int, or with decimals the number as text (`2.5`). Raises ValidationError."""
        number, decimals = self.number_of(typed), self.decimals(field)
        if number is None:
            raise ValidationError(self.unreadable(decimals), code="unreadable")
        exact = number.normalize()
        if -int(exact.as_tuple().exponent) > decimals:
            if decimals == 0:
                raise ValidationError(_("Write a whole number, without a comma, such as 12."), code="decimals")
            raise ValidationError(
                _("Write at most %(decimals)s digits after the comma.") % {"decimals": decimals}, code="decimals"
            )
        self.within(field, number)
        return int(exact) if decimals == 0 else f"{exact:f}"

    def unreadable(self, decimals: int) -> str:
        if decimals:
            return _("Write a number in digits, with a comma for decimals, such as 2,5.")
        return _("Write a whole number in digits, such as 12.")

    def within(self, field: Field, number: Decimal | int) -> None:
        """Raise ValidationError for a number beyond the limits."""
        lowest, highest = field.options.get("min"), field.options.get("max")
        if lowest is not None and number < Decimal(str(lowest)):
            raise ValidationError(
                _("Write a number of at least %(limit)s.") % {"limit": self.worded(lowest)}, code="too_small"
            )
        if highest is not None and number > Decimal(str(highest)):
            raise ValidationError(
                _("Write a number of at most %(limit)s.") % {"limit": self.worded(highest)}, code="too_large"
            )

    def bounds(self, field: Field) -> tuple[Any, Any]:
        return field.options.get("min"), field.options.get("max")

    def worded(self, value: Any) -> str:
        return write_plain_number(value, get_language() or "id")

    def is_answer(self, field: Field, value: Any) -> bool:
        """An int within the limits, or with decimals what reads as itself."""
        if self.decimals(field) == 0:
            if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**LONGEST:
                return False
            try:
                self.within(field, value)
            except ValidationError:
                return False
            return True
        return super().is_answer(field, value)

    def answer_schema(self, field: Field) -> dict[str, Any]:
        if self.decimals(field):
            return {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
        limits = {"minimum": field.options.get("min"), "maximum": field.options.get("max")}
        return {"type": "integer"} | {key: float(limit) for key, limit in limits.items() if limit is not None}

    def for_rules(self, field: Field, answer: Any) -> Any:
        """A decimal is stored as text; as text it would be compared letter by letter."""
        return Decimal(answer) if isinstance(answer, str) and answer else answer

    def to_form(self, field: Field, answer: Any) -> Any:
        if isinstance(answer, bool) or not isinstance(answer, int | str):
            return ""
        return str(answer).replace(".", ",")

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [short(after=field.options.get("unit", ""))]

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        mode = "decimal" if self.decimals(field) else "numeric"
        return super().control(field, value, uploads) | {"inputmode": mode, "unit": field.options.get("unit", "")}

    def display(self, field: Field, value: Any) -> str:
        return self._with_unit(field, self.worded(value))

    def certificate(self, field: Field, value: Any) -> str:
        return self._with_unit(field, write_plain_number(value))

    def _with_unit(self, field: Field, text: str) -> str:
        unit = field.options.get("unit", "")
        return f"{text} {unit}" if unit else text


register_kind(Number())
