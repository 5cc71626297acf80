"""The region's letters in Wagtail's admin: list, download, revoke. `AccessMiddleware` sets the region in force."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.access.roles import ADMINS, ANY_STAFF, access
from cms.accounts.models import SignedInRequest
from cms.audit.trail import actor_of
from cms.paging import page_of
from cms.regions.models import Region
from forms_engine.applications.codes import normalise
from forms_engine.applications.readers import Basis, asks_for_reason, reading
from forms_engine.certificates.forms import RevokeForm
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.certificates.revocation import revoke
from forms_engine.certificates.verification import looks_like_code
from forms_engine.certificates.views import letter_response

PAGE_SIZE = 30
SHORTEST = 3  # characters of a number that can be looked up: an index finds no fewer


def _issued() -> QuerySet[IssuedCertificate]:
    return IssuedCertificate.objects.filter(issued_at__isnull=False)


def _letter(request: SignedInRequest, uuid: UUID) -> tuple[IssuedCertificate, Basis]:
    """(a letter, on what Basis the person may read its application); Http404, or ReasonNeeded."""
    certificate = get_object_or_404(_issued().select_related("application__region"), uuid=uuid)
    return certificate, reading(request, certificate.application)


@access(ANY_STAFF)
@require_safe
@asks_for_reason
def certificate_staff_download(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """A letter, for the staff that may read its application, with an audit event."""
    certificate, basis = _letter(request, uuid)
    return letter_response(certificate, actor_of(request.user), **basis.data)


@access(ADMINS)
@require_safe
def certificates(request: SignedInRequest) -> HttpResponseBase:
    """The region's letters, newest first; `q` finds part of a number (three characters at least), or a whole code."""
    sought = request.GET.get("q", "").strip()[:120].replace("\x00", "")
    rows, short = _issued().select_related("region"), 0 < len(sought) < SHORTEST
    if short:
        messages.info(request, _("Write at least three characters of the number."))
    elif looks_like_code(sought):
        rows = rows.filter(code=normalise(sought))
    elif sought:
        whole = rows.filter(region__in=Region.objects.values("pk"), number=sought)  # as the index of numbers has them
        rows = whole if whole.exists() else rows.filter(number__icontains=sought)
    context = {
        "part": page_of(rows, ("-issued_at", "-pk"), request.GET, PAGE_SIZE, empty=False),
        "sought": sought,
        "header_title": _("Certificates"),
        "page_title": _("Certificates"),
        "header_icon": "doc-full",
        "breadcrumbs_items": [{"url": "", "label": _("Certificates")}],
    }
    return render(request, "forms_engine/certificates/admin_list.html", context)


@access(ADMINS)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_for_reason
def certificate_revoke(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Take a letter back, with a reason."""
    certificate, _basis = _letter(request, uuid)
    if certificate.revoked_at is not None:
        raise Http404
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        revoke(certificate, form.cleaned_data["reason"], request.user)
        messages.success(request, _("Letter %(number)s is revoked.") % {"number": certificate.number})
        return redirect("certificates")
    context = {
        "certificate": certificate,
        "form": form,
        "header_title": _("Revoke a letter"),
        "page_title": _("Revoke a letter"),
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": reverse("certificates"), "label": _("Certificates")},
            {"url": "", "label": _("Revoke a letter")},
        ],
    }
    return render(request, "forms_engine/certificates/admin_revoke.html", context)


urlpatterns = [
    path("surat/", certificates, name="certificates"),
    path("surat/<uuid:uuid>/surat.pdf", certificate_staff_download, name="certificate_staff_download"),
    path("surat/<uuid:uuid>/cabut/", certificate_revoke, name="certificate_revoke"),
]
