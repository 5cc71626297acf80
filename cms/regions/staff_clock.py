"""Staff's pages by their region's clock: Wagtail knows the time that a person chose, and else the installation's."""

from collections.abc import Callable
from datetime import tzinfo
from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import override
from wagtail.admin import auth

from cms.access.roles import membership_of
from cms.regions.calendar import zone_of
from cms.regions.known import KNOWN_REGIONS


def _zone(user: AbstractUser | AnonymousUser) -> tzinfo | None:
    """The time zone for a person's pages: None leaves it to Wagtail (a chosen one; operators, who have no region)."""
    profile = getattr(user, "wagtail_userprofile", None)
    member = membership_of(user)
    if member is None or (profile is not None and profile.current_time_zone):
        return None
    return zone_of(KNOWN_REGIONS.get(member.region_id))


def _rendered_in(zone: tzinfo, render: Callable[[], HttpResponseBase]) -> Callable[[], HttpResponseBase]:
    @wraps(render)
    def rendered() -> HttpResponseBase:
        with override(zone):
            return render()

    return rendered


def _by_the_region_s_clock(localized: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(localized)
    def respond(
        view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        zone = _zone(request.user)
        if zone is None:
            return localized(view, request, *args, **kwargs)

        @wraps(view)
        def in_zone(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with override(zone):
                response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render = _rendered_in(zone, response.render)
            return response

        return localized(in_zone, request, *args, **kwargs)

    return respond


def keep_local_time() -> None:
    """From here on every page of the admin is written by its region's clock. Wagtail offers no setting for it."""
    auth.get_localized_response = _by_the_region_s_clock(auth.get_localized_response)
