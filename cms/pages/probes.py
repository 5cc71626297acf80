"""What a monitor asks: does the process answer (`/livez`), and can it do its work (`/readyz`), and in
which version.

Answered before anything else looks at the request: a monitor comes with an address for a name (no Host check), over
plain http, and without a session.
"""

import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from cms.jobs.models import Job
from cms.version import VERSION

LIVE, READY = "/livez", "/readyz"
DATABASE_SECONDS = 2  # a database that doesn't answer in this time isn't there
PATIENCE = timedelta(minutes=5)  # so long may a job be due before the queue is late
OK, LATE, FULL, AWAY = "ok", "late", "full", "away"


class ProbesMiddleware:
    """Stands first. Anything but the two addresses goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == LIVE:
            return _answer({"process": OK})
        if request.path_info == READY:
            return _answer(readiness(), version=VERSION)
        return self.get_response(request)


def _answer(states: dict[str, str], **more: str) -> JsonResponse:
    response = JsonResponse(states | more, status=200 if set(states.values()) == {OK} else 503)
    response["Cache-Control"] = "no-store"
    return response


def readiness() -> dict[str, str]:
    """What this machine needs to work, each "ok" or what is wrong: database (away), queue (late), disk (full)."""
    queue = _looks.look()
    database = {"database": AWAY} if queue == AWAY else {"database": OK, "queue": queue}
    return database | {"disk": disk()}


def disk() -> str:
    """Whether uploads and letters still have room."""
    folder = Path(settings.MEDIA_ROOT)
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return OK if shutil.disk_usage(existing).free >= settings.DISK_MIN_MB * 1024 * 1024 else FULL


def oldest_due() -> str:
    """OK, or LATE when a job has been due for longer than `PATIENCE`. Also shows that the database answers."""
    waiting = Job.unscoped.filter(state=Job.State.READY, run_at__lt=timezone.now() - PATIENCE)
    return LATE if waiting.exists() else OK


class _Looks:
    """Asks the database in a thread, since a frozen one never answers: the monitor hears so in time, and at most one
    thread of the process hangs there, however often it is asked."""

    def __init__(self) -> None:
        self.busy = threading.Lock()

    def look(self) -> str:
        """What `oldest_due` says, or AWAY when it says nothing within `DATABASE_SECONDS`."""
        if not self.busy.acquire(timeout=DATABASE_SECONDS):
            return AWAY
        answers = []
        thread = threading.Thread(target=self._ask, args=(answers,), name="warkat-readyz", daemon=True)
        thread.start()
        thread.join(DATABASE_SECONDS)
        return answers[0] if answers else AWAY

    def _ask(self, answers: list[str]) -> None:
        try:
            answers.append(oldest_due())
        except DatabaseFailure:
            answers.append(AWAY)
        finally:
            connection.close()
            self.busy.release()


_looks = _Looks()
