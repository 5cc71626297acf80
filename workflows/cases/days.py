"""Working days: Monday to Friday without public holidays and cuti bersama."""

from collections.abc import Container
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays


def add_working_days(day: date, count: int, free: Container[date]) -> date:
    """The working day that is `count` working days after `day` (0: `day` itself, or the next working day)."""
    while day.weekday() >= 5 or day in free:
        day += timedelta(days=1)
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in free:
            count -= 1
    return day


@lru_cache(maxsize=1)
def national_holidays():
    """Public holidays and cuti bersama of Indonesia (SKB 3 Menteri), by date; years are filled in when asked."""
    return holidays.country_holidays("ID", categories=("public", "government"))


def deadline(opened_at, working_days, time_zone):
    """The last day for a stage opened at `opened_at`, in the region's own time; None without a deadline."""
    if not working_days:
        return None
    today = opened_at.astimezone(ZoneInfo(time_zone)).date()
    return add_working_days(today, working_days, national_holidays())
