"""The citizen's way through a form: begin, one step after another, look it over, send it, go on elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.access.guessing import add_wrong_code
from cms.access.roles import ANYONE, access
from cms.regions.scoping import region_scope
from forms_engine.applications import beginning
from forms_engine.applications.beginning import code_was_shown, empty_draft_of
from forms_engine.applications.codes import grouped, normalise, resume_address
from forms_engine.applications.filing import Behind, Incomplete, file_application
from forms_engine.applications.forms import CodeByEmailForm, EmailForm, ResumeForm
from forms_engine.applications.jobs import draft_expires_on
from forms_engine.applications.models import Draft
from forms_engine.applications.notify import TooManyMails, send_code_by_email
from forms_engine.applications.ownership import remember
from forms_engine.applications.present import answer_sections
from forms_engine.applications.qr import qr_data_uri
from forms_engine.applications.views import reason_for_correction
from forms_engine.journey.carried import Carried
from forms_engine.journey.news import news_lines
from forms_engine.journey.owner import application_of, find_draft, for_owner, owner_view, version_forms
from forms_engine.journey.steps import show_step
from forms_engine.journey.wire import NEWS, SENT
from forms_engine.services.context import rules_context
from forms_engine.services.known import KNOWN_SERVICES
from forms_engine.services.published import DESIGN, Service, published_services
from forms_engine.walk.doubts import doubts_of


@access(ANYONE)
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begin a draft, or take up the empty one that this browser has, and go to the first step."""
    services = published_services().defer(*DESIGN).select_related("region")
    service = get_object_or_404(services, pk=pk)
    with region_scope(service.region_id):
        if (draft := empty_draft_of(request, service)) is None:
            if minutes := beginning.minutes_to_wait(request):
                return too_many_begun(request, service, minutes)
            draft = beginning.begin(request, service, get_language())
    return remember(request, redirect("journey_step", draft.token, "1"), draft)


def too_many_begun(request: HttpRequest, service: Service, minutes: int) -> HttpResponse:
    """When to begin again, in words."""
    context = {"region": service.region, "service": service.title, "page": service, "minutes": minutes}
    response = render(request, "forms_engine/too_many_drafts.html", context, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def ask_for_code(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """This browser no longer owns the draft, and something was typed: ask for the code, and carry what was typed."""
    context = {"form": ResumeForm(), "carried": Carried.posted(request.POST, token, step).inputs()}
    return render(request, "forms_engine/resume.html", context, status=403)


JOURNEY = owner_view(show_step, ask=ask_for_code)


@owner_view
def go_on(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """To the first step still to be filled in, or the review."""
    plan = version_forms(draft).plan
    first = plan.walk(draft.answers, rules_context(draft.region)).first_incomplete
    if first is None:
        return redirect("review", draft.token)
    step_number = [step.id for step in plan.definition.steps].index(first.step.id) + 1
    return redirect("journey_step", draft.token, str(step_number))


def show_review(request: HttpRequest, draft: Draft, unread: bool = False) -> HttpResponseBase:
    """All answers with a change link each; POST sends the application (twice is once), unless there is something
    `unread`."""
    plan, rules = version_forms(draft).plan, rules_context(draft.region)
    definition, journey = plan.definition, plan.walk(draft.answers, rules)
    if not journey.complete:
        return redirect("journey", draft.token)
    form = EmailForm(request.POST or None, initial={"email": draft.email})
    unseen = draft.news and (unread or NEWS not in request.POST)  # nobody sends what changed under their hands unread
    if request.method == "POST" and form.is_valid() and not unseen:
        try:
            application = file_application(draft, email=form.cleaned_data["email"], language=get_language())
        except Incomplete:
            return redirect("journey", draft.token)
        except Behind:
            draft.service = KNOWN_SERVICES.get(draft.service_id)
            return for_owner(show_review, request, draft, unread=True)
        return redirect("receipt", application.tracking_code)
    step_numbers = {step.id: number for number, step in enumerate(definition.steps, 1)}
    correction = application_of(draft)
    context = {
        "region": draft.region,
        "service": definition.title,
        "draft": draft,
        "form": form,
        "sections": [
            (section, step_numbers[section.step_id])
            for section in answer_sections(definition, journey.answers, draft.uploads.all(), rules, full=True)
        ],
        "news": news_lines(draft.news),
        "doubts": [(doubt, step_numbers[doubt.step_id]) for doubt in doubts_of(journey)],
        "correction": correction,
        "note": reason_for_correction(correction) if correction else "",
    }
    return render(request, "forms_engine/review.html", context)


show_review.sends = True
review = owner_view(show_review)


@owner_view
def saved(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """The resume code and its QR: how to go on later or on another device; POST sends them by e-mail."""
    form = CodeByEmailForm(request.POST or None)
    code_was_shown(draft)
    if request.method == "POST" and form.is_valid():
        try:
            send_code_by_email(request, draft, form.cleaned_data["email"], get_language())
        except TooManyMails as refusal:
            form.add_error("email", str(refusal))
            request.must_wait = refusal.seconds
        else:
            return redirect(f"{reverse('draft_saved', args=[draft.token])}?{SENT}=1")
    context = {
        "region": draft.region,
        "draft": draft,
        "form": form,
        "sent": SENT in request.GET and request.method == "GET",
        "code": grouped(draft.resume_code),
        "qr": qr_data_uri(resume_address(request.build_absolute_uri("/"), draft.resume_code)),
        "expires_on": draft_expires_on(draft),
    }
    return render(request, "forms_engine/draft_saved.html", context)


def unknown_code() -> str:
    """What someone is told whose code isn't known."""
    return _("We don't know this code. Compare it letter by letter; it has 12 characters, such as K7TM-Q2WX-9RHD.")


@access(ANYONE)
def resume(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Type the resume code and go on where it was left; what was typed meanwhile is kept. Links and QR codes bring it
    in the fragment of the address, which no server is sent; `code` is in the path of links that are older than that.
    """
    form = ResumeForm(request.POST or None, initial={"code": grouped(normalise(code)) if code else ""})
    carried = Carried.from_form(request.POST)
    if request.method == "POST" and form.is_valid():
        draft = find_draft(resume_code=normalise(form.cleaned_data["code"]))
        if draft is not None:
            return remember(request, _go_on_with(request, draft, carried), draft)
        add_wrong_code(request, form, unknown_code())
    return render(request, "forms_engine/resume.html", {"form": form, "carried": carried.inputs()})


def _go_on_with(request: HttpRequest, draft: Draft, carried: Carried) -> HttpResponseBase:
    """To the draft, keeping first what was typed for it while this browser didn't own it."""
    if carried.token != draft.token:
        return redirect("journey", draft.token)
    request.POST = carried.data
    answer = for_owner(show_step, request, draft, step=carried.step)
    return answer if answer.status_code == 302 else redirect("journey_step", draft.token, carried.step)
