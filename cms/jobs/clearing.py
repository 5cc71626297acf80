"""Clearing away what is over: done jobs, files of processes that died while they wrote them."""

from collections.abc import Callable
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from cms.jobs.models import Job
from cms.jobs.registry import periodic
from cms.storage import ASIDE

KEEP = timedelta(days=30)
BATCH = 1000  # rows of one delete: short locks, small transactions


@periodic("jobs.clear_done", "day")
def clear_done(finish: Callable[[], None]) -> None:
    """Delete what has been done for thirty days. What failed stays until somebody has seen to it.

    A key is free again then. Nobody asks for the same so late (reminders and codes carry their day or minute,
    messages the filing that caused them), and what could be asked for again (a letter, a paper form, a scan,
    publishing) looks first whether it is there.
    """
    old = Job.unscoped.filter(state=Job.State.DONE, done_at__lt=timezone.now() - KEEP).order_by("pk")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        Job.unscoped.filter(pk__in=ids, state=Job.State.DONE).delete()


@periodic("files.clear_unfinished", "day")
def clear_unfinished(finish: Callable[[], None]) -> None:
    """Delete what was written aside a day ago and never got its name: whoever wrote it was killed."""
    before = timezone.now() - timedelta(days=1)
    names = default_storage.listdir(ASIDE)[1] if default_storage.exists(ASIDE) else ()
    for name in (f"{ASIDE}/{name}" for name in names):
        if default_storage.get_modified_time(name) < before:
            default_storage.delete(name)
