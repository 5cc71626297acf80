"""Working days: Monday to Friday without public holidays and cuti bersama."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from cms.regions.clock import national_holidays
from forms_engine.logic.working_days import WorkingDays


def add_working_days(day: date, count: int, free: Iterable[date]) -> date:
    """The working day that is `count` working days after `day` (0: `day` itself, or the next working day). `free`:
    the holidays from `day` to the end."""
    calendar = WorkingDays(one.toordinal() for one in free)
    first = calendar.moved(day.toordinal() - 1, 1)
    return date.fromordinal(calendar.moved(first, count))


def working_days_after(day: date, count: Any) -> date:
    """The same by the national calendar."""
    return add_working_days(day, count, national_holidays(range(day.year, day.year + count // 200 + 2)))


def deadline(opened_at: Any, working_days: Any, time_zone: Any) -> date | None:
    """The last day for a stage opened at `opened_at`, in the region's own time; None without a deadline."""
    if not working_days:
        return None
    return working_days_after(opened_at.astimezone(ZoneInfo(time_zone)).date(), working_days)
