"""What a browser may let our pages do with the device, said with every response."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# The position is asked for by a question's own button; nothing of ours uses the rest.
POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), midi=(), display-capture=()"


class PermissionsPolicyMiddleware:
    """Adds `Permissions-Policy`, so that neither a page in a frame nor an injected script gets more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", POLICY)
        return response
