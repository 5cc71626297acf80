"""Whose draft an address opens, and on which version of its service."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import get_language

from cms.access.guessing import UnknownCode
from cms.access.roles import ANYONE, access
from cms.regions.clock import use_clock_of
from cms.regions.scoping import region_scope
from forms_engine.applications.following import follow, is_behind
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.ownership import owns
from forms_engine.journey.forms import forms_of

VERSION = "_version"  # posted with a step: the id of the version whose page it was


def number_in(text, digits=3):
    """A number in an address or a form, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0


class NotYours(PermissionDenied):
    """This browser neither began the draft nor opened it by its resume code."""


# What the pages of a journey need of what stands around a draft: naming it halves the time of the one query.
_AROUND = (
    *(f"region__{name}" for name in ("name", "slug", "code", "time_zone", "arms", "colour", "contact")),
    *(f"service__{name}" for name in ("live", "slug", "current_version")),
    *(f"application__{name}" for name in ("status", "tracking_code", "version", "draft", "region", "submitted_at")),
    *(f"assistance__{name}" for name in ("officer", "at", "draft", "region")),
)
_OWN = tuple(field.name for field in Draft._meta.concrete_fields)


def find_draft(**which):
    """The draft with its region, service and (when filed) application, or None."""
    rows = Draft.unscoped.select_related("region", "service", "application", "assistance").only(*_OWN, *_AROUND)
    return next(iter(rows.filter(**which)[:1]), None)


def own_draft(request, token):
    """The draft of an address; UnknownCode, or NotYours."""
    draft = find_draft(token=token)
    if draft is None:
        raise UnknownCode
    if not owns(request, draft):
        raise NotYours
    return draft


def application_of(draft):
    """The draft's application, or None while it isn't filed."""
    return getattr(draft, "application", None)


def posted_version(request, draft):
    """The id of the version whose page was posted, when it isn't the draft's current one; else None. What isn't a
    version of the draft's own service counts as nothing."""
    posted = number_in(request.POST.get(VERSION, ""), 18) if request.method == "POST" else 0
    if not posted or posted == draft.service.current_version_id:
        return None
    if posted != draft.version_id and not draft.service.versions.filter(pk=posted).exists():
        return None
    return posted


def owner_view(view, ask=None):
    """Give a view the draft in its region's scope; who doesn't own it is asked for the resume code, and a filed
    application that isn't waiting for a correction is shown by its tracking page. `ask(request, token, **kwargs)`
    asks for the code when something was posted."""

    def wrapped(request, token, **kwargs):
        try:
            draft = own_draft(request, token)
        except NotYours:
            return ask(request, token, **kwargs) if ask and request.method == "POST" else redirect("resume")
        return for_owner(view, request, draft, **kwargs)

    return access(ANYONE)(wrapped)


def for_owner(view, request, draft, **kwargs):
    """The view's answer about a draft, to whoever owns it."""
    application = application_of(draft)
    if application is not None and application.status != Application.Status.CORRECTION:
        return redirect("tracking", application.tracking_code)
    use_clock_of(draft.region)
    with region_scope(draft.region_id):
        # What was typed on a page of an older version is kept by that version's form first (JourneyView).
        if is_behind(draft, application) and not posted_version(request, draft):
            follow(draft)
        return view(request, draft=draft, **kwargs)


def version_forms(draft, version_id=None):
    """The cached form classes of the draft's version, or of another of its service's; reads the document only the
    first time."""
    if version_id in (None, draft.version_id):
        return forms_of(draft.version_id, lambda: draft.version.document, get_language())
    return forms_of(version_id, lambda: draft.service.versions.get(pk=version_id).document, get_language())
