"""The calendar: working days, a region's own day, and that nobody asks for a day elsewhere."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cms.regions.calendar import (
    add_working_days,
    day_in,
    deadline,
    end_of_day,
    national_holidays,
    today_in,
    working_days_after,
)
from cms.regions.models import Region

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(days, st.integers(0, 60), st.sets(days, max_size=20))
def test_count_of_working_days(start, count, free):
    end = add_working_days(start, count, free)
    between = [start + timedelta(days=offset) for offset in range((end - start).days + 1)]
    working = [day for day in between if day.weekday() < 5 and day not in free]
    assert end in working
    first = add_working_days(start, 0, free)
    assert len([day for day in working if day > first]) == count


def test_a_weekend_and_a_holiday_are_passed_over():
    assert date(2026, 8, 17) in national_holidays()
    assert working_days_after(date(2026, 8, 14), 1) == date(2026, 8, 18)


@given(days, st.integers(1, 365))
def test_the_holidays_of_every_year_on_the_way_are_known(start, count):
    """A deadline over the turn of years, and from the last day of one."""
    assert working_days_after(start, count) == add_working_days(start, count, national_holidays(range(2024, 2031)))


def test_cuti_bersama_is_free():
    assert date(2026, 12, 24) in national_holidays()


JAKARTA, JAYAPURA = Region(time_zone="Asia/Jakarta"), Region(time_zone="Asia/Jayapura")
NIGHT = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # 23.30 in Jakarta, already the 25th in Jayapura


def test_the_deadline_is_counted_in_the_region_s_own_day():
    assert deadline(JAKARTA, NIGHT, 1) == date(2026, 11, 25)
    assert deadline(JAYAPURA, NIGHT, 1) == date(2026, 11, 26)
    assert deadline(JAKARTA, NIGHT, None) is None


def test_a_day_is_the_region_s_and_without_one_the_installation_s():
    assert [day_in(region, NIGHT).day for region in (JAKARTA, JAYAPURA, None)] == [24, 25, 24]
    assert today_in(JAYAPURA, NIGHT) == date(2026, 11, 25)
    assert end_of_day(JAKARTA, NIGHT) - NIGHT == timedelta(minutes=30)
    assert end_of_day(JAYAPURA, NIGHT) - NIGHT == timedelta(hours=22, minutes=30)


ROOM = "cms/regions/calendar.py"
# Who else asks what day or hour it is here, and why that is no region's.
OTHERWISE = {
    ("cms/jobs/ledger.py", "localtime"): "when periodic jobs run is the installation's own day",
    ("cms/jobs/neighbours.py", "localtime"): "a line of the log, which operators read",
}


def asked(tree):
    """How a module asks for a day or a time zone: names of calls, and an import."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="localdate" | "localtime" | "today" as name)):
                yield name
            case ast.Call(func=ast.Attribute(attr="date" as name), args=[], keywords=[]):
                yield name  # of a moment
            case ast.ImportFrom(module="zoneinfo") | ast.Import(names=[ast.alias(name="zoneinfo")]):
                yield "zoneinfo"


def test_no_other_source_asks_what_day_it_is():
    base = Path(settings.BASE_DIR)
    files = [path for floor in ("cms", "forms_engine", "workflows") for path in (base / floor).rglob("*.py")]
    found = {(str(path.relative_to(base)), name) for path in files for name in asked(ast.parse(path.read_text()))}
    assert {name for path, name in found if path == ROOM} == {"localtime", "date", "zoneinfo"}
    assert {place for place in found if place[0] != ROOM} == set(OTHERWISE)
