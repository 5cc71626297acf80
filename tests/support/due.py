"""Time passes for the job table, whose clock is the database's."""

from datetime import timedelta

from django.utils import timezone

from cms.jobs.models import Job, Pause


def all_due():
    """As if enough time had passed for what waits to be due, and for every pause to be over."""
    past = timezone.now() - timedelta(hours=1)
    Job.unscoped.filter(state=Job.State.READY).update(run_at=past)
    Pause.objects.filter(failures__gt=0).update(until=past)
