"""A region's own clock and calendar: its day and its working days, for rules, deadlines, reminders and letters. No
other module asks what day it is, or in which time zone (the installation's is of no meaning to a region)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

from cms.regions.known import KNOWN_REGIONS
from cms.regions.models import Region
from cms.regions.scoping import current_region
from cms.regions.working_days import WorkingDays


def zone_of(region: Region | None) -> tzinfo:
    """The time zone of a region; the installation's for what belongs to none."""
    return ZoneInfo(region.time_zone) if region is not None else timezone.get_default_timezone()


def use_clock_of(region: Region | None) -> None:
    """From here on to the end of the request, times are written in the region's time zone."""
    timezone.activate(zone_of(region))


def time_in(region: Region | None, moment: datetime | None = None) -> datetime:
    """A moment (now) by a region's clock."""
    return timezone.localtime(moment, zone_of(region))


def day_in(region: Region | None, moment: datetime) -> date:
    """The day that a moment is in, in a region."""
    return time_in(region, moment).date()


def today_in(region: Region | None, now: datetime | None = None) -> date:
    """The day that it is in a region."""
    return day_in(region, now or timezone.now())


def region_here() -> Region | None:
    """The region in scope, as pages know it; None where there is none or all are."""
    region = current_region()
    return KNOWN_REGIONS.get(region) if isinstance(region, int) else None


def today_here() -> date:
    """The day that it is in the region in scope, or in the installation where there is none or all are."""
    return today_in(region_here())


def end_of_day(region: Region, now: datetime | None = None) -> datetime:
    """The moment at which the day that it is in a region is over."""
    return datetime.combine(today_in(region, now) + timedelta(days=1), time.min, zone_of(region))


@lru_cache(maxsize=16)
def national_holidays(years: range | None = None) -> holidays.HolidayBase:
    """Public holidays and cuti bersama of Indonesia (SKB 3 Menteri), by date; without `years` (a range) each year is
    filled in when it is asked for."""
    return holidays.country_holidays("ID", years=years, categories=("public", "government"))


def add_working_days(day: date, count: int, free: Iterable[date]) -> date:
    """The working day that is `count` working days after `day` (0: `day` itself, or the next working day). `free`:
    the holidays from `day` to the end."""
    calendar = WorkingDays(holiday.toordinal() for holiday in free)
    first = calendar.moved(day.toordinal() - 1, 1)
    return date.fromordinal(calendar.moved(first, count))


def working_days_after(day: date, count: int) -> date:
    """The same by the national calendar."""
    return add_working_days(day, count, national_holidays(range(day.year, day.year + count // 200 + 2)))


def deadline(region: Region, opened_at: datetime, working_days: int | None) -> date | None:
    """The last day, in the region, for what was opened at a moment and may take so many working days; None without a
    limit."""
    return working_days_after(day_in(region, opened_at), working_days) if working_days else None
