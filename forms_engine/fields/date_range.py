"""From one date to another, both included: twice three boxes. Answer: two ISO dates with `/` between (ISO 8601)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import html_name
from forms_engine.fields.blank import Blank
from forms_engine.fields.date import PARTS, Date, boxes, letter_date
from forms_engine.text.typed import storable, tidy

ENDS = ("a", "b")


def _end(typed: Mapping[str, str], end: str) -> dict[str, str]:
    return {part: typed.get(f"{end}{part}", "") for part in PARTS}


class DateRange(Date):
    name = "date_range"
    drawn = 2400
    label = gettext_lazy("Date range")
    icon = "calendar"
    compares = ""
    sheet_types = (SheetType("text", reads=False),)
    template = "forms_engine/fields/date_range.html"
    examples = (
        ({}, {"ad": "1", "am": "12", "ay": "2026", "bd": "3", "bm": "Des", "by": "2026"}, "2026-12-01/2026-12-03"),
        ({}, {"ad": "1", "am": "1", "ay": "2026", "bd": "1", "bm": "1", "by": "2026"}, "2026-01-01/2026-01-01"),
    )
    wrong = (
        ({}, {"ad": "3", "am": "12", "ay": "2026", "bd": "1", "bm": "12", "by": "2026"}),
        ({}, {"ad": "3", "am": "12", "ay": "2026", "bd": "", "bm": "", "by": ""}),
        ({}, {"ad": "31", "am": "2", "ay": "2026", "bd": "1", "bm": "3", "by": "2026"}),
        ({"latest": "2020-01-01"}, {"ad": "1", "am": "1", "ay": "2020", "bd": "2", "bm": "1", "by": "2020"}),
    )

    def typed(self, field: Field, data: Any) -> Any:
        name = html_name(field)
        return {f"{end}{part}": storable(data.get(f"{name}-{end}{part}", ""), 40) for end in ENDS for part in PARTS}

    def is_empty(self, typed: Any) -> bool:
        return not any(tidy(text) for text in typed.values())

    def understand(self, field: Field, typed: Any) -> Any:
        """Two ISO dates with `/` between. Raises ValidationError, which names the date that is wrong."""
        dates = []
        for end, name in zip(ENDS, (_("First day"), _("Last day")), strict=True):
            texts = _end(typed, end)
            if not any(tidy(text) for text in texts.values()):
                raise ValidationError(_("“%(end)s”: write the date.") % {"end": name}, code="part")
            try:
                dates.append(super().understand(field, texts))
            except ValidationError as error:
                raise ValidationError(f"{name}: {error.messages[0]}", code=error.code) from None
        if dates[1] < dates[0]:
            raise ValidationError(_("The last day is before the first. Write the earlier date first."), code="order")
        return "/".join(dates)

    def is_answer(self, field: Field, value: Any) -> bool:
        if not isinstance(value, str) or value.count("/") != 1:
            return False
        first, last = value.split("/")
        return super().is_answer(field, first) and super().is_answer(field, last) and first <= last

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}$"}

    def for_rules(self, field: Field, answer: Any) -> Any:
        """`id.from` and `id.to` in a rule."""
        return dict(zip(("from", "to"), answer.split("/"), strict=True)) if isinstance(answer, str) else answer

    def to_form(self, field: Field, answer: Any) -> Any:
        ends = answer.split("/") if self.is_answer(field, answer) else ("", "")
        return {
            f"{end}{part}": text for end, date in zip(ENDS, ends, strict=True) for part, text in boxes(date).items()
        }

    def display(self, field: Field, value: Any) -> str:
        first, last = (self.worded(datetime.date.fromisoformat(end)) for end in value.split("/"))
        return _("%(first)s to %(last)s") % {"first": first, "last": last}

    def certificate(self, field: Field, value: Any) -> str:
        return " s.d. ".join(letter_date(datetime.date.fromisoformat(end)) for end in value.split("/"))

    def focus_id(self, field: Field) -> str:
        return f"{html_name(field)}-ad"

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("date", _("First day")), Blank("date", _("Last day"))]

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """Both dates, each with its three boxes."""
        value = value or {}
        ends = []
        for end, label in zip(ENDS, (_("First day"), _("Last day")), strict=True):
            parts = super().control(field, _end(value, end), uploads)["parts"]
            for part, key in zip(parts, PARTS, strict=True):
                part["name"] = part["html_id"] = f"{html_name(field)}-{end}{key}"
            ends.append({"label": label, "parts": parts})
        return {"ends": ends}


register_kind(DateRange())
