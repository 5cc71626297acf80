"""The one place where a view's declaration is enforced and the staff's region is set."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page

from cms.access import requests
from cms.access.admin_routes import EDITORS_ROUTES, declared_roles
from cms.access.errors import refused
from cms.access.roles import Role, membership_of, roles_of
from cms.accounts.models import User
from cms.accounts.sessions import asked_by_itself, goes_on, user_of_public
from cms.accounts.sign_in import sign_in_first
from cms.regions.calendar import use_clock_of
from cms.regions.known import KNOWN_REGIONS
from cms.regions.scoping import ALL_REGIONS, AllRegions, region_scope

ADMIN_PREFIX = "/admin/"
# The one page for someone with a temporary password; what is public (icons, signing out) stays open too.
OWN_PASSWORD = "own_password"  # noqa: S105


class AccessMiddleware:
    """Refuses a view without a declaration, and a person without a declared role.

    Staff pages run in the scope of the person's region (operators: all regions); public pages run in none, and set
    their own from what the address names. A response that is streamed after the scope has ended sees nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # No address of ours has one, and PostgreSQL would answer with an error of its own.
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a null character.")
        timezone.deactivate()  # a thread serves many regions
        if not request.path_info.startswith(ADMIN_PREFIX):
            return self.get_response(request)
        with region_scope(self.staff_region(request.user)):
            if (membership := membership_of(request.user)) is not None:
                use_clock_of(KNOWN_REGIONS.get(membership.region_id))
            return self.get_response(request)

    @staticmethod
    def staff_region(user: User | AnonymousUser) -> int | AllRegions | None:
        """The id of the region that `user` works in: ALL_REGIONS for an operator, None for anyone who isn't staff."""
        if user.is_authenticated and user.is_active:
            if user.is_superuser:
                return ALL_REGIONS
            if membership := membership_of(user):
                return membership.region_id
        return None

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None when the person may go on, else a redirect to where they must go first. PermissionDenied when they may
        not, and for a view that doesn't say who may."""
        assert request.resolver_match is not None
        allowed = declared_roles(request.resolver_match, view)
        if allowed is None:
            raise PermissionDenied("This view has no declaration of who may use it.")
        if Role.PUBLIC in allowed:
            user = request.user  # found out only when the view asks: citizens' pages don't
            request.user = SimpleLazyObject(lambda: user_of_public(user, request, view))
            requests.check(request, request.resolver_match, view, kwargs)
            return None
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if not roles_of(request.user) & allowed:
            raise PermissionDenied
        if not goes_on(request, view):
            if asked_by_itself(request, view):
                raise PermissionDenied
            return sign_in_first(request)
        name = request.resolver_match.view_name
        if request.user.password_is_temporary and name != OWN_PASSWORD:
            return redirect(OWN_PASSWORD)
        requests.check(request, request.resolver_match, view, kwargs)
        if name in EDITORS_ROUTES:
            page = get_object_or_404(Page, pk=kwargs["page_id"]).specific_deferred
            if not page.permissions_for_user(request.user).can_edit():
                raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, exception: BaseException) -> HttpResponse | None:
        """A request that held what a view or the database can't take is refused; other exceptions are ours."""
        match = request.resolver_match
        if match is None or not requests.is_the_requests_fault(exception, match.func):
            return None
        requests.note(match, exception)
        return refused()
