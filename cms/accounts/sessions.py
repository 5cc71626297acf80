"""A session of staff ends after a time without use, and in any case after a day's work.

What a page does by itself (pings, previews) is no use: an editor left open on a counter ends like any other page."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms.accounts.models import User, region_of
from cms.audit.trail import actor_of, record

BEGAN, USED = "began_at", "used_at"  # seconds since 1970
# Writing the session down at each click would cost more than it tells.
EXACT = 60
# Wagtail's routes that a page asks for by itself; a view of ours says so (`cms.access.roles.by_itself`).
BY_ITSELF = {
    "wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release", "wagtailadmin_sprite",
    "wagtailadmin_pages:preview_on_add", "wagtailadmin_pages:preview_on_edit", "wagtailadmin_block_preview",
    "wagtailadmin_javascript_catalog",
}  # fmt: skip


def begin(request: HttpRequest) -> None:
    """A session has just been opened."""
    request.session[BEGAN] = request.session[USED] = int(time.time())


def age_of(request: HttpRequest) -> float:
    """For how many seconds the person has been signed in."""
    return time.time() - request.session.get(BEGAN, 0)


def is_over(began: float, used: float, now: float) -> bool:
    """Whether a session that began and was last used at these moments has ended at `now` (seconds since 1970)."""
    return now - used > settings.SESSION_IDLE_MINUTES * 60 or now - began > settings.SESSION_HOURS * 3600


def asked_by_itself(request: HttpRequest, view: Callable[..., Any]) -> bool:
    return request.resolver_match.view_name in BY_ITSELF or getattr(view, "by_itself", False)


def user_of_public(
    user: User | AnonymousUser, request: HttpRequest, view: Callable[..., Any]
) -> User | AnonymousUser:
    """Who asks for a page that anyone may see: `user`, and that is use as any other; nobody when the session is over,
    of which the person is told on the next page of the admin."""
    return user if not user.is_authenticated or _used(request, view) else AnonymousUser()


def goes_on(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether the session of a signed-in person goes on with this request; when not, the person is signed out."""
    if _used(request, view):
        return True
    if not asked_by_itself(request, view):  # else whoever comes back is told
        end(request)
    return False


def _used(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether the session isn't over yet; then this was use of it."""
    now, by_itself = int(time.time()), asked_by_itself(request, view)
    began = request.session.get(BEGAN)
    if began is None:  # opened before there was a limit
        begin(request)
        return True
    used = request.session.get(USED, began)
    if is_over(began, used, now):
        return False
    if not by_itself and now - used >= EXACT:
        request.session[USED] = now
    return True


def end(request: HttpRequest) -> None:
    """Sign out whose session has lasted too long, and tell them; `request.signed_out` keeps the name for the form."""
    user = request.user
    assert user.is_authenticated
    request.signed_out = user.get_username()
    logout(request)
    record(region_of(user), actor_of(user), "account.session_ended", user)
    if request.method == "POST":
        return  # the sign-in form that comes says so, and keeps what was typed
    messages.info(
        request, _("You were signed out because nothing was done for a while. Sign in and continue where you were.")
    )
