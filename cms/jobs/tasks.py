"""Celery's side of the job table: the task that a doorbell rings, and each worker's drain thread."""

import logging
import threading
from datetime import timedelta

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from cms.jobs.ledger import keep_periodic, ring, run_due
from cms.jobs.models import Job

logger = logging.getLogger(__name__)
REPUBLISH_SECONDS = 5
_stop = threading.Event()


@shared_task(name="cms.jobs.run_job")
def run_job(job_id):
    """Run the job if it is due and nobody else has it."""
    run_due(job_id)


def republish_due(now=None):
    """Ring again for due rows that nobody was rung for in the last seconds; returns how many."""
    now = now or timezone.now()
    quiet = Q(published_at=None) | Q(published_at__lt=now - timedelta(seconds=REPUBLISH_SECONDS))
    due = Job.unscoped.filter(quiet, state__in=[Job.State.READY, Job.State.RUNNING], run_at__lte=now)
    ids = list(due.order_by("run_at").values_list("pk", flat=True)[:50])
    Job.unscoped.filter(pk__in=ids).update(published_at=now)
    for job_id in ids:
        ring(job_id)
    return len(ids)


def _drain_forever():
    while not _stop.wait(settings.JOB_DRAIN_SECONDS):
        try:
            close_old_connections()
            keep_periodic()
            republish_due()
        except Exception:
            logger.exception("The drain thread met an error and goes on.")


@worker_ready.connect
def start_draining(**kwargs):
    _stop.clear()
    threading.Thread(target=_drain_forever, name="warkat-drain", daemon=True).start()


@worker_shutting_down.connect
def stop_draining(**kwargs):
    _stop.set()
