"""The job table at work: enqueue, claim under a lease, run, finish behind a fencing token, retry, drain.

Measured before it was built: no broker without a server is durable, so the row is the truth and Celery's message only
a wake-up. Each worker also drains due rows, so a lost message costs a second, not a certificate.
"""

import logging
import threading
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from cms.access.masking import cleaned, reason_of
from cms.jobs.models import Job
from cms.jobs.registry import PermanentFailure, handler_of, periodic_jobs
from cms.regions.scoping import ALL_REGIONS, region_scope

logger = logging.getLogger(__name__)
BACKOFF_SECONDS = (2, 10, 30, 120, 600, 1800, 3600)


class LeaseLost(Exception):
    """Another worker took the job over; what this one did must be rolled back."""


def enqueue(name, /, *, region=None, key=None, run_at=None, max_attempts=8, **args):
    """Insert a job in the caller's transaction and ring the doorbell after commit. Returns the Job.

    The same `key` is inserted once: a second call returns the first row.
    """
    fields = {
        "name": name, "args": args, "region_id": getattr(region, "pk", region),
        "run_at": run_at or timezone.now(), "max_attempts": max_attempts,
    }  # fmt: skip
    with region_scope(ALL_REGIONS):
        if key is None:
            row = Job.unscoped.create(**fields)
        else:
            Job.unscoped.bulk_create([Job(key=key, **fields)], ignore_conflicts=True)
            row = Job.unscoped.get(key=key)
    if row.run_at <= timezone.now():
        transaction.on_commit(lambda: ring(row.pk), robust=True)
    return row


def ring(job_id):
    """Wake a worker; a broker that is down costs nothing but time, because workers drain the table."""
    from cms.jobs.tasks import run_job

    try:
        run_job.apply_async((job_id,), retry=False)
    except Exception:
        logger.warning("The broker can't be reached; job %s waits for a worker's next look at the table.", job_id)


def _lockable(queryset):
    if connection.features.has_select_for_update_skip_locked:
        return queryset.select_for_update(skip_locked=True)
    return queryset.select_for_update()


def claim(job_id=None, now=None):
    """Take one due job (or the one named, if due) under a lease; None when there is none."""
    now = now or timezone.now()
    with transaction.atomic():
        due = Job.unscoped.filter(Q(state=Job.State.READY) | Q(state=Job.State.RUNNING), run_at__lte=now)
        if job_id is not None:
            due = due.filter(pk=job_id)
        row = _lockable(due.order_by("run_at", "pk")).first()
        if row is None:
            return None
        if row.attempts >= row.max_attempts:
            _bury(row, row.last_error or "The worker died each time.")
            return None
        row.state, row.attempts = Job.State.RUNNING, row.attempts + 1
        row.run_at = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        with region_scope(ALL_REGIONS):
            row.save(update_fields=["state", "attempts", "run_at"])
        return row


def _mine(row):
    return Job.unscoped.filter(pk=row.pk, state=Job.State.RUNNING, attempts=row.attempts)


def _bury(row, reason):
    Job.unscoped.filter(pk=row.pk).update(
        state=Job.State.DEAD, last_error=cleaned(reason)[:2000], done_at=timezone.now()
    )
    logger.error("Job %s (%s) failed for good after %s attempts.", row.pk, row.name, row.attempts)


@contextmanager
def _heartbeat(row):
    """Renew the lease while the handler works: so it can be short, and a dead worker's job is free soon."""
    stop, every = threading.Event(), settings.JOB_LEASE_SECONDS / 3

    def beat():
        while not stop.wait(every):
            try:
                _mine(row).update(run_at=timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS))
            except DatabaseError:
                logger.warning("The lease of job %s could not be renewed this time.", row.pk)
        connection.close()

    thread = threading.Thread(target=beat, name=f"warkat-lease-{row.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def run(row):
    """Run a claimed job: done, ready again after a back-off, or dead. Never raises what the handler raised."""
    finished = False

    def finish():
        nonlocal finished
        finished = True
        if not _mine(row).update(state=Job.State.DONE, done_at=timezone.now(), last_error=""):
            raise LeaseLost(row.pk)

    try:
        scope = row.region_id if row.region_id is not None else ALL_REGIONS
        with region_scope(scope), _heartbeat(row):
            handler_of(row.name)(finish, **row.args)
            if not finished:
                finish()
    except LeaseLost:
        logger.warning("Job %s was taken over by another worker.", row.pk)
    except PermanentFailure as failure:
        if _mine(row).exists():
            _bury(row, str(failure))
    except Exception as failure:
        reason = reason_of(failure)
        if row.attempts >= row.max_attempts:
            if _mine(row).exists():
                _bury(row, reason)
            return
        wait = BACKOFF_SECONDS[min(row.attempts, len(BACKOFF_SECONDS)) - 1]
        _mine(row).update(
            state=Job.State.READY, run_at=timezone.now() + timedelta(seconds=wait), last_error=reason[:2000]
        )
        logger.warning("Job %s (%s) failed, attempt %s: %s", row.pk, row.name, row.attempts, type(failure).__name__)


def run_due(job_id=None):
    """Claim and run one job; False when there was none."""
    row = claim(job_id)
    if row is None:
        return False
    run(row)
    return True


def drain(limit=100):
    """Run due jobs here and now until none is left or `limit` is reached; returns how many ran."""
    count = 0
    while count < limit and run_due():
        count += 1
    return count


def retry(row):
    """Give a dead job another full set of attempts (the staff's retry button)."""
    Job.unscoped.filter(pk=row.pk, state=Job.State.DEAD).update(
        state=Job.State.READY, run_at=timezone.now(), attempts=F("attempts"), done_at=None,
        max_attempts=F("attempts") + 8,
    )  # fmt: skip
    transaction.on_commit(lambda: ring(row.pk), robust=True)


def keep_periodic(now=None):
    """See that today's (this hour's) run of each periodic job is in the table."""
    now = timezone.localtime(now)
    for name, every in periodic_jobs().items():
        stamp = now.strftime("%Y-%m-%d" if every == "day" else "%Y-%m-%dT%H")
        if not Job.unscoped.filter(key=f"{name}:{stamp}").exists():
            enqueue(name, key=f"{name}:{stamp}")
