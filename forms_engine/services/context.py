"""What rules may know beside the answers: the day in the region, and the holidays around it."""

from datetime import datetime
from functools import lru_cache

from cms.regions.calendar import national_holidays, today_in
from cms.regions.models import Region
from forms_engine.logic.compile import Context

YEARS_AROUND = 2


@lru_cache(maxsize=16)
def free_days(year: int) -> frozenset[str]:
    """ISO dates of the national holidays of the years around `year`, as rules look them up."""
    return frozenset(
        day.isoformat() for day in national_holidays(range(year - YEARS_AROUND, year + YEARS_AROUND + 1))
    )


def rules_context(region: Region | None, now: datetime | None = None) -> Context:
    """The Context of a region (None: of the installation) at a moment (now)."""
    today = today_in(region, now)
    return Context(today.isoformat(), free_days(today.year))
