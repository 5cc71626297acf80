"""Counting attempts, in the database, for all processes."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cms.access.models import Attempt

KEPT = timedelta(hours=1)  # as long as the longest window of a limit


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts in any `window` (a timedelta; of what is counted here, `KEPT` at most)."""

    most: int
    window: timedelta

    def seconds_left(self, key: str) -> int:
        """In how many seconds one more attempt is within the limit; 0 when it is now."""
        return self.seconds_left_of(Attempt.objects.filter(key=key))

    def seconds_left_of(self, attempts: QuerySet[Any]) -> int:
        """The same of attempts that are rows of something else, each with its moment `at`."""
        now = timezone.now()
        rows = attempts.filter(at__gt=now - self.window).order_by("-at")
        at = next(iter(rows.values_list("at", flat=True)[self.most - 1 : self.most]), None)
        return 0 if at is None else max(1, ceil((at + self.window - now).total_seconds()))


def count(key: str) -> None:
    """Remember one attempt, and forget those that count no more."""
    now = timezone.now()
    Attempt.objects.filter(at__lte=now - KEPT).delete()
    Attempt.objects.create(key=key, at=now)


def minutes(seconds: float) -> int:
    """Seconds as a person is told them: whole minutes, never too few."""
    return ceil(seconds / 60)
