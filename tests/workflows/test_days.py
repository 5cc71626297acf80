"""Working days."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cms.regions.clock import national_holidays
from workflows.cases.days import add_working_days, deadline, working_days_after

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


def test_the_deadline_is_counted_in_the_region_s_own_day():
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # 23.30 in Jakarta, already the 25th in Jayapura
    assert deadline(late, 1, "Asia/Jakarta") == date(2026, 11, 25)
    assert deadline(late, 1, "Asia/Jayapura") == date(2026, 11, 26)
    assert deadline(late, None, "Asia/Jakarta") is None
