"""A region's own time and calendar: what is shown for a region is shown by its clock, not the installation's."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone


def use_clock_of(region: Any) -> None:
    """From here on to the end of the request, times are written in the region's time zone."""
    timezone.activate(ZoneInfo(region.time_zone))


def end_of_day(region: Any, now: datetime | None = None) -> datetime:
    """The moment at which the day that it is in a region is over."""
    zone = ZoneInfo(region.time_zone)
    return datetime.combine(timezone.localdate(now, zone) + timedelta(days=1), time.min, zone)


@lru_cache(maxsize=16)
def national_holidays(years: Any = None) -> Any:
    """Public holidays and cuti bersama of Indonesia (SKB 3 Menteri), by date; without `years` (a range) each year is
    filled in when it is asked for."""
    return holidays.country_holidays("ID", years=years, categories=("public", "government"))
