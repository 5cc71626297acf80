"""Our operators on dates: texts such as `2026-11-24` (ISO 8601), proleptic Gregorian, years 1 to 9999.

Working days are Monday to Friday without the holidays of the evaluation's context.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from cms.regions.working_days import WorkingDays
from forms_engine.logic.values import NAN, Nothing, number

UNITS = ("days", "months", "years", "working_days")


def parsed_date(value: Any) -> date | None:
    """A date, or None for anything but an ISO date."""
    if type(value) is not str or len(value) != 10 or value[7] != "-" or not value.isascii():
        return None  # by weeks (2026-W01-1) isn't a way to write a date here
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def whole(value: Any) -> int | None:
    """An int, or None for anything that isn't a whole number of a sensible size."""
    amount: Any = number(value)
    return int(amount) if amount is not None and amount == int(amount) and abs(amount) < 10**7 else None


def _add_months(day: date, months: int) -> date | None:
    month_count = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_count, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=64)
def _calendar(holidays: frozenset[str]) -> WorkingDays:
    return WorkingDays(day.toordinal() for day in map(parsed_date, holidays) if day)


def _add_working_days(day: date, count: int, holidays: frozenset[str]) -> date:
    return date.fromordinal(_calendar(holidays).moved(day.toordinal(), count))


def date_add(start: Any, amount: Any, unit: str, holidays: frozenset[str] = frozenset()) -> str | Nothing:
    """The date `amount` units after `start`: month ends are kept (31 January + 1 month is the last of February);
    NAN for what is no date or leaves the calendar."""
    day, count = parsed_date(start), whole(amount)
    if day is None or count is None or unit not in UNITS:
        return NAN
    try:
        match unit:
            case "days":
                day += timedelta(count)
            case "months":
                day = _add_months(day, count)
            case "years":
                day = _add_months(day, 12 * count)
            case _:
                day = _add_working_days(day, count, holidays)
    except (OverflowError, ValueError):  # beyond the calendar
        return NAN
    return NAN if day is None else day.isoformat()


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def date_diff(start: Any, end: Any, unit: str, holidays: frozenset[str] = frozenset()) -> int | Nothing:
    """How many whole units lie from `start` to `end`, negative when `end` is earlier; an age in years is
    `date_diff(born, today, "years")`. Working days are those after `start` up to and with `end`."""
    first, last = parsed_date(start), parsed_date(end)
    if first is None or last is None or unit not in UNITS:
        return NAN
    if last < first:
        back: Any = date_diff(end, start, unit, holidays)
        return back if back is NAN else -back
    days = (last - first).days
    match unit:
        case "days":
            return days
        case "months":
            return _months_between(first, last)
        case "years":
            return _months_between(first, last) // 12
    calendar = _calendar(holidays)
    return calendar.until(last.toordinal()) - calendar.until(first.toordinal())
