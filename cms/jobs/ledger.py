"""The job table at work: enqueue, claim under a lease, run, finish behind a fencing token, retry.

Measured before it was built: no broker without a server is durable, so the row is the truth and Celery's message only
a wake-up. Leases and due moments are the database's clock's, so that workers whose clocks differ agree.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from cms.access.masking import cleaned, reason_of
from cms.jobs.doorbell import ring
from cms.jobs.kinds import KINDS, LIMITS, at_once, shares
from cms.jobs.limit import time_limit
from cms.jobs.models import Job
from cms.jobs.neighbours import is_away
from cms.jobs.pauses import begin_try, from_now, go_on, hold, pause, pauses
from cms.jobs.registry import PermanentFailure, handler_of, kind_of, periodic_jobs
from cms.regions.models import Region
from cms.regions.scoping import ALL_REGIONS, region_scope

logger = logging.getLogger(__name__)
BACKOFF_SECONDS = (2, 10, 30, 120, 600, 1800, 3600)
PATIENCE = timedelta(days=3)  # so long a neighbour that is away uses up no attempts
LIVE = (Job.State.READY, Job.State.RUNNING)


class LeaseLost(Exception):
    """Another worker took the job over; what this one did must be rolled back."""


def enqueue(
    name: str,
    /,
    *,
    region: Region | int | None = None,
    key: str | None = None,
    run_at: datetime | None = None,
    max_attempts: int = 8,
    **args: Any,
) -> Job:
    """Insert a job in the caller's transaction and ring the doorbell after commit. Returns the Job.

    The same `key` is inserted once: a second call returns the first row.
    """
    fields = {
        "name": name, "kind": kind_of(name), "args": args, "region_id": getattr(region, "pk", region),
        "run_at": run_at or Now(), "max_attempts": max_attempts,
    }  # fmt: skip
    with region_scope(ALL_REGIONS):
        if key is None:
            row = Job.unscoped.create(**fields)
        else:
            Job.unscoped.bulk_create([Job(key=key, **fields)], ignore_conflicts=True)
            row = Job.unscoped.get(key=key)
    if key is None and run_at is None:
        row.run_at = row.created_at  # what was written is the database's now
    if row.state == Job.State.READY and (run_at is None or run_at <= timezone.now()):
        transaction.on_commit(lambda: ring(row.kind), robust=True)
    return row


def due(kind: str) -> QuerySet[Job]:
    """The jobs of a kind that are due, or whose worker died, by the database's clock."""
    return Job.unscoped.filter(kind=kind, state__in=LIVE, run_at__lte=Now()).order_by("run_at", "pk")


def lockable(queryset: QuerySet[Job]) -> QuerySet[Job]:
    if connection.features.has_select_for_update_skip_locked:
        return queryset.select_for_update(skip_locked=True)
    return queryset.select_for_update()


def claim(kinds: Iterable[str] = KINDS, empty: Callable[[str], None] = lambda kind: None) -> Job | None:
    """Take the oldest due job of the first of `kinds` that has one, under a lease; None when there is none. `empty`
    is called with each kind that had none.

    Kinds whose neighbour is away are left out, but for one try after each pause.
    """
    paused = None
    for kind in kinds:
        if (row := _claim_at_once(kind)) is not None:
            return row
        if paused is None:
            paused = pauses()
        while not paused.get(kind) and due(kind).exists():  # a look that finds nothing locks nothing
            row = _claim_of(kind, tried=kind in paused)
            if row is None:
                break
            if row.state == Job.State.RUNNING:
                return row
        empty(kind)
    return None


# As `_claim_of` does, in one statement: a small job spent more on the ORM than on itself.
_CLAIM = """
    UPDATE cms_job SET state = 'running', attempts = attempts + 1, rung_at = NULL, run_at = {later}
    WHERE id = (
        SELECT id FROM cms_job WHERE kind = %(kind)s AND state IN ('ready', 'running')
            AND run_at <= {now} AND attempts < max_attempts
            AND NOT EXISTS (SELECT 1 FROM cms_pause WHERE kind = %(kind)s AND failures > 0)
        ORDER BY run_at, id LIMIT 1 {alone}
    ) RETURNING id, region_id, name, kind, args, state, attempts, max_attempts
"""
_CLAIMS = {
    "postgresql": _CLAIM.format(
        now="STATEMENT_TIMESTAMP()",
        later="STATEMENT_TIMESTAMP() + %(lease)s * INTERVAL '1 second'",
        alone="FOR UPDATE SKIP LOCKED",
    ),
    "sqlite": _CLAIM.format(  # as Django's Now() writes a moment
        now="STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
        later="STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', %(lease)s || ' seconds')",
        alone="",
    ),
}


def _claim_at_once(kind: str) -> Job | None:
    """The oldest due job of a kind that doesn't pause and may run any number at once; else None: then the longer way
    finds what there is."""
    if at_once(kind) is not None:
        return None
    if connection.vendor == "sqlite" and not due(kind).exists():
        return None  # there an update that finds nothing locks everything
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS[connection.vendor], {"kind": kind, "lease": settings.JOB_LEASE_SECONDS})
        claimed = cursor.fetchone()
        if claimed is None:
            return None
        values = dict(zip((column[0] for column in cursor.description), claimed, strict=True))
    # It looks at no expression, whatever the stubs say.
    values["args"] = Job._meta.get_field("args").from_db_value(values["args"], None, connection)  # type: ignore[arg-type]
    return Job.from_db(connection.alias, list(values), list(values.values()))


def _may_begin(kind: str) -> bool:
    """Whether fewer jobs of a kind run than may at once. Locks the kind until the transaction ends."""
    most = at_once(kind)
    if most is None:
        return True
    hold(kind)
    return Job.unscoped.filter(kind=kind, state=Job.State.RUNNING, run_at__gt=Now()).count() < most


@transaction.atomic
def _claim_of(kind: str, tried: bool) -> Job | None:
    """The oldest due job of a kind under a lease, or dead when its attempts are used up; None when none is free."""
    if not _may_begin(kind):
        return None
    row = lockable(due(kind)).first()
    if row is None:
        return None
    if row.attempts >= row.max_attempts:
        return _bury(row, row.last_error or "The worker died each time.")
    if tried and not begin_try(kind):
        return None
    row.state, row.attempts, row.tries = Job.State.RUNNING, row.attempts + 1, tried
    Job.unscoped.filter(pk=row.pk).update(
        state=row.state, attempts=row.attempts, run_at=from_now(settings.JOB_LEASE_SECONDS), rung_at=None
    )
    return row


def _mine(row: Job) -> QuerySet[Job]:
    return Job.unscoped.filter(pk=row.pk, state=Job.State.RUNNING, attempts=row.attempts)


def _bury(row: Job, reason: str) -> Job:
    row.state = Job.State.DEAD
    Job.unscoped.filter(pk=row.pk).update(state=row.state, last_error=cleaned(reason)[:2000], done_at=Now())
    logger.error("Job %s (%s) failed for good after %s attempts.", row.pk, row.name, row.attempts)
    return row


@contextmanager
def _heartbeat(row: Job) -> Iterator[None]:
    """Renew the lease while the handler works: so it can be short, and a dead worker's job is free soon. Not for
    ever: a handler that no limit could stop loses it."""
    stop, every = threading.Event(), settings.JOB_LEASE_SECONDS / 3
    end = time.monotonic() + 2 * LIMITS[row.kind]

    def beat() -> None:
        while not stop.wait(every) and time.monotonic() < end:
            with suppress(DatabaseFailure):  # the next beat tries again
                _mine(row).update(run_at=from_now(settings.JOB_LEASE_SECONDS))
            connection.close()  # after a beat only: most jobs end before one, and asking for it makes one

    thread = threading.Thread(target=beat, name=f"warkat-lease-{row.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def run(row: Job) -> None:
    """Run a claimed job: done, ready again after a back-off, or dead. Never raises what the handler raised, but
    a DatabaseFailure when that can't be written down: then the job is free when its lease ends."""
    finished, start = False, time.monotonic()

    def finish() -> None:
        nonlocal finished
        finished = True
        if not _mine(row).update(state=Job.State.DONE, done_at=Now(), last_error=""):
            raise LeaseLost(row.pk)

    try:
        scope = row.region_id if row.region_id is not None else ALL_REGIONS
        with region_scope(scope), _heartbeat(row):
            with time_limit(LIMITS[row.kind]):
                handler_of(row.name)(finish, **row.args)
            if not finished:
                finish()
    except LeaseLost:
        logger.warning("Job %s was taken over by another worker.", row.pk)
    except PermanentFailure as failure:
        if _mine(row).exists():
            _bury(row, str(failure))
    except Exception as failure:  # whatever a job's function raises: it is kept with the job, which is tried again
        _failed(row, failure, time.monotonic() - start)
        return
    if row.tries:
        go_on(row.kind)


def _failed(row: Job, failure: Exception, seconds: float) -> None:
    """The job comes back after a back-off, or is dead. A neighbour that is away isn't the job's fault: its kind
    pauses, and the attempt doesn't count for some days."""
    reason, away = reason_of(failure), is_away(failure, row.kind)
    spared = away and row.created_at > timezone.now() - PATIENCE
    if row.attempts >= row.max_attempts and not spared:
        if _mine(row).exists():
            _bury(row, reason)
    else:
        wait = BACKOFF_SECONDS[min(row.attempts, len(BACKOFF_SECONDS)) - 1]
        _mine(row).update(
            state=Job.State.READY, run_at=from_now(wait), last_error=reason[:2000],
            max_attempts=F("max_attempts") + (1 if spared else 0),
        )  # fmt: skip
        if not away:
            kind = type(failure).__name__
            logger.warning("Job %s (%s) failed, attempt %s: %s", row.pk, row.name, row.attempts, kind)
    if away:
        pause(row.kind, seconds, failure, tried=row.tries)
    elif row.tries:
        go_on(row.kind)  # the neighbour answered; the fault is the job's


def run_due(kinds: Iterable[str] = KINDS) -> str | None:
    """Claim and run one job, of the kind whose turn it is in this slot; returns its kind, None when none was due."""
    turn = shares()
    row = claim(turn.order(kinds), turn.found_empty)
    if row is None:
        return None
    start = time.monotonic()
    run(row)
    turn.used(row.kind, time.monotonic() - start)
    return row.kind


def drain(limit: int = 100) -> int:
    """Run due jobs here and now until none is left or `limit` is reached; returns how many ran."""
    count = 0
    while count < limit and run_due():
        count += 1
    return count


def retry(row: Job) -> None:
    """Give a dead job another full set of attempts (the staff's retry button)."""
    Job.unscoped.filter(pk=row.pk, state=Job.State.DEAD).update(
        state=Job.State.READY, run_at=Now(), rung_at=None, done_at=None, max_attempts=F("attempts") + 8
    )
    transaction.on_commit(lambda: ring(row.kind), robust=True)


def keep_periodic(now: datetime | None = None) -> None:
    """See that today's (this hour's) run of each periodic job is in the table."""
    now = timezone.localtime(now)
    for name, every in periodic_jobs().items():
        stamp = now.strftime("%Y-%m-%d" if every == "day" else "%Y-%m-%dT%H")
        if not Job.unscoped.filter(key=f"{name}:{stamp}").exists():
            enqueue(name, key=f"{name}:{stamp}")
