"""An answer that nobody has given yet, as the solver knows it, and what bounds it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import z3

from forms_engine.logic.dates import parsed_date

FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()  # what a question for a date takes


@dataclass(frozen=True, slots=True)
class Symbol:
    """An answer: `present` (a Z3 Bool); `sort` as of `Kind.compares`, "text" for ids of choices as well; `value`: Int
    for text (its number in the table) and dates (ordinal day), Real for numbers, Bool for yes or no,
    {choice id: Bool} for several choices, Int (how many) for rows. `literal`: the JSON value written in the rule."""

    present: z3.BoolRef
    sort: str
    value: Any
    literal: Any = None


def ordinal(text: str | None, fallback: int) -> int:
    """The ordinal day of an ISO date, `fallback` for none."""
    day = parsed_date(text) if text else None
    return day.toordinal() if day else fallback


def bounds_of(low: Any, high: Any, value: z3.ArithRef) -> list[z3.BoolRef]:
    """What a number between two limits (None: none) fulfils."""
    bounds = []
    if low is not None:
        bounds.append(value >= z3.RealVal(str(Decimal(str(low))), value.ctx))
    if high is not None:
        bounds.append(value <= z3.RealVal(str(Decimal(str(high))), value.ctx))
    return bounds
