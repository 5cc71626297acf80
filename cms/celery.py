"""The Celery app: the doorbell and the muscle of the job table (cms.jobs), never its memory."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import after_setup_logger, after_setup_task_logger, worker_init

from cms.access.logs import guard
from cms.checks import say_if_unset
from cms.jobs import folder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
folder.register()
app = Celery("warkat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["cms.jobs"])
# A web server rings from threads of its own; by itself an app is current only in the thread that made it.
app.set_default()


@worker_init.connect
def say_the_environment(**kwargs: Any) -> None:
    say_if_unset("The worker")


@after_setup_logger.connect
@after_setup_task_logger.connect
def mask(logger: logging.Logger, **kwargs: Any) -> None:
    """Handlers that Celery made for itself write no more than ours."""
    guard(logger)
