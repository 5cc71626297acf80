"""Browsers that have signed in to an account before: a signed cookie that says so, and nothing else.

It opens nothing; it only keeps its owner out of the queue that strangers' failures make (`throttle`)."""

import secrets

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "perangkat"
SALT = "warkat.device"
SECONDS = 400 * 24 * 60 * 60  # the longest that browsers keep a cookie
PATH = "/admin/"
ACCOUNTS = 8  # as many people may share a browser at a counter


def account_key(name: str) -> str:
    """A keyed hash of a sign-in name, for what is kept about it while nobody is signed in."""
    return salted_hmac("warkat.account", name.strip().lower(), algorithm="sha256").hexdigest()[:40]


def _devices(request: HttpRequest) -> dict[str, str]:
    """{account key: this browser's name for it}, newest last; empty when the cookie isn't ours."""
    try:
        loaded = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def device_of(request: HttpRequest, name: str) -> str:
    """What this browser is called for the account `name`; "" when it never signed in to it."""
    return _devices(request).get(account_key(name), "")


def last_account(request: HttpRequest) -> str:
    """The key of the account that signed in with this browser last; "" when none ever did."""
    return next(reversed(_devices(request)), "")


def browser_of(request: HttpRequest) -> str:
    """What this browser is called for whoever signed in with it last; "" when nobody ever did."""
    return _devices(request).get(last_account(request), "")


def known_browser(request: HttpRequest) -> bool:
    """Whether anyone has ever signed in with this browser."""
    return bool(_devices(request))


def remember(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Let this browser be known to the account `name` from now on."""
    known, key = _devices(request), account_key(name)
    device = known.pop(key, None) or secrets.token_urlsafe(12)
    newest = dict(list(known.items())[-(ACCOUNTS - 1) :]) | {key: device}
    response.set_cookie(
        COOKIE, signing.dumps(newest, salt=SALT, compress=True), max_age=SECONDS, path=PATH, httponly=True,
        samesite="Lax", secure=request.is_secure(),
    )  # fmt: skip
