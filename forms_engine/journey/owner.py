"""Whose draft an address opens, and on which version of its service."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from cms.access.guessing import UnknownCode
from cms.access.roles import ANYONE, access
from cms.regions.calendar import use_clock_of
from cms.regions.known import KNOWN_REGIONS
from cms.regions.scoping import region_scope
from forms_engine.applications.assistance import Assistance
from forms_engine.applications.following import follow, is_behind
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.ownership import owns
from forms_engine.journey.forms import VersionForms, forms_of
from forms_engine.journey.wire import VERSION
from forms_engine.services.known import KNOWN_SERVICES
from forms_engine.services.plans import plan_of

View = Callable[..., HttpResponseBase]


def number_in(text: str, digits: int = 3) -> int:
    """A number in an address or a form, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0


class NotYours(PermissionDenied):
    """This browser neither began the draft nor opened it by its resume code."""


# What the pages of a journey need of an application.
_OF_APPLICATION = ("status", "tracking_code", "version", "draft", "region", "submitted_at")


def find_draft(**which: Any) -> Draft | None:
    """The draft with its region, service and (when filed) application, or None. A draft that is neither filed nor
    begun at the counter is one row of one table."""
    draft = next(iter(Draft.unscoped.filter(**which)[:1]), None)
    if draft is not None:
        draft.region, draft.service = KNOWN_REGIONS.get(draft.region_id), KNOWN_SERVICES.get(draft.service_id)
        applications = Application.unscoped.filter(draft=draft).only(*_OF_APPLICATION)
        _set_related(draft, "application", applications.first() if draft.filed else None)
        _set_related(draft, "assistance", Assistance.unscoped.filter(draft=draft).first() if draft.assisted else None)
    return draft


def _set_related(draft: Draft, name: str, row: Application | Assistance | None) -> None:
    """Let `draft.<name>` be this row, or none, without a query."""
    Draft._meta.get_field(name).set_cached_value(draft, row)


def own_draft(request: HttpRequest, token: str) -> Draft:
    """The draft of an address; UnknownCode, or NotYours."""
    draft = find_draft(token=token)
    if draft is None:
        raise UnknownCode
    if not owns(request, draft):
        raise NotYours
    return draft


def application_of(draft: Draft) -> Application | None:
    """The draft's application, or None while it isn't filed."""
    return getattr(draft, "application", None)


def posted_version(request: HttpRequest, draft: Draft) -> int | None:
    """The id of the version whose page was posted, when it isn't the draft's current one; else None. What isn't a
    version of the draft's own service counts as nothing."""
    posted = number_in(request.POST.get(VERSION, ""), 18) if request.method == "POST" else 0
    if not posted or posted == draft.service.current_version_id:
        return None
    if posted != draft.version_id and not draft.service.versions.filter(pk=posted).exists():
        return None
    return posted


def owner_view(view: View, ask: View | None = None) -> View:
    """Give a view the draft in its region's scope; who doesn't own it is asked for the resume code, and a filed
    application that isn't waiting for a correction is shown by its tracking page. `ask(request, token, **kwargs)`
    asks for the code when something was posted."""

    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        try:
            draft = own_draft(request, token)
        except NotYours:
            return ask(request, token, **kwargs) if ask and request.method == "POST" else redirect("resume")
        return for_owner(view, request, draft, **kwargs)

    return access(ANYONE)(wrapped)


def for_owner(view: View, request: HttpRequest, draft: Draft, **kwargs: Any) -> HttpResponseBase:
    """The view's answer about a draft, to whoever owns it."""
    application = application_of(draft)
    if application is not None and application.status != Application.Status.CORRECTION:
        # Who pressed the button twice gets what the first press got.
        sent_again = request.method == "POST" and getattr(view, "sends", False)
        return redirect("receipt" if sent_again else "tracking", application.tracking_code)
    use_clock_of(draft.region)
    with region_scope(draft.region_id):
        # What was typed on a page of an older version is kept by that version's form first (JourneyView).
        if is_behind(draft, application) and not posted_version(request, draft):
            follow(draft)
        return view(request, draft=draft, **kwargs)


def version_forms(draft: Draft, version_id: int | None = None) -> VersionForms:
    """The form classes of the draft's version, or of another of its service's, in the language in force."""
    return forms_of(plan_of(version_id or draft.version_id, get_language()))
