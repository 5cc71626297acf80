"""Working days, Monday to Friday without holidays, by arithmetic: whole weeks, and a bisection of the holidays. No
day is gone through, however far a date is moved. Days are proleptic Gregorian ordinals; 1 is a Monday."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

WEEK, WORKING = 7, 5


def _weekdays(day: int) -> int:
    """How many Mondays to Fridays there are from day 1 up to and with `day`."""
    weeks, rest = divmod(day, WEEK)
    return weeks * WORKING + min(rest, WORKING)


class WorkingDays:
    """A calendar with its holidays (ordinals)."""

    __slots__ = ("_before", "_free")

    def __init__(self, holidays: Iterable[int] = ()) -> None:
        self._free = sorted({day for day in holidays if day % WEEK not in (6, 0)})
        # Of each holiday how many working days lie before it.
        self._before = [_weekdays(day) - number for number, day in enumerate(self._free, 1)]

    def until(self, day: int) -> int:
        """How many there are from day 1 up to and with `day`; differences of two of these count a span."""
        return _weekdays(day) - bisect_right(self._free, day)

    def nth(self, number: int) -> int:
        """The ordinal of the working day that is the `number`-th from day 1 (0 and less: before it)."""
        weeks, rest = divmod(number + bisect_left(self._before, number) - 1, WORKING)
        return weeks * WEEK + rest + 1

    def moved(self, day: int, count: int) -> int:
        """The `count`-th working day after `day`, before it when negative; 0: `day` itself, whatever it is."""
        if count > 0:
            return self.nth(self.until(day) + count)
        return self.nth(self.until(day - 1) + count + 1) if count else day
