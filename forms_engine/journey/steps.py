"""A step of the form: shown, kept as it was typed, and on to the next."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect

from cms.access.roles import ANYONE
from cms.pages.language import choose_language
from forms_engine.applications.following import placed_anew
from forms_engine.definition.kind import Kind
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of
from forms_engine.journey.forms import StepForm, with_row_added
from forms_engine.journey.news import news_lines
from forms_engine.journey.owner import (
    application_of,
    number_in,
    posted_version,
    version_forms,
)
from forms_engine.journey.render import render_fields
from forms_engine.journey.wire import ADD, AUTO, CARRIED, LANGUAGE, LIVE, MORE, REMOVE, REVIEWING, SAVE
from forms_engine.journey.wizard import DraftWizard
from forms_engine.services.context import rules_context
from forms_engine.walk.questions import ROW


def kinds_in(fields: Iterable[Field]) -> set[Kind]:
    """The kinds of fields, and of what their repeating groups ask."""
    return {kind_of(part) for field in fields for part in (field, *field.fields)}


def script_of(fields: Iterable[Field]) -> str:
    """The static file of the script that a step with these fields loads."""
    wanted = {kind.script for kind in kinds_in(fields)}
    return f"forms_engine/{'step-full' if 'step-full' in wanted else 'step'}.js"


class JourneyView(DraftWizard):
    """A step: shown by GET, kept by POST. The form list is the person's journey, derived on each request."""

    access = ANYONE
    template_name = "forms_engine/step.html"

    def find_journey(self) -> None:
        """Walk the draft's answers on its version, or on the older one whose page was posted; list the forms."""
        draft = self.draft
        self.older = posted_version(self.request, draft) if application_of(draft) is None else None
        self.forms = version_forms(draft, self.older)
        self.definition = self.forms.definition
        self.step_numbers = {step.id: str(number) for number, step in enumerate(self.definition.steps, 1)}
        self.context = rules_context(draft.region)
        self.journey = self.forms.plan.walk(draft.answers, self.context)
        self.form_list = {
            self.step_numbers[shown_step.step.id]: self.forms.form_class(self.step_numbers[shown_step.step.id])
            for shown_step in self.journey.steps
        }

    def is_step(self, step: str) -> bool:
        """Whether the service has this step, on the person's way or not."""
        return step in self.step_numbers.values()

    def reachable(self, step: str) -> bool:
        """Whether this step is on the person's way and nothing before it is missing."""
        if step not in self.form_list:
            return False
        first = self.journey.first_incomplete
        return first is None or int(step) <= int(self.step_numbers[first.step.id])

    def go_on_url(self) -> str:
        """The first step still to be filled in, or the review."""
        first = self.journey.first_incomplete
        return self.get_step_url(self.step_numbers[first.step.id] if first else self.done_step_name)

    def take(self, step: str, form: StepForm) -> HttpResponse:
        """Keep what was typed, whatever becomes of it; then go on, or show what to mend."""
        valid = form.is_valid()
        answers = form.answers
        if group := self.request.POST.get(ADD):
            answers = with_row_added(answers, form.plan, group)
        if AUTO in self.request.POST:  # nobody has said yet that an optional question stays empty
            answers = {key: value for key, value in answers.items() if value is not None or key in self.draft.answers}
        self.storage.set_answers(answers, gone=form.refused, removed=form.removed, untouched=form.left_alone)
        self.keep_typed(step, form.typed_anew)
        if LIVE in self.request.POST and not self.older:
            return JsonResponse(self.as_it_stands(step, form))
        if AUTO in self.request.POST:
            return HttpResponse(status=204)
        if step not in self.form_list:  # an answer in another tab took the step away: kept in case it comes back
            return HttpResponseRedirect(self.go_on_url())
        if self.older:
            return redirect("journey", self.draft.token)  # which goes on with the current version
        if language := self.request.POST.get(LANGUAGE):
            return self.switch_language(step, language)
        if SAVE in self.request.POST:
            return redirect("draft_saved", self.draft.token)
        if ADD in self.request.POST or REMOVE in self.request.POST:
            return self.back_to_rows(step, answers)
        if not valid:
            return self.render(form)
        gone = set(form.refused)
        answers = {key: value for key, value in self.draft.answers.items() if key not in gone} | form.answers
        self.journey = self.forms.plan.walk(answers, self.context, trusted=self.journey.answers)
        return self.render_next_step(form)

    def as_it_stands(self, step: str, form: StepForm) -> dict[str, list[str] | str]:
        """The questions of the step for what is typed now, without errors: what the script exchanges."""
        gone = set(form.refused)
        self.draft.answers = {
            key: value for key, value in self.draft.answers.items() if key not in gone
        } | form.answers
        self.draft.typed = self.draft.typed | {step: form.typed_anew}
        html, shown, _errors = render_fields(self.get_form(step), self.draft)
        return {"fields": html, "shown": shown}

    def keep_typed(self, step: str, typed: Mapping[str, Any]) -> None:
        """Keep what was typed and refused, at the step of the draft's own version that asks it."""
        if self.older in (None, self.draft.version_id):
            return self.storage.set_step_data(step, typed or None)
        for step_number, values in placed_anew({step: typed}, version_forms(self.draft).definition).items():
            self.storage.set_step_data(step_number, values)
        return None

    def switch_language(self, step: str, language: str) -> HttpResponseRedirect:
        response = HttpResponseRedirect(self.get_step_url(step))
        if language in dict(settings.LANGUAGES):
            choose_language(response, language, self.request.is_secure())
        return response

    def back_to_rows(self, step: str, answers: Mapping[str, Any]) -> HttpResponseRedirect:
        """The same step after a row came or went, at the row or the group that was meant."""
        group = self.request.POST.get(ADD) or self.request.POST[REMOVE].partition(".")[0]
        rows = answers.get(group) or []
        anchor = f"f-{group}.{rows[-1][ROW]}" if ADD in self.request.POST and rows else f"f-{group}"
        query = f"?{REVIEWING}=1" if REVIEWING in self.request.GET else ""
        return HttpResponseRedirect(f"{self.get_step_url(step)}{query}#{quote(anchor)}")

    def get_form(self, step: str | None = None, data: Any = None, files: Any = None) -> StepForm:
        """The form of a step (the current one for None) with what rules know of the steps before, what is stored, and
        what was posted."""
        step = step or self.steps.current
        definition_step = self.definition.steps[int(step) - 1]
        field_ids = {part.id for field in definition_step.fields for part in (field, *field.fields)}
        return self.forms.form_class(step)(
            data=data,
            files=files,
            seen={key: value for key, value in self.journey.facts.items() if key not in field_ids},
            kept={key: value for key, value in self.draft.answers.items() if key in field_ids},
            typed=self.draft.typed.get(step),
            context=self.context,
            settle=lambda field, cleaned: kind_of(field).settle(field, cleaned, self.draft),
        )

    def render_next_step(self, form: StepForm, **kwargs: Any) -> HttpResponseRedirect:
        """The same step when an answer brought up a question; from the review back to it; else the next step."""
        current = self.steps.current
        shown_step = self.journey.find(form.step.id)
        if shown_step is not None and not shown_step.complete:
            return HttpResponseRedirect(f"{self.get_step_url(current)}?{MORE}=1")
        if REVIEWING in self.request.GET:
            return HttpResponseRedirect(self.go_on_url())
        following = next(
            (number for number in map(str, range(int(current) + 1, len(self.definition.steps) + 1))
             if self.journey.find(self.definition.steps[int(number) - 1].id)),
            self.done_step_name,
        )  # fmt: skip
        return HttpResponseRedirect(self.get_step_url(following))

    def get_context_data(self, form: StepForm, **kwargs: Any) -> dict[str, Any]:
        """What the page of a step shows."""
        current_step = self.steps.current
        shown_ids = [step.step.id for step in self.journey.steps]
        number = shown_ids.index(form.step.id) + 1
        before = self.journey.before(form.step.id)
        fields, shown_places, errors = render_fields(form, self.draft, self.journey.find(form.step.id).failed)
        return {
            "region": self.draft.region,
            "service": self.definition.title,
            "service_url": f"/{self.draft.region.slug}/{self.draft.service.slug}/",
            "draft": self.draft,
            "version": self.draft.version_id,
            "news": news_lines(self.draft.news),
            "step": form.step,
            "place": current_step,
            "number": number,
            "total": len(shown_ids),
            "back": self.get_step_url(self.step_numbers[before.step.id]) if before else None,
            "from_review": REVIEWING in self.request.GET,
            "fields": fields,
            "shown_places": shown_places,
            "errors": errors,
            "live": " ".join(f"f-{source}" for source in form.plan.live),
            "multipart": any(kind.multipart for kind in kinds_in(form.step.fields)),
            "script": script_of(form.step.fields),
            "correction": application_of(self.draft),
            "carried": number_in(self.request.GET.get(CARRIED, "")),
            "more": MORE in self.request.GET and not errors and not self.journey.find(form.step.id).stopped,
        }


show_step = JourneyView.as_view(url_name="journey_step", done_step_name="periksa")
