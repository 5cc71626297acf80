"""Working days are computed: the same as by going through the days, in both languages, and as quickly for any
number."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cms.regions.working_days import WorkingDays
from forms_engine.logic import dates
from forms_engine.logic.compile import Context, compile_rule
from forms_engine.logic.dates import date_add, date_diff
from forms_engine.logic.values import NAN
from tests.support.runners import NODE, PYTHON, results

DAYS = st.dates(date(2019, 12, 1), date(2021, 2, 1))
FREE = st.sets(DAYS, max_size=60)


def is_working(day, free):
    return day.weekday() < 5 and day not in free


def walked_add(day, count, free):
    """The definition: go through the days one by one."""
    while count:
        day += timedelta(1 if count > 0 else -1)
        count -= is_working(day, free) * (1 if count > 0 else -1)
    return day


def walked_diff(first, last, free):
    if last < first:
        return -walked_diff(last, first, free)
    return sum(is_working(first + timedelta(step), free) for step in range(1, (last - first).days + 1))


def texts(days):
    return frozenset(day.isoformat() for day in days)


@given(DAYS, st.integers(-400, 400), FREE)
@example(date(2020, 5, 1), 0, {date(2020, 5, 1)})
@example(date(2020, 5, 2), -1, {date(2020, 5, 1)})
def test_a_date_is_moved_as_by_going_through_the_days(day, count, free):
    moved = date_add(day.isoformat(), count, "working_days", texts(free))
    assert moved == walked_add(day, count, free).isoformat()


@given(DAYS, DAYS, FREE)
def test_a_span_is_counted_as_by_going_through_the_days(first, last, free):
    counted = date_diff(first.isoformat(), last.isoformat(), "working_days", texts(free))
    assert counted == walked_diff(first, last, free)


@given(DAYS, st.integers(1, 10**6), FREE)
def test_there_and_back(day, count, free):
    """From a working day so many on and as many back is where it began, and lies so many apart."""
    calendar = WorkingDays(one.toordinal() for one in free)
    start = calendar.nth(calendar.until(day.toordinal()))
    there = calendar.moved(start, count)
    assert calendar.moved(there, -count) == start
    assert calendar.until(there) - calendar.until(start) == count


def test_both_languages_move_and_count_alike():
    """Against the walk: near and far, over holidays that stand in a row, fall on weekends, come twice or are none."""
    pick = random.Random(26)
    start = date(2024, 1, 1)
    free = [start + timedelta(days) for days in (*pick.sample(range(1100), 120), *range(300, 330))]
    holidays = [*map(date.isoformat, free), free[0].isoformat(), "nonsense", "2026-W01-1"]
    cases, wanted = [], []
    for _case in range(300):
        day = start + timedelta(pick.randrange(1000))
        count = pick.choice((pick.randint(-40, 40), pick.randint(-900, 900)))
        other = day + timedelta(pick.randint(-500, 500))
        one, two = day.isoformat(), other.isoformat()
        cases.append({"rule": {"date_add": [one, count, "working_days"]}, "holidays": holidays})
        wanted.append(walked_add(day, count, set(free)).isoformat())
        cases.append({"rule": {"date_diff": [one, two, "working_days"]}, "holidays": holidays})
        wanted.append(str(walked_diff(day, other, set(free))))
    assert results(PYTHON, cases) == wanted
    assert results(NODE, cases) == wanted


FAR = [
    (["2026-11-24", 7000, "working_days"], "2053-09-23"),
    (["2026-11-24", -7000, "working_days"], "2000-01-25"),
    (["0001-01-01", 2_608_000, "working_days"], "9997-08-25"),
    (["2026-11-24", 2_500_000, "working_days"], None),
    (["2026-11-24", 9_999_999, "working_days"], None),
    (["2026-11-24", -9_999_999, "working_days"], None),
    (["0001-01-01", -1, "working_days"], None),
    (["9999-12-31", 1, "working_days"], None),
    (["9999-12-31", 9_999_999, "months"], None),
    (["0001-01-01", -9_999_999, "years"], None),
    (["2026-11-24", 10**29, "working_days"], None),
]


@pytest.mark.parametrize("runner", [PYTHON, NODE], ids=["python", "browser"])
def test_far_away_and_beyond_the_calendar(runner):
    assert results(runner, [{"rule": {"date_add": operands}} for operands, _wanted in FAR]) == [
        wanted for _operands, wanted in FAR
    ]
    whole = {"rule": {"date_diff": ["0001-01-01", "9999-12-31", "working_days"]}}
    assert results(runner, [whole]) == ["2608614"]


def test_no_day_is_gone_through(monkeypatch):
    """However far: a date of its own isn't made for each day."""
    made = []

    class Counted(date):
        @classmethod
        def fromordinal(cls, day):
            made.append(day)
            return date.fromordinal(day)

    monkeypatch.setattr(dates, "date", Counted)
    monkeypatch.setattr(dates, "timedelta", None)
    context = Context("2026-11-24", frozenset({"2026-12-25"}))
    rule = {"date_add": [{"today": []}, 2_000_000, "working_days"]}
    assert compile_rule(rule)({}, context) == "9693-01-14"
    assert compile_rule({"date_diff": [{"today": []}, rule, "working_days"]})({}, context) == 2_000_000
    assert len(made) == 2


def test_a_date_is_written_by_its_month_and_day():
    assert date_add("2026-W01-1", 1, "days") is NAN
    assert date_add("20260101", 1, "days") is NAN
