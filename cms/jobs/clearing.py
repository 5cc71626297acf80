"""Clearing done jobs out of the table."""

from datetime import timedelta

from django.utils import timezone

from cms.jobs.models import Job
from cms.jobs.registry import periodic

KEEP = timedelta(days=30)
BATCH = 1000  # rows of one delete: short locks, small transactions


@periodic("jobs.clear_done", "day")
def clear_done(finish):
    """Delete what has been done for thirty days. What failed stays until somebody has seen to it.

    A key is free again then. Nobody asks for the same so late (reminders and codes carry their day or minute,
    messages the filing that caused them), and what could be asked for again (a letter, a paper form, a scan,
    publishing) looks first whether it is there.
    """
    old = Job.unscoped.filter(state=Job.State.DONE, done_at__lt=timezone.now() - KEEP).order_by("pk")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        Job.unscoped.filter(pk__in=ids, state=Job.State.DONE).delete()
