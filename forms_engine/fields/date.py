"""Date: three boxes; the month as a number or by its name, Indonesian or English."""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.regions.calendar import today_here
from forms_engine.definition.kind import Examples, SheetType, Wrong
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType, html_name
from forms_engine.fields.blank import Blank
from forms_engine.text.typed import storable, tidy

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
PARTS = ("d", "m", "y")


def read_month(text: str) -> int | None:
    """1–12 from a number or the first letters (three or more) of a month's name; None when unclear."""
    text = tidy(text).lower().rstrip(".")
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    if len(text) < 3:
        return None
    months = {
        number
        for names in (MONTHS, _ENGLISH)
        for number, name in enumerate(names, 1)
        if name.lower().startswith(text)
    }
    return months.pop() if len(months) == 1 else None


def letter_date(day: datetime.date) -> str:
    """A date as letters write it: 17 Agustus 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def limit(value: str | None) -> datetime.date | None:
    """The date that a limit means: "today" in the region's time, or an ISO date; None when there is none."""
    if not value:
        return None
    return today_here() if value == "today" else datetime.date.fromisoformat(value)


def boxes(day: str) -> dict[str, str]:
    """What stands in the three boxes for an ISO date; empty text leaves them empty."""
    if not day:
        return dict.fromkeys(PARTS, "")
    date = datetime.date.fromisoformat(day)
    return {"d": str(date.day), "m": str(date.month), "y": f"{date.year:04}"}


class Date(FieldType):
    name = "date"
    drawn = 1300
    label = gettext_lazy("Date")
    icon = "date"
    group = gettext_lazy("Numbers and dates")
    compares = "date"
    sheet_types: Sequence[SheetType] = (
        SheetType("date"),
        SheetType("datetime", note=gettext_lazy("A date with a time can't be asked here; only the date is asked.")),
    )
    template = "forms_engine/fields/date.html"
    examples: Examples = (
        ({}, {"d": "5", "m": "8", "y": "1985"}, "1985-08-05"),
        ({}, {"d": "17", "m": "Agustus", "y": "2026"}, "2026-08-17"),
        ({}, {"d": "1", "m": "des", "y": "1999"}, "1999-12-01"),
        ({}, {"d": "29", "m": "Feb.", "y": "2024"}, "2024-02-29"),
        ({"latest": "today"}, {"d": "3", "m": "may", "y": "2001"}, "2001-05-03"),
    )
    wrong: Wrong = (
        ({}, {"d": "5", "m": "8", "y": ""}),
        ({}, {"d": "", "m": "8", "y": "1985"}),
        ({}, {"d": "31", "m": "2", "y": "2024"}),
        ({}, {"d": "1", "m": "ma", "y": "2024"}),
        ({}, {"d": "1", "m": "13", "y": "2024"}),
        ({}, {"d": "1", "m": "1", "y": "85"}),
        ({}, {"d": "1", "m": "1", "y": "٢٠٢٤"}),
        ({"latest": "2020-01-01"}, {"d": "2", "m": "1", "y": "2020"}),
        ({"earliest": "2020-01-01"}, {"d": "31", "m": "12", "y": "2019"}),
        ({"latest": "today"}, {"d": "1", "m": "1", "y": "9998"}),
    )

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        limits = [("", "–"), ("today", gettext_lazy("today"))]
        return [
            ("earliest", blocks.ChoiceBlock(choices=limits, label=gettext_lazy("Not before"), required=False)),
            ("latest", blocks.ChoiceBlock(choices=limits, label=gettext_lazy("Not after"), required=False)),
        ]

    def check(self, field: Field) -> Iterable[Problem]:
        """Limits that aren't dates, or contradict each other."""
        for key in ("earliest", "latest"):
            try:
                limit(field.options.get(key))
            except (TypeError, ValueError):
                yield Problem(
                    Code.SETTING_WRONG, field.id, "Write the limit as “today” or a date such as 2026-12-31.", key
                )
                return
        earliest, latest = limit(field.options.get("earliest")), limit(field.options.get("latest"))
        if earliest and latest and earliest > latest:
            yield Problem(Code.BOUNDS_CROSSED, field.id, "The earliest date is after the latest.", "earliest")

    def bounds(self, field: Field) -> tuple[Any, Any]:
        earliest, latest = limit(field.options.get("earliest")), limit(field.options.get("latest"))
        return earliest and earliest.isoformat(), latest and latest.isoformat()

    def from_limit(self, measure: str, sign: str, value: str) -> dict[str, Any] | None:
        if measure != "day" or "=" not in sign:
            return None
        return {"earliest" if sign[0] == ">" else "latest": value}

    def typed(self, field: Field, data: Any) -> Any:
        name = html_name(field)
        return {part: storable(data.get(f"{name}-{part}", ""), 40) for part in PARTS}

    def is_empty(self, typed: Any) -> bool:
        return not any(tidy(typed.get(part, "")) for part in PARTS)

    def understand(self, field: Field, typed: Any) -> Any:
        """The ISO date of the three boxes. Raises ValidationError for one that doesn't exist or is beyond the
        limits."""
        day, month, year = (tidy(typed.get(part, "")) for part in PARTS)
        for text, name in ((day, _("day")), (month, _("month")), (year, _("year"))):
            if not text:
                raise ValidationError(_("The %(part)s is missing from the date.") % {"part": name}, code="part")
        number = read_month(month)
        if number is None:
            raise ValidationError(
                _("Write the month as a number or by its name, such as 8 or Agustus."), code="month"
            )
        if not re.fullmatch(r"[0-9]{4}", year):
            raise ValidationError(_("Write the year in four digits, such as 1985."), code="year")
        try:
            if not re.fullmatch(r"[0-9]{1,2}", day):
                raise ValueError
            date = datetime.date(int(year), number, int(day))
        except ValueError:
            raise ValidationError(
                _("This day doesn't exist in that month. Write it like 17 8 1985."), code="day"
            ) from None
        earliest, latest = limit(field.options.get("earliest")), limit(field.options.get("latest"))
        if earliest and date < earliest:
            raise ValidationError(
                _("Write a date on or after %(limit)s.") % {"limit": self.worded(earliest)}, code="early"
            )
        if latest and date > latest:
            raise ValidationError(
                _("Write a date on or before %(limit)s.") % {"limit": self.worded(latest)}, code="late"
            )
        return date.isoformat()

    def is_answer(self, field: Field, value: Any) -> bool:
        """A date that was right when it was given stays right, though "today" has moved on."""
        try:
            return isinstance(value, str) and datetime.date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

    def to_form(self, field: Field, answer: Any) -> Any:
        return boxes(answer if self.is_answer(field, answer) else "")

    def worded(self, day: datetime.date) -> str:
        return date_format(day, "j F Y")

    def display(self, field: Field, value: Any) -> str:
        return self.worded(datetime.date.fromisoformat(value))

    def certificate(self, field: Field, value: Any) -> str:
        return letter_date(datetime.date.fromisoformat(value))

    def focus_id(self, field: Field) -> str:
        return f"{html_name(field)}-d"

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("date")]

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """The three boxes, each with its name, label and text."""
        name, value = html_name(field), value or {}
        labels = {"d": _("Day"), "m": _("Month"), "y": _("Year")}
        return {
            "parts": [
                {
                    "kind": kind,
                    "label": labels[part],
                    "name": f"{name}-{part}",
                    "html_id": f"{name}-{part}",
                    "inputmode": "" if part == "m" else "numeric",
                    "value": value.get(part, ""),
                }
                for part, kind in zip(PARTS, ("day", "month", "year"), strict=True)
            ]
        }


register_kind(Date())
