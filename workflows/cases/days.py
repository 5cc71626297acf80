"""Working days: Monday to Friday without public holidays and cuti bersama."""

from collections.abc import Container
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from cms.regions.clock import national_holidays


def add_working_days(day: date, count: int, free: Container[date]) -> date:
    """The working day that is `count` working days after `day` (0: `day` itself, or the next working day)."""
    while day.weekday() >= 5 or day in free:
        day += timedelta(days=1)
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in free:
            count -= 1
    return day


def deadline(opened_at, working_days, time_zone):
    """The last day for a stage opened at `opened_at`, in the region's own time; None without a deadline."""
    if not working_days:
        return None
    today = opened_at.astimezone(ZoneInfo(time_zone)).date()
    return add_working_days(today, working_days, national_holidays())
