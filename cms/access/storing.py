"""What a browser, or anything between, may keep of an answer. Nothing, unless its view says so here.

The choice is the safe one: a page that nobody thought of holds answers or codes.
"""

from typing import Any

from django.http.response import HttpResponseBase

FOREVER = "public, max-age=31536000, immutable"  # the address changes with what it shows
A_DAY = "public, max-age=86400"
ASKED_AGAIN = "private, no-cache"  # kept by one browser, for going back; asked for anew otherwise


def storable(response: HttpResponseBase, how: Any) -> Any:
    """The same response, which may be kept: `how` is a Cache-Control."""
    response.storable = how
    return response


class StoringMiddleware:
    """Says with every answer whether it may be kept: pages that went well, and only those that say so."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        kept = getattr(response, "storable", "") if response.status_code == 200 else ""
        response["Cache-Control"] = kept or "no-store"
        return response
