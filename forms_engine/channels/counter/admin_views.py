"""The counter in the admin: choose a service, record the consent, fill in; then the next citizen."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.access.roles import REGION_STAFF, access, membership_of
from cms.accounts.models import SignedInRequest
from forms_engine.applications.ownership import forget_all, remember
from forms_engine.channels.counter.assisting import begin_for_citizen
from forms_engine.channels.counter.forms import CONSENT_TEXT, ConsentForm
from forms_engine.services.published import published_services


def _services(request: SignedInRequest) -> QuerySet[Any]:
    """The published services of the officer's own region."""
    region = membership_of(request.user).region_id
    return published_services().filter(region_id=region)


def _shell(title: str, *crumbs: tuple[str, str]) -> dict[str, Any]:
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in (*crumbs, ("", title))],
    }


@access(REGION_STAFF)
@require_safe
def counter(request: SignedInRequest) -> HttpResponseBase:
    """The services that an officer can fill in for someone."""
    context = _shell(_("Counter")) | {
        "services": _services(request).order_by("title"),
        "introduction": _(
            "Fill in an application for someone who is at the counter or who handed in the paper form."
        ),
    }
    return render(request, "forms_engine/counter/services.html", context)


@access(REGION_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_begin(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The consent; then the same form that citizens fill in. This browser forgets the citizen before."""
    service = get_object_or_404(_services(request), pk=pk)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        draft = begin_for_citizen(service, request.user, form.cleaned_data["consent"], CONSENT_TEXT, get_language())
        return remember(request, redirect("journey_step", draft.token, "1"), draft, alone=True)
    context = _shell(_("For a citizen: %(service)s") % {"service": service.title}, (reverse("counter"), _("Counter")))
    return render(request, "forms_engine/counter/begin.html", context | {"form": form, "service": service})


@access(REGION_STAFF)
@require_POST
def counter_next(request: SignedInRequest) -> HttpResponseBase:
    """The next citizen: this browser no longer opens what was filled in before."""
    return forget_all(redirect("counter"))


urlpatterns = [
    path("loket/", counter, name="counter"),
    path("loket/berikutnya/", counter_next, name="counter_next"),
    path("loket/<int:pk>/", counter_begin, name="counter_begin"),
]
