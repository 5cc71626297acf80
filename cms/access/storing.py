"""What a browser, or anything between, may keep of an answer. Nothing, unless its view says so here.

The choice is the safe one: a page that nobody thought of holds answers or codes.
"""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)

FOREVER = "public, max-age=31536000, immutable"  # the address changes with what it shows
A_DAY = "public, max-age=86400"
ASKED_AGAIN = "private, no-cache"  # kept by one browser, for going back; asked for anew otherwise


def storable(response: Response, how: str) -> Response:
    """The same response, which may be kept: `how` is a Cache-Control."""
    response.storable = how
    return response


class StoringMiddleware:
    """Says with every answer whether it may be kept: pages that went well, and only those that say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        cache_control = getattr(response, "storable", "") if response.status_code == 200 else ""
        response["Cache-Control"] = cache_control or "no-store"
        return response
