"""The citizen's way through a form: begin, one step after another, look it over, send it, go on elsewhere."""

from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from formtools.wizard.views import NamedUrlWizardView

from cms.access.roles import ANYONE, access
from cms.pages.language import choose_language
from cms.regions.clock import use_clock_of
from cms.regions.scoping import region_scope
from forms_engine.applications.codes import grouped, normalise
from forms_engine.applications.forms import EmailForm, ResumeForm
from forms_engine.applications.jobs import draft_expires_on
from forms_engine.applications.limiter import count_wrong, minutes_to_wait, too_many
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.ownership import owns, remember
from forms_engine.applications.present import answer_sections
from forms_engine.applications.qr import qr_data_uri
from forms_engine.applications.services import Incomplete, begin_draft, file_application
from forms_engine.applications.views import reason_for_correction
from forms_engine.definition.registry import kind_of
from forms_engine.journey.context import rules_context
from forms_engine.journey.core import journey
from forms_engine.journey.doubts import doubts_of
from forms_engine.journey.forms import ADD, REMOVE, StepForm, forms_of, with_row_added
from forms_engine.journey.questions import ROW
from forms_engine.journey.render import render_fields
from forms_engine.services.models import ServicePage

MORE = "lagi"  # in the address after an answer has brought up a question
LANGUAGE = "_language"


class NotYours(PermissionDenied):
    """This browser neither began the draft nor opened it by its resume code."""


def own_draft(request, token):
    """The draft with its region, service and (when filed) application; Http404, or NotYours."""
    draft = (
        Draft.unscoped.select_related("region", "service", "application")
        .defer("service__steps", "service__workflow", "service__certificate")
        .filter(token=token)
        .first()
    )
    if draft is None:
        raise Http404
    if not owns(request, draft):
        raise NotYours
    return draft


def application_of(draft):
    """The draft's application, or None while it isn't filed."""
    return getattr(draft, "application", None)


def owner_view(view):
    """Give a view the draft in its region's scope; who doesn't own it is asked for the resume code, and a filed
    application that isn't waiting for a correction is shown by its tracking page."""

    def wrapped(request, token, **kwargs):
        try:
            draft = own_draft(request, token)
        except NotYours:
            return redirect("resume")
        application = application_of(draft)
        if application is not None and application.status != Application.Status.CORRECTION:
            return redirect("tracking", application.tracking_code)
        use_clock_of(draft.region)
        with region_scope(draft.region_id):
            return view(request, draft=draft, **kwargs)

    return access(ANYONE)(wrapped)


def version_forms(draft):
    """The cached form classes of the draft's version; reads the document only the first time."""
    return forms_of(draft.version_id, lambda: draft.version.document)


@access(ANYONE)
@require_POST
def start(request, pk):
    """Begin a draft and go to the first step."""
    service = get_object_or_404(ServicePage.objects.live().exclude(current_version=None), pk=pk)
    with region_scope(service.region_id):
        draft = begin_draft(service, get_language())
    return remember(request, redirect("journey_step", draft.token, "1"), draft)


def kinds_in(fields):
    """The kinds of fields, and of what their repeating groups ask."""
    return {kind_of(part) for field in fields for part in (field, *field.fields)}


def script_of(fields):
    """The static file of the script that a step with these fields loads."""
    wanted = {kind.script for kind in kinds_in(fields)}
    return f"forms_engine/{'step-full' if 'step-full' in wanted else 'step'}.js"


class JourneyView(NamedUrlWizardView):
    """A step: shown by GET, kept by POST. The form list is the person's own way, derived on each request."""

    access = ANYONE
    storage_name = "forms_engine.journey.storage.DraftStorage"
    template_name = "forms_engine/step.html"

    def dispatch(self, request, *args, draft, **kwargs):
        self.draft = request.draft = draft
        self.forms = version_forms(draft)
        self.definition = self.forms.definition
        self.place_of = {step.id: str(place) for place, step in enumerate(self.definition.steps, 1)}
        self.context = rules_context(draft.region)
        self.way = self.forms.plan.walk(draft.answers, self.context)
        self.form_list = {
            self.place_of[shown.step.id]: self.forms.form_class(self.place_of[shown.step.id])
            for shown in self.way.steps
        }
        return super().dispatch(request, *args, **kwargs)

    def get_step_url(self, step):
        if step == self.done_step_name:
            return reverse("review", args=[self.draft.token])
        return reverse(self.url_name, args=[self.draft.token, step])

    def reachable(self, place):
        """Whether this step is on the person's way and nothing before it is missing."""
        if place not in self.form_list:
            return False
        first = self.way.first_incomplete
        return first is None or int(place) <= int(self.place_of[first.step.id])

    def go_on_url(self):
        """The first step still to be filled in, or the review."""
        first = self.way.first_incomplete
        return self.get_step_url(self.place_of[first.step.id] if first else self.done_step_name)

    def get(self, *args, step, **kwargs):
        if not self.reachable(step):
            return HttpResponseRedirect(self.go_on_url())
        self.storage.current_step = step
        return self.render(self.get_form(step))

    def post(self, *args, step, **kwargs):
        """Keep what was typed, whatever becomes of it; then go on, or show what to mend."""
        if step not in self.form_list:
            return HttpResponseRedirect(self.go_on_url())
        self.storage.current_step = step
        form = self.get_form(step, data=self.request.POST, files=self.request.FILES)
        valid = form.is_valid()
        answers = form.answers
        if group := self.request.POST.get(ADD):
            answers = with_row_added(answers, form.plan, group)
        self.storage.set_answers(answers, gone=form.refused, removed=form.removed)
        self.storage.set_step_data(step, form.typed_anew or None)
        if language := self.request.POST.get(LANGUAGE):
            return self.switch_language(step, language)
        if "_save" in self.request.POST:
            return redirect("draft_saved", self.draft.token)
        if ADD in self.request.POST or REMOVE in self.request.POST:
            return self.back_to_rows(step, answers)
        if not valid:
            return self.render(form)
        gone = set(form.refused)
        answers = {key: value for key, value in self.draft.answers.items() if key not in gone} | form.answers
        self.way = self.forms.plan.walk(answers, self.context)
        return self.render_next_step(form)

    def switch_language(self, step, language):
        response = HttpResponseRedirect(self.get_step_url(step))
        if language in dict(settings.LANGUAGES):
            choose_language(response, language, self.request.is_secure())
        return response

    def back_to_rows(self, step, answers):
        """The same step after a row came or went, at the row or the group that was meant."""
        group = self.request.POST.get(ADD) or self.request.POST[REMOVE].partition(".")[0]
        rows = answers.get(group) or []
        place = f"f-{group}.{rows[-1][ROW]}" if ADD in self.request.POST and rows else f"f-{group}"
        query = "?periksa=1" if "periksa" in self.request.GET else ""
        return HttpResponseRedirect(f"{self.get_step_url(step)}{query}#{quote(place)}")

    def get_form(self, step=None, data=None, files=None):
        step = step or self.steps.current
        definition_step = self.definition.steps[int(step) - 1]
        own = {part.id for field in definition_step.fields for part in (field, *field.fields)}
        return self.form_list[step](
            data=data,
            files=files,
            seen={key: value for key, value in self.way.facts.items() if key not in own},
            kept={key: value for key, value in self.draft.answers.items() if key in own},
            typed=self.draft.typed.get(step),
            context=self.context,
            settle=lambda field, cleaned: kind_of(field).settle(field, cleaned, self.draft),
        )

    def render_next_step(self, form, **kwargs):
        """The same step when an answer brought up a question; from the review back to it; else the next step."""
        current = self.steps.current
        shown = self.way.find(form.step.id)
        if shown is not None and not shown.complete:
            return HttpResponseRedirect(f"{self.get_step_url(current)}?{MORE}=1")
        if "periksa" in self.request.GET:
            return HttpResponseRedirect(self.go_on_url())
        following = next(
            (place for place in map(str, range(int(current) + 1, len(self.definition.steps) + 1))
             if self.way.find(self.definition.steps[int(place) - 1].id)),
            self.done_step_name,
        )  # fmt: skip
        return HttpResponseRedirect(self.get_step_url(following))

    def get_context_data(self, form, **kwargs):
        place = self.steps.current
        shown = [step.step.id for step in self.way.steps]
        number = shown.index(form.step.id) + 1
        before = self.way.before(form.step.id)
        fields, shown_places, errors = render_fields(form, self.draft, self.way.find(form.step.id).failed)
        return {
            "region": self.draft.region,
            "service": self.definition.title,
            "service_url": f"/{self.draft.region.slug}/{self.draft.service.slug}/",
            "draft": self.draft,
            "step": form.step,
            "place": place,
            "number": number,
            "total": len(shown),
            "back": self.get_step_url(self.place_of[before.step.id]) if before else None,
            "from_review": "periksa" in self.request.GET,
            "fields": fields,
            "shown_places": shown_places,
            "errors": errors,
            "multipart": any(kind.multipart for kind in kinds_in(form.step.fields)),
            "script": script_of(form.step.fields),
            "correction": application_of(self.draft),
            "more": MORE in self.request.GET and not errors and not self.way.find(form.step.id).stopped,
        }

    def render(self, form=None, **kwargs):
        return render(self.request, self.template_name, self.get_context_data(form=form or self.get_form()))


JOURNEY = owner_view(JourneyView.as_view([("1", StepForm)], url_name="journey_step", done_step_name="periksa"))


@owner_view
def go_on(request, draft):
    """To the first step still to be filled in, or the review."""
    definition = version_forms(draft).definition
    first = journey(definition, draft.answers, rules_context(draft.region)).first_incomplete
    if first is None:
        return redirect("review", draft.token)
    place = [step.id for step in definition.steps].index(first.step.id) + 1
    return redirect("journey_step", draft.token, str(place))


@owner_view
def review(request, draft):
    """All answers with a change link each; POST sends the application (twice is once)."""
    definition = version_forms(draft).definition
    rules = rules_context(draft.region)
    way = journey(definition, draft.answers, rules)
    if not way.complete:
        return redirect("journey", draft.token)
    form = EmailForm(request.POST or None, initial={"email": draft.email})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                Draft.objects.filter(pk=draft.pk).update(email=form.cleaned_data["email"], language=get_language())
                application = file_application(draft)
        except Incomplete:
            return redirect("journey", draft.token)
        return redirect("receipt", application.tracking_code)
    places = {step.id: place for place, step in enumerate(definition.steps, 1)}
    correction = application_of(draft)
    context = {
        "region": draft.region,
        "service": definition.title,
        "draft": draft,
        "form": form,
        "sections": [
            (section, places[section.step_id])
            for section in answer_sections(definition, way.answers, draft.uploads.all(), rules, full=True)
        ],
        "doubts": [(doubt, places[doubt.step_id]) for doubt in doubts_of(way)],
        "correction": correction,
        "note": reason_for_correction(correction) if correction else "",
    }
    return render(request, "forms_engine/review.html", context)


@owner_view
def saved(request, draft):
    """The resume code and its QR: how to go on later or on another device."""
    address = request.build_absolute_uri(reverse("resume_code", args=[draft.resume_code]))
    context = {
        "region": draft.region,
        "draft": draft,
        "code": grouped(draft.resume_code),
        "qr": qr_data_uri(address),
        "expires_on": draft_expires_on(draft),
    }
    return render(request, "forms_engine/draft_saved.html", context)


@access(ANYONE)
def resume(request, code=""):
    """Type the resume code (or open its QR) and go on where it was left."""
    form = ResumeForm(request.POST or None, initial={"code": grouped(normalise(code)) if code else ""})
    if request.method == "POST" and form.is_valid():
        if minutes := minutes_to_wait(request):
            form.add_error("code", too_many(minutes))
            return render(request, "forms_engine/resume.html", {"form": form}, status=429)
        draft = Draft.unscoped.filter(resume_code=normalise(form.cleaned_data["code"])).first()
        if draft is not None:
            return remember(request, redirect("journey", draft.token), draft)
        count_wrong(request)
        form.add_error(
            "code",
            _("We don't know this code. Compare it letter by letter; it has 12 characters, such as K7TM-Q2WX-9RHD."),
        )
    return render(request, "forms_engine/resume.html", {"form": form})
