"""Saying why, before an application of the region is read by someone without a part in it."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.access.roles import ADMINS, access
from cms.accounts.models import SignedInRequest
from forms_engine.applications.codes import grouped
from forms_engine.applications.forms import ReadingReasonForm
from forms_engine.applications.models import Application
from forms_engine.applications.readers import give_reason, may_give_reason
from forms_engine.services.published import DESIGN

HEAVY = tuple(f"service__{name}" for name in DESIGN)


def _next(request: HttpRequest, fallback: str) -> str:
    """Where the person was going, when that is an address of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else fallback


@access(ADMINS)
@require_http_methods(["GET", "HEAD", "POST"])
def reading_reason(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Ask why, once for an application and a day; then on to what was asked for."""
    rows = Application.objects.select_related("service", "region").defer("answers", *HEAVY)
    application = get_object_or_404(rows, uuid=uuid)
    if not may_give_reason(request.user, application):
        raise Http404
    goes_to = _next(request, reverse("workflows_application", args=[application.uuid]))
    form = ReadingReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        give_reason(request.user, application, form.cleaned_data["reason"], form.cleaned_data["note"])
        return redirect(goes_to)
    title = _("Why do you open this application?")
    context = {
        "form": form,
        "next": goes_to,
        "application": application,
        "tracking_code": grouped(application.tracking_code),
        "header_title": title,
        "page_title": title,
        "introduction": _(
            "You have no part in deciding it. Its answers and papers are personal data: they are opened for a reason."
        ),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": grouped(application.tracking_code)},
        ],
    }
    return render(request, "forms_engine/admin/reason.html", context)
