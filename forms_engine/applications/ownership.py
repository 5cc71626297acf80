"""Whose draft it is: a signed cookie names the drafts that this browser began or opened by their resume code.

What somebody did while signed in, at a counter say, is theirs only while that very person is signed in: "token:pk".
Signing out, a session that is over, and a colleague at the same computer end it.
"""

from typing import TypeVar

from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from forms_engine.applications.models import Draft

R = TypeVar("R", bound=HttpResponseBase)
COOKIE = "milik"
SALT = "warkat.drafts"
KEPT = 12
SECONDS = 365 * 24 * 3600  # as long as a service may keep drafts


def _entries(request: HttpRequest) -> list[tuple[str, str]]:
    """What the cookie holds, oldest first: (token, the pk of who must be signed in or ""); a forged one nothing."""
    raw = request.COOKIES.get(COOKIE)
    if not raw:
        return []
    try:
        entries = signing.loads(raw, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return []
    return [_parts(entry) for entry in entries if isinstance(entry, str)] if isinstance(entries, list) else []


def _parts(entry: str) -> tuple[str, str]:
    token, _colon, officer = entry.partition(":")
    return token, officer


def _signed_in(request: HttpRequest) -> str:
    """The pk of who is signed in, as text; "" for anyone else."""
    user = getattr(request, "user", None)
    return str(user.pk) if user is not None and user.is_authenticated else ""


def tokens_of(request: HttpRequest) -> list[str]:
    """The tokens of the drafts that this browser owns now, oldest first."""
    return [token for token, officer in _entries(request) if not officer or officer == _signed_in(request)]


def owns(request: HttpRequest, draft: Draft) -> bool:
    """Whether this browser began the draft or opened it by its resume code."""
    return draft.token in tokens_of(request)


def remember(request: HttpRequest, response: R, draft: Draft, alone: bool = False) -> R:
    """Let this browser own the draft, while the same person is signed in when somebody is; the oldest is forgotten
    after `KEPT`, or with `alone` every other one."""
    others = [] if alone else [entry for entry in _entries(request) if entry[0] != draft.token]
    latest = [*others, (draft.token, _signed_in(request))][-KEPT:]
    value = signing.dumps([f"{token}:{officer}" if officer else token for token, officer in latest], salt=SALT)
    response.set_cookie(COOKIE, value, max_age=SECONDS, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def forget_all(response: R) -> R:
    """Let this browser own nothing any more."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
