"""Wrong codes are slowed, the right one always works.

A view looks a code up first. Only when nothing has it, the view says so here: `wrong_code` for one that was typed
into a form, `raise UnknownCode` for one in an address. Beyond the limit of a client's address the answer is 429 with
words. The limit never stands before the looking up: thousands share one address of a mobile network, and a code of 58
bits doesn't need it (docs/decisions/0026).
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
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
    seconds_to_wait = LIMIT.seconds_left(key)
    if not seconds_to_wait:
        count(key)
        return ""
    request.must_wait = seconds_to_wait
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
        minutes(seconds_to_wait),
    ) % {"minutes": minutes(seconds_to_wait)}


def add_wrong_code(request: HttpRequest, form: BaseForm, words: str | Promise) -> None:
    """Say at a form's `code` what is wrong with it, and what follows when there were many."""
    limited = wrong_code(request)
    form.add_error("code", f"{words} {limited}".strip())


class GuessingMiddleware:
    """Turns `request.must_wait` (seconds, set by who found a limit passed) into the answer, for every view alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if seconds_to_wait := getattr(request, "must_wait", 0):
            response.status_code = 429
            response["Retry-After"] = str(seconds_to_wait)
        return response

    def process_exception(self, request: HttpRequest, exception: BaseException) -> HttpResponse | None:
        """An unknown code in the address: a page that isn't there, or the words of the limit."""
        if isinstance(exception, UnknownCode) and (words := wrong_code(request)):
            return page_not_found(request) if isinstance(exception, UnknownFile) else too_many_codes(request, words)
        return None
