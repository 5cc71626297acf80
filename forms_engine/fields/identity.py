"""What a number says of the person it belongs to, compared with what the form asks besides.

Legal numbers can contradict a person's papers (a NIK never changes, even when it was given with a wrong date; a court
may correct a date of birth or a sex), so a contradiction is pointed out before sending and never stands in the way.
The admin says which questions are meant: options `birth_date` and `sex`, ids of questions.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import kind_of
from forms_engine.pickers.conditions import FieldPickerBlock

MALE = {"laki", "pria", "lelaki", "l", "male", "man", "m"}
FEMALE = {"perempuan", "wanita", "p", "female", "woman", "f"}


@dataclass(frozen=True, slots=True)
class Says:
    """What a number says: the days that its digits can mean (two where it doesn't tell the century), and whether it
    is a woman's."""

    days: tuple[date, ...]
    female: bool

    def nearest(self, day: date) -> date:
        """The day meant that lies nearest to another."""
        return min(self.days, key=lambda meant: abs((meant - day).days))


def days_of(day: int, month: int, *years: int) -> tuple[date, ...]:
    """The days that exist, one for each of the years."""
    days = []
    for year in years:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(days)


def is_female(label: str) -> bool | None:
    """Whether a choice says Perempuan (True) or Laki-laki (False), by its first word; None when it says neither."""
    [word, *_rest] = re.findall(r"[^\W\d_]+", label.casefold()) or [""]
    return True if word in FEMALE else False if word in MALE else None


def day_of(value: Any) -> date | None:
    """The day of a stored answer to a question for a date, None when it is none."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


class SaysWho(ABC):
    """Mixed into a kind whose numbers say who a person is: `says(digits)` gives Says."""

    details_heading = gettext_lazy("Compare with other answers")

    @abstractmethod
    def says(self, digits: str) -> Says:
        """What the number says; each kind knows where its digits do."""

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """The questions for the birth date and the sex that the number is compared with."""
        day = FieldPickerBlock(
            label=gettext_lazy("Compare with the birth date asked in"), required=False, only="beside",
            compares="date",
            help_text=gettext_lazy("A contradiction is pointed out before sending. It is allowed: some are legal."),
        )  # fmt: skip
        sex = FieldPickerBlock(
            label=gettext_lazy("Compare with the sex asked in"), required=False, only="beside",
            compares="choice",
            help_text=gettext_lazy("Its choices must begin with Laki-laki (Pria, L) and Perempuan (Wanita, P)."),
        )  # fmt: skip
        return [("birth_date", day), ("sex", sex)]

    def compared(self, field: Field) -> Mapping[str, str]:
        settings = ((name, field.options.get(name)) for name in ("birth_date", "sex"))
        return {name: other for name, other in settings if other and isinstance(other, str)}

    def check_compared(self, field: Field, setting: str, other: Field) -> Iterable[Problem]:
        """A question that asks for no date, or whose choices don't say the sex."""
        label = {"label": other.label}
        if setting == "birth_date":
            if kind_of(other).compares != "date":
                yield Problem(Code.SOURCE_UNFIT, field.id, "“%(label)s” doesn't ask for a date.", setting, label)
        elif {True, False} - {is_female(choice.label) for choice in other.choices}:
            yield Problem(
                Code.SOURCE_UNFIT,
                field.id,
                "The choices of “%(label)s” must say Laki-laki and Perempuan.",
                setting,
                label,
            )

    def doubts(self, field: Field, value: Any, answered: Mapping[str, tuple[Field, Any]]) -> Iterable[str]:
        """Where the number says another birth date or sex than the person did."""
        number_says = self.says(value)
        beside = {name: answered[other] for name, other in self.compared(field).items() if other in answered}
        if "birth_date" in beside:
            yield from self._birth_date(field, number_says, *beside["birth_date"])
        if "sex" in beside:
            yield from self._sex(field, number_says, *beside["sex"])

    def _birth_date(self, field: Field, number_says: Says, other: Field, value: Any) -> Iterator[str]:
        written = day_of(value)
        if written and number_says.days and written not in number_says.days:
            yield _(
                "By “%(number)s” the birth date is %(said)s; in “%(label)s” you wrote "
                "%(written)s. Check both. If both are right (this happens), continue."
            ) % {
                "number": field.label,
                "said": date_format(number_says.nearest(written), "j F Y"),
                "label": other.label,
                "written": date_format(written, "j F Y"),
            }

    def _sex(self, field: Field, number_says: Says, other: Field, value: Any) -> Iterator[str]:
        chosen = next((choice.label for choice in other.choices if choice.id == value), "")
        if is_female(chosen) is not None and is_female(chosen) != number_says.female:
            yield _(
                "By “%(number)s” this is %(said)s; in “%(label)s” you chose “%(chosen)s”. Check "
                "both. If both are right (this happens), continue."
            ) % {
                "number": field.label,
                "said": _("a woman") if number_says.female else _("a man"),
                "label": other.label,
                "chosen": chosen,
            }
