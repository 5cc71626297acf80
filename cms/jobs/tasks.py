"""Celery's side of the job table: the task that a doorbell starts, and each worker's watch over the table."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_ready, worker_shutting_down
from celery.worker import state
from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from cms.jobs.doorbell import TASK, Publisher, ring
from cms.jobs.kinds import KINDS
from cms.jobs.ledger import due, keep_periodic, lockable, run_due
from cms.jobs.models import Job
from cms.jobs.neighbours import DATABASE
from cms.jobs.pauses import from_now, pauses

logger = logging.getLogger(__name__)
TURN_SECONDS = 10  # how long one message may keep a slot; then it rings again, so that a worker can be ended
OVERHAUL_SECONDS = 1  # between two looks at whether the connection still works: each costs a query
UNHEARD = 2  # looks after which a due job that nobody took is rung for
AGAIN_SECONDS = 10
PERIODIC_SECONDS = 60
_stop = threading.Event()


def served_kinds() -> tuple[str, ...]:
    """The kinds whose queues this worker listens to (`celery worker --queues mail,rest`); all by itself."""
    return tuple(kind for kind in KINDS if kind in current_app.amqp.queues.consume_from)


def take_turn(kinds: Iterable[str], seconds: float = TURN_SECONDS) -> str | None:
    """Run due jobs, kind after kind, until none is due. Returns None, or a kind to go on with when time is up."""
    end, kind, looked_over = time.monotonic() + seconds, None, 0
    try:
        while (now := time.monotonic()) < end:
            if now > looked_over + OVERHAUL_SECONDS and not connection.in_atomic_block:
                close_old_connections()
                looked_over = now
            kind = run_due(kinds)
            if kind is None:
                break
        DATABASE.back()
    except (OperationalError, InterfaceError) as failure:  # what was begun is free when its lease ends
        if not connection.in_atomic_block:
            connection.close()
        DATABASE.away(failure)
        return None
    return kind


@shared_task(name=TASK, acks_late=False)
def look() -> None:
    """Somebody rang: empty the table."""
    if kind := take_turn(served_kinds()):
        ring(kind)


def ring_for_forgotten(publish: Callable[[str], bool], free: int, kinds: Iterable[str] = KINDS) -> int:
    """Ring for due jobs that nobody took although `free` slots of this worker are idle: the ring was lost, or it is
    a job of a later moment. A job is rung for once in a while, by one worker. Returns how many rings there were."""
    paused, rung = pauses(), 0
    for kind in kinds:
        if paused.get(kind) or rung >= free:
            continue
        # One is enough where one may try.
        wanted = 1 if kind in paused else free - rung
        for pk in _forgotten(kind, wanted):
            if publish(kind):
                rung += 1
            else:
                Job.unscoped.filter(pk=pk).update(rung_at=None)
    return rung


def _forgotten(kind: str, most: int) -> list[int]:
    quiet = Q(rung_at=None) | Q(rung_at__lte=from_now(-AGAIN_SECONDS))
    waiting = due(kind).filter(quiet, run_at__lte=from_now(-UNHEARD * settings.JOB_DRAIN_SECONDS))
    if not waiting.exists():
        return []
    with transaction.atomic():
        ids = list(lockable(waiting).values_list("pk", flat=True)[:most])
        Job.unscoped.filter(pk__in=ids).update(rung_at=Now())
    return ids


def _watch(slots: int) -> None:
    """The worker's own eye on the table, in a thread: what is periodic gets in, what was forgotten is rung for."""
    publisher, periodic_at = Publisher(), None
    while not _stop.wait(settings.JOB_DRAIN_SECONDS):
        try:
            close_old_connections()
            if periodic_at is None or time.monotonic() > periodic_at + PERIODIC_SECONDS:
                keep_periodic()
                periodic_at = time.monotonic()
            free = slots - len(state.active_requests)
            if free > 0:
                ring_for_forgotten(publisher.ring, free, served_kinds())
            DATABASE.back()
        except DatabaseFailure as failure:
            connection.close()
            DATABASE.away(failure)
        except Exception:  # a bug is told, and jobs are still rung for: the thread must not end
            logger.exception("The watch over the job table met an error and goes on.")


@worker_ready.connect
def start_watch(sender: Any, **kwargs: Any) -> None:
    _stop.clear()
    slots = sender.controller.concurrency
    threading.Thread(target=_watch, args=(slots,), name="warkat-watch", daemon=True).start()


@worker_shutting_down.connect
def stop_watch(**kwargs: Any) -> None:
    _stop.set()
