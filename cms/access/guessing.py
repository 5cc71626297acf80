"""Wrong codes are slowed, the right one always works.

A view looks a code up first. Only when nothing has it, the view says so here: `wrong_code` for one that was typed
into a form, `raise UnknownCode` for one in an address. Beyond the limit of a client's address the answer is 429 with
words. The limit never stands before the looking up: thousands share one address of a mobile network, and a code of 58
bits doesn't need it (docs/decisions/0026).
"""

import threading
import time
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import ngettext

from cms.access.attempts import Limit, count, minutes
from cms.access.client import client_of
from cms.access.errors import page_not_found, too_many_codes

LIMIT = Limit(most=30, window=timedelta(minutes=10))
SLOWED = 0.5  # seconds
_waits = threading.Lock()  # at most one thread of a process ever waits: guessers can't take them all


class UnknownCode(Http404):
    """Nothing has the code or token that stands in the address."""


class UnknownFile(UnknownCode):
    """There is no such file, or it isn't for who asks: nobody typed a code, so the words are those of any page."""


def wrong_code(request: HttpRequest) -> str:
    """Count a wrong code. "" while the client is within the limit; beyond it the answer becomes a 429, perhaps after
    a short wait, and what to tell the person is returned."""
    key = client_of(request, "wrong_codes")
    left = LIMIT.seconds_left(key)
    if not left:
        count(key)
        return ""
    request.must_wait = left
    if _waits.acquire(blocking=False):
        try:
            time.sleep(SLOWED)
        finally:
            _waits.release()
    return ngettext(
        "Many wrong codes came from your internet connection, which others may share, so wrong ones are answered "
        "slowly for %(minutes)d minute. The right code works at once.",
        "Many wrong codes came from your internet connection, which others may share, so wrong ones are answered "
        "slowly for %(minutes)d minutes. The right code works at once.",
        minutes(left),
    ) % {"minutes": minutes(left)}


def add_wrong_code(request: HttpRequest, form: Any, words: Any) -> None:
    """Say at a form's `code` what is wrong with it, and what follows when there were many."""
    limited = wrong_code(request)
    form.add_error("code", f"{words} {limited}".strip())


class GuessingMiddleware:
    """Turns `request.must_wait` (seconds, set by who found a limit passed) into the answer, for every view alike."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if left := getattr(request, "must_wait", 0):
            response.status_code = 429
            response["Retry-After"] = str(left)
        return response

    def process_exception(self, request: HttpRequest, exception: BaseException) -> Any | None:
        """An unknown code in the address: a page that isn't there, or the words of the limit."""
        if isinstance(exception, UnknownCode) and (words := wrong_code(request)):
            return page_not_found(request) if isinstance(exception, UnknownFile) else too_many_codes(request, words)
        return None
