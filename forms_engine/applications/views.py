"""Receipt and tracking page. The tracking code is a public handle: what is personal needs ownership as well."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.access.guessing import UnknownCode, add_wrong_code
from cms.access.roles import ANYONE, access
from cms.regions.calendar import use_clock_of
from cms.regions.scoping import region_scope
from forms_engine.applications.codes import grouped, normalise
from forms_engine.applications.forms import ResumeForm, TrackingForm
from forms_engine.applications.models import Application
from forms_engine.applications.ownership import owns, remember
from forms_engine.applications.present import answer_sections
from forms_engine.applications.qr import qr_data_uri
from forms_engine.applications.timeline import Milestone, timeline
from forms_engine.fields.masking import masked_email
from forms_engine.services.context import rules_context
from forms_engine.services.plans import definition_of


def application_by_code(code: str) -> Application:
    """The application with this tracking code, with all that its pages show; UnknownCode when there is none."""
    row = (
        Application.unscoped.select_related("region", "draft__assistance")
        .filter(tracking_code=normalise(code))
        .first()
    )
    if row is None:
        raise UnknownCode
    use_clock_of(row.region)
    return row


def latest_note(milestones: Sequence[Milestone]) -> str:
    """What an official wrote last to the applicant."""
    return next((item.note for item in reversed(milestones) if item.note), "")


def reason_for_correction(application: Application) -> str:
    """Why the application came back, in the official's words."""
    return latest_note(timeline(application))


@access(ANYONE)
def tracking_search(request: HttpRequest) -> HttpResponseBase:
    """Type a tracking code."""
    form = TrackingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = normalise(form.cleaned_data["code"])
        if Application.unscoped.filter(tracking_code=code).exists():
            return redirect("tracking", code)
        words = _("We don't know this code. Compare it letter by letter; it has 10 characters, such as K7TMQ-2WX9R.")
        add_wrong_code(request, form, words)
    return render(request, "forms_engine/tracking_search.html", {"form": form})


@access(ANYONE)
def tracking(request: HttpRequest, code: str) -> HttpResponseBase:
    """How far an application is: for anyone. Answers, reasons, correction and the letter: for its owner.

    POST of the resume code makes this browser an owner.
    """
    application = application_by_code(code)
    draft = application.draft
    form = ResumeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if normalise(form.cleaned_data["code"]) == draft.resume_code:
            return remember(request, redirect("tracking", application.tracking_code), draft)
        words = _("This isn't the resume code of this application. Compare it letter by letter.")
        add_wrong_code(request, form, words)
    owner = owns(request, draft)
    definition = definition_of(application.version_id, get_language())
    with region_scope(application.region_id):
        milestones = timeline(application)
        context = {
            "region": application.region,
            "service": definition.title,
            "application": application,
            "tracking_code": grouped(application.tracking_code),
            "draft": draft,
            "owner": owner,
            "form": form,
            "milestones": milestones,
            "note": latest_note(milestones),
            "has_certificate": definition.certificate is not None,
            "certificate": getattr(application, "certificate", None),
        }
        if owner:
            rules = rules_context(application.region, application.submitted_at)
            context["sections"] = answer_sections(definition, application.answers, draft.uploads.all(), rules)
        return render(request, "forms_engine/tracking.html", context)


@access(ANYONE)
def receipt(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the applicant keeps: tracking code with QR, resume code, what happens now. For the owner only."""
    application = application_by_code(code)
    if not owns(request, application.draft):
        return redirect("tracking", application.tracking_code)
    definition = definition_of(application.version_id, get_language())
    address = settings.BASE_URL + reverse("tracking", args=[application.tracking_code])
    with region_scope(application.region_id):
        corrected = application.submissions.filter(number__gt=1).order_by("-number").first()
    context = {
        "region": application.region,
        "service": definition.title,
        "application": application,
        "tracking_code": grouped(application.tracking_code),
        "resume_code": grouped(application.draft.resume_code),
        "email": masked_email(application.draft.email) if application.draft.email else "",
        "working_days": definition.about.working_days,
        "corrected": corrected,
        "qr": qr_data_uri(address),
    }
    return render(request, "forms_engine/receipt.html", context)
