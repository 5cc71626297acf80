"""Kinds that pause because their neighbour is away, known to every worker through the database.

After a failure that speaks of the neighbour the kind pauses; then one job tries, and only when it got through do the
others follow. So a mail server that hangs costs one slot a few seconds a minute, not every slot all of its time.
"""

import logging
from datetime import timedelta

from django.db.models import Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils import timezone

from cms.jobs.kinds import LEANING, LIMITS, pause_after
from cms.jobs.models import Pause

logger = logging.getLogger(__name__)


def from_now(seconds: float) -> CombinedExpression:
    """A moment `seconds` from now by the database's clock: workers' clocks may differ, leases may not."""
    return Now() + timedelta(seconds=seconds)


def pauses() -> dict[str, bool]:
    """kind → whether it still pauses; a kind that is named with False may try with one job. {} when all is well."""
    rows = Pause.objects.filter(failures__gt=0).annotate(pausing=Q(until__gt=Now()))
    return dict(rows.values_list("kind", "pausing"))


def hold(kind: str) -> None:
    """Lock a kind until the transaction ends."""
    Pause.objects.get_or_create(kind=kind)
    Pause.objects.select_for_update().get(kind=kind)


def begin_try(kind: str) -> bool:
    """Whether this worker may make the one try after a pause; until it is judged the kind pauses for the others."""
    over = Pause.objects.filter(kind=kind, failures__gt=0, until__lte=Now())
    return bool(over.update(until=from_now(LIMITS[kind] + 10)))


def pause(kind: str, seconds_lost: float, why: BaseException, tried: bool = False) -> None:
    """The neighbour of `kind` failed with the exception `why`, which took `seconds_lost`. The first time is said in
    the log; later only the job that `tried` after a pause makes it longer, not those that had begun before it."""
    if kind not in LEANING:
        return
    Pause.objects.get_or_create(kind=kind)
    until = from_now(pause_after(1, seconds_lost))
    if Pause.objects.filter(kind=kind, failures=0).update(failures=1, since=Now(), until=until):
        logger.warning("What %s needs is away (%s); it waits, the rest goes on.", kind, type(why).__name__)
    elif tried:
        failures = Pause.objects.get(kind=kind).failures + 1
        until = from_now(pause_after(failures, seconds_lost))
        Pause.objects.filter(kind=kind, failures__gt=0).update(failures=failures, until=until)


def go_on(kind: str) -> None:
    """The neighbour of `kind` is back."""
    since = Pause.objects.filter(kind=kind).values_list("since", flat=True).first()
    if Pause.objects.filter(kind=kind, failures__gt=0).update(failures=0, since=None, until=None):
        waited = (timezone.now() - since).total_seconds() if since else 0
        logger.warning("%s goes on after %d seconds.", kind.capitalize(), waited)
