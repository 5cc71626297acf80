"""Checking a letter, for anyone; downloading it, for its owner."""

import re
from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cms.access.guessing import UnknownCode, wrong_code
from cms.access.roles import ANYONE, access
from cms.audit.trail import record
from cms.regions.scoping import region_scope
from forms_engine.applications.codes import grouped, normalise
from forms_engine.applications.models import Application
from forms_engine.applications.ownership import owns
from forms_engine.certificates.forms import CodeForm
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.certificates.verification import find


def file_name(certificate: IssuedCertificate) -> str:
    """The name under which a letter is saved: its number, with what a file name can't hold as dashes."""
    return f"{re.sub(r'[^A-Za-z0-9.]+', '-', certificate.number).strip('-.') or 'surat'}.pdf"


def letter_response(certificate: IssuedCertificate, actor: str, **data: Any) -> FileResponse:
    """The PDF as an attachment, with an audit event that holds `data`; Http404 when it isn't there. Runs in the
    region's scope."""
    try:
        file = certificate.file.open("rb")
    except (OSError, ValueError) as failure:
        raise Http404 from failure
    with transaction.atomic():
        record(certificate.region_id, actor, "certificate.downloaded", certificate, **data)
    response = FileResponse(file, as_attachment=True, filename=file_name(certificate), content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@access(ANYONE)
@require_safe
def certificate_download(request: HttpRequest, tracking_code: str) -> HttpResponseBase:
    """The letter, for the browser that owns the application; any other is shown the tracking page."""
    application = Application.unscoped.select_related("draft").filter(tracking_code=normalise(tracking_code)).first()
    if application is None:
        raise UnknownCode
    if not owns(request, application.draft):
        return redirect("tracking", application.tracking_code)
    with region_scope(application.region_id):
        certificate = IssuedCertificate.objects.filter(application=application, issued_at__isnull=False).first()
        if certificate is None or certificate.revoked_at is not None:
            return redirect("tracking", application.tracking_code)
        return letter_response(certificate, "applicant")


@access(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def verify_search(request: HttpRequest) -> HttpResponseBase:
    """Type the code of a letter."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return redirect("verify", normalise(form.cleaned_data["code"]))
    return _unlisted(render(request, "forms_engine/certificates/verify_search.html", {"form": form}))


@access(ANYONE)
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponseBase:
    """What is known of the letter with this code: genuine, expired, revoked, or (404) unknown."""
    verification = find(code)
    if verification is None:
        context = {"form": CodeForm(initial={"code": grouped(normalise(code))}), "limited": wrong_code(request)}
        return _unlisted(render(request, "forms_engine/certificates/verify_unknown.html", context, status=404))
    context = {"region": verification.region, "finding": verification}
    return _unlisted(render(request, "forms_engine/certificates/verify.html", context))
