"""Time of day: hours and minutes on the 24-hour clock."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.text.typed import tidy


class Time(FieldType):
    name = "time"
    label = gettext_lazy("Time of day")
    icon = "time"
    group = gettext_lazy("Numbers and dates")
    short = True
    sheet_types = (SheetType("time"),)
    examples = (
        ({}, "8.30", "08:30"), ({}, "08:30", "08:30"), ({}, "19", "19:00"), ({}, "0.05", "00:05"),
        ({}, "pukul 7.15", "07:15"),
    )  # fmt: skip
    wrong = (({}, "24.00"), ({}, "8.60"), ({}, "pagi"), ({}, "8.3"), ({}, "123"), ({}, "٨.٣٠"))

    def hint(self, field: Field) -> str:
        return field.hint or _("Hours and minutes, such as 08.30 or 19.00.")

    def understand(self, field: Field, typed: Any) -> Any:
        """`HH:MM`. Raises ValidationError."""
        text = re.sub(r"^(pukul|jam)\s*|\s*(wib|wita|wit)$", "", tidy(typed).lower())
        match = re.fullmatch(r"([01]?[0-9]|2[0-3])(?:[.:]([0-5][0-9]))?", text)
        if match is None:
            raise ValidationError(
                _("Write hours and minutes on the 24-hour clock, such as 08.30 or 19.00."), code="unreadable"
            )
        return f"{int(match[1]):02}:{match[2] or '00'}"

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def to_form(self, field: Field, answer: Any) -> Any:
        return answer.replace(":", ".") if isinstance(answer, str) else ""

    def display(self, field: Field, value: Any) -> str:
        return value.replace(":", ".")


register_kind(Time())
