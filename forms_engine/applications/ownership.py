"""Whose draft it is: a signed cookie names the drafts that this browser began or opened by their resume code."""

from django.core import signing

COOKIE = "milik"
SALT = "warkat.drafts"
KEPT = 12
SECONDS = 365 * 24 * 3600  # as long as a service may keep drafts


def tokens_of(request):
    """The tokens of the drafts that this browser owns, oldest first; a forged cookie owns nothing."""
    raw = request.COOKIES.get(COOKIE)
    if not raw:
        return []
    try:
        tokens = signing.loads(raw, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return []
    return [token for token in tokens if isinstance(token, str)] if isinstance(tokens, list) else []


def owns(request, draft):
    """Whether this browser began the draft or opened it by its resume code."""
    return draft.token in tokens_of(request)


def remember(request, response, draft, alone=False):
    """Let this browser own the draft; the oldest is forgotten after `KEPT`, or with `alone` every other one."""
    tokens = [] if alone else [token for token in tokens_of(request) if token != draft.token]
    value = signing.dumps([*tokens, draft.token][-KEPT:], salt=SALT)
    response.set_cookie(COOKIE, value, max_age=SECONDS, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def forget_all(response):
    """Let this browser own nothing any more."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
