"""The simulation's one window: citizen, officials, letter and the reasons, on the draft of a service."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.access.roles import ADMINS, Role, access, roles_of
from cms.accounts.models import Position, SignedInRequest
from cms.audit.trail import actor_of, record
from cms.regions.calendar import working_days_after
from cms.regions.scoping import region_scope
from forms_engine.applications.present import answer_sections
from forms_engine.certificates.letter import sample_letter_html
from forms_engine.certificates.render import EngineMissing, render_pdf
from forms_engine.checker.cost import is_too_costly
from forms_engine.definition.model import Definition
from forms_engine.definition.registry import kind_of
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.own import own_service
from forms_engine.design.page import ServicePage
from forms_engine.design.versions.models import ExampleApplication
from forms_engine.design.versions.route import route
from forms_engine.explain.rule_words import names_of, reasons_of, trace_lines
from forms_engine.journey.forms import StepForm, VersionForms, with_row_added
from forms_engine.journey.render import render_fields
from forms_engine.journey.wire import ADD, REMOVE
from forms_engine.logic.compile import Context
from forms_engine.logic.values import is_answered
from forms_engine.services.context import free_days, rules_context
from forms_engine.walk.plan import plan_of
from workflows.designer.diagram import workflow_diagram
from workflows.inbox.forms import DecisionForm
from workflows.machine.model import NotAllowed, Status
from workflows.machine.outcomes import FILED, outcome_of
from workflows.simulation.answers import made_up, not_kept
from workflows.simulation.run import MOST_EVENTS, Run, decided, filed, may_answer, standing

KEY = "simulation"  # in the session: one run, of the service that was tried last


def _run(request: SignedInRequest, page: ServicePage) -> Run:
    """The run of this session, begun anew when there is none."""
    stored = request.session.get(KEY) or {}
    raw = stored.get("run") if stored.get("page") == page.pk else None
    return Run.from_json(raw) if raw else Run(compile_page(page.get_latest_revision_as_object()))


def _keep(request: SignedInRequest, page: ServicePage, run: Run) -> None:
    request.session[KEY] = {"page": page.pk, "run": run.to_json()}


@access(ADMINS)
def simulation(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Run the draft of a service as everybody."""
    page = own_service(pk)
    with region_scope(page.region_id):
        run = _run(request, page)
        if not run.definition.steps or not run.workflow.stages:
            context = {"page": page, "region": page.region, "unready": True}
            return render(request, "workflows/simulation.html", context)
        if is_too_costly(run.definition):
            request.session.pop(KEY, None)  # the next try begins with the draft as it is then
            context = {"page": page, "region": page.region, "too_costly": True}
            return render(request, "workflows/simulation.html", context)
        return _Window(request, page, run).respond()


@access(ADMINS)
def simulation_letter(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The letter of an approved run as a PDF marked CONTOH; it has no number and can't be verified."""
    page = own_service(pk)
    with region_scope(page.region_id):
        run = _run(request, page)
        if is_too_costly(run.definition):
            raise Http404
        window = _Window(request, page, run)
        if window.where.state.status is not Status.APPROVED or run.definition.certificate is None:
            raise Http404
        html = sample_letter_html(run.definition, page.region, window.day, run.answers, window.filing_context())
        try:
            pdf = render_pdf(html)
        except EngineMissing as missing:
            return HttpResponse(str(missing), status=503, content_type="text/plain; charset=utf-8")
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="contoh-{page.slug}.pdf"'
        return response


class _Window:
    def __init__(self, request: SignedInRequest, page: ServicePage, run: Run) -> None:
        self.request, self.page, self.run = request, page, run
        self.today = date.fromisoformat(rules_context(page.region).today)
        self.day, self.where = run.day(self.today), standing(run)
        self.context = Context(self.day.isoformat(), free_days(self.day.year))
        self.forms = VersionForms(plan_of(run.definition))
        self.journey = self.forms.plan.walk(run.answers, self.context)

    def filing_context(self) -> Context:
        """What rules knew on the day of the last filing."""
        days = [event["day"] for event in self.run.events if event["what"] == FILED]
        day = date.fromisoformat(days[-1]) if days else self.day
        return Context(day.isoformat(), free_days(day.year))

    def respond(self) -> HttpResponse:
        """The act that was posted, else the window as it stands."""
        if self.request.method != "POST":
            return self.show()
        act = {
            "restart": self.restart, "days": self.put_forward, "fill": self.fill, "send": self.send,
            "decide": self.decide, "keep": self.keep_example,
        }.get(self.request.POST.get("act", ""), self.step)  # fmt: skip
        return act()

    def go(self, run: Any, step: int | str = "", anchor: str = "") -> HttpResponse:
        _keep(self.request, self.page, run)
        address = reverse("simulation", args=[self.page.pk])
        return redirect(f"{address}{f'?langkah={step}' if step else ''}{anchor}")

    def restart(self) -> HttpResponse:
        """Begin anew with the draft as it is now."""
        self.request.session.pop(KEY, None)
        return redirect("simulation", self.page.pk)

    def put_forward(self) -> HttpResponse:
        days = self.request.POST.get("days", "")
        return self.go(self.run.later(int(days) if days.isdecimal() and len(days) < 5 else 0))

    def is_full(self) -> bool:
        """Whether enough happened in this run; then it is said."""
        if len(self.run.events) < MOST_EVENTS:
            return False
        messages.error(self.request, _("So much has happened in this run that it is time to start again."))
        return True

    # --- the citizen -----------------------------------------------------------------------------------------------

    def step_number(self) -> int | None:
        """The place (from 1) of the step to show; None for the review."""
        steps = {step.id: number for number, step in enumerate(self.run.definition.steps, 1)}
        wanted = self.request.GET.get("langkah", "")
        if wanted.isdecimal() and len(wanted) < 4 and int(wanted) in steps.values():
            return int(wanted) if self.journey.find(self.run.definition.steps[int(wanted) - 1].id) else None
        first = self.journey.first_incomplete
        return steps[first.step.id] if first else None

    def form(self, step_number: int, data: Any = None, files: Any = None) -> StepForm:
        """The form of the step at `place` (from 1) as the journey would make it; no file is kept."""
        step = self.run.definition.steps[step_number - 1]
        step_ids = {part.id for field in step.fields for part in (field, *field.fields)}
        return self.forms.form_class(str(step_number))(
            data=data, files=files, context=self.context, settle=not_kept,
            seen={key: value for key, value in self.journey.facts.items() if key not in step_ids},
            kept={key: value for key, value in self.run.answers.items() if key in step_ids},
            typed=self.run.typed.get(str(step_number)),
        )  # fmt: skip

    def step(self) -> HttpResponse:
        """A step as it is posted, kept as in the real journey."""
        step_number = self.step_number()
        if step_number is None or not may_answer(self.where):
            return self.go(self.run)
        form = self.form(step_number, self.request.POST, self.request.FILES)
        valid, answers = form.is_valid(), form.answers
        if group := self.request.POST.get(ADD):
            answers = with_row_added(answers, form.plan, group)
        refused_ids = set(form.refused)
        merged_answers = {key: value for key, value in self.run.answers.items() if key not in refused_ids} | answers
        run = self._with(merged_answers, step_number, form.typed_anew)
        if ADD in self.request.POST or REMOVE in self.request.POST:
            return self.go(run, step_number)
        if not valid:
            _keep(self.request, self.page, run)
            self.__init__(self.request, self.page, run)
            return self.show(form)
        journey = self.forms.plan.walk(merged_answers, self.context)
        shown_step = journey.find(form.step.id)
        after = journey.after(form.step.id) if shown_step else None
        if shown_step is not None and not shown_step.complete and not shown_step.stopped:
            return self.go(run, step_number)
        steps = {step.id: number for number, step in enumerate(self.run.definition.steps, 1)}
        return self.go(run, steps[after.step.id] if after else "")

    def _with(
        self, answers: dict[str, Any], step_number: int | None = None, typed: Mapping[str, Any] | None = None
    ) -> Run:
        typed_texts = dict(self.run.typed)
        if step_number:
            typed_texts[str(step_number)] = typed or {}
        return Run(self.run.document, answers, typed_texts, self.run.days, self.run.events)

    def fill(self) -> HttpResponse:
        """The step filled in with made-up answers, so that nobody has to type for a look."""
        step_number = self.step_number()
        if step_number is None or not may_answer(self.where):
            return self.go(self.run)
        answers = dict(self.run.answers)
        for field in self.run.definition.steps[step_number - 1].fields:
            kind = kind_of(field)
            if kind.is_typed and not is_answered(answers.get(field.id)):
                made = made_up(field, answers.values())
                if made is not None:
                    answers[field.id] = made
        return self.go(self._with(answers, step_number), step_number)

    def send(self) -> HttpResponse:
        if may_answer(self.where) and self.journey.complete and not self.is_full():
            return self.go(filed(self.run, self.context))
        return self.go(self.run)

    def keep_example(self) -> HttpResponse:
        """The answers kept with the service, with where they lead as what is right for them."""
        title = self.request.POST.get("title", "").strip()[:160]
        if title and self.run.answers and Role.REGIONAL_ADMIN in roles_of(self.request.user):
            day = self.filing_context().today
            expected = route(self.forms.plan, self.run.answers, self.filing_context())
            with transaction.atomic():
                example, _made = ExampleApplication.objects.update_or_create(
                    service_id=self.page.pk, title=title,
                    defaults={
                        "region_id": self.page.region_id, "answers": self.run.answers, "day": day,
                        "expected": expected,
                    },
                )  # fmt: skip
                record(self.page.region_id, actor_of(self.request.user), "example.kept", example)
            messages.success(
                self.request, _("“%(title)s” is kept. It is run again on every check.") % {"title": title}
            )
        return self.go(self.run)

    # --- the officials ---------------------------------------------------------------------------------------------

    def decide(self) -> HttpResponse:
        """The official's decision, as a step of the run; the window with its mistakes when it isn't valid."""
        form = DecisionForm(self.request.POST)
        if self.is_full():
            return self.go(self.run)
        if not form.is_valid():
            return self.show(decision=form)
        try:
            run = decided(self.run, form.cleaned_data["decision"], form.cleaned_data["reason"], self.day)
        except (NotAllowed, StopIteration):
            return self.go(self.run)
        return self.go(run)

    # --- the window ------------------------------------------------------------------------------------------------

    def show(self, form: StepForm | None = None, decision: DecisionForm | None = None) -> HttpResponse:
        """The window: what a citizen or an official would see now, and why everything is as it is."""
        run, where, definition = self.run, self.where, self.run.definition
        titles = dict(Position.objects.values_list("code", "title"))
        passed = self._done()
        context = {
            "page": self.page, "region": self.page.region, "service": definition.title, "day": self.day,
            "moved": run.days, "where": where, "history": [_line(*event) for event in where.history],
            "titles": titles,
            "diagram": workflow_diagram(
                [stage for stage in run.workflow.stages if stage.id not in where.state.skipped],
                titles, passed, where.state.stage, stopped=where.state.status is Status.REJECTED,
            ),
            "reasons": reasons_of(definition, run.answers, self.context),
            "stages": self._stage_reasons(definition),
            "has_letter": definition.certificate is not None,
            "may_keep": bool(run.events) and Role.REGIONAL_ADMIN in roles_of(self.request.user),
        }  # fmt: skip
        if may_answer(where):
            context |= self._citizen(form)
        elif where.task:
            context |= {
                "task": where.task, "office": titles.get(where.task.position, where.task.position),
                "due": self._due(), "decision": decision or DecisionForm(),
                "sections": answer_sections(definition, run.answers, (), self.filing_context(), full=True),
            }  # fmt: skip
            context["overdue"] = bool(context["due"]) and self.day > context["due"]
        return render(self.request, "workflows/simulation.html", context)

    def _done(self) -> set[str]:
        """The ids of the stages that were passed."""
        done = set()
        for count in range(len(self.run.events)):
            before = standing(Run(self.run.document, self.run.answers, {}, 0, self.run.events[:count]))
            decision = self.run.events[count]["what"]
            if decision != FILED and outcome_of(decision).passes_stage:
                done.add(before.state.stage)
        return done

    def _due(self) -> date | None:
        """The deadline of the open task; None when its stage has none."""
        assert self.where.task is not None and self.where.opened is not None  # asked while a task is open
        days = self.where.task.working_days
        return working_days_after(self.where.opened, days) if days else None

    def _stage_reasons(self, definition: Definition) -> list[tuple[str, bool, list[Any]]]:
        """Why each stage with a condition is passed or skipped."""
        names, context = names_of(definition), self.filing_context()
        facts = plan_of(definition).walk(self.run.answers, context).facts
        reasons = []
        for stage in self.run.workflow.stages:
            if stage.show_when:
                lines = trace_lines(stage.show_when, facts, context, names)
                reasons.append((stage.title, lines[0].outcome == "met", lines))
        return reasons

    def _citizen(self, form: StepForm | None) -> dict[str, Any]:
        step_number = self.run.definition.steps.index(form.step) + 1 if form else self.step_number()
        context = {"correction": self.where.state.status is Status.CORRECTION}
        if step_number is None:
            sections = answer_sections(self.run.definition, self.run.answers, (), self.context, full=True)
            steps = {step.id: number for number, step in enumerate(self.run.definition.steps, 1)}
            return context | {"review": [(section, steps[section.step_id]) for section in sections]}
        form = form or self.form(step_number)
        shown_step = self.journey.find(form.step.id)
        fields, shown_questions, errors = render_fields(form, failed=shown_step.failed if shown_step else ())
        names, facts = names_of(self.run.definition), self.journey.facts
        failed = [
            (check.message, trace_lines(check.when, facts, self.context, names))
            for check in (shown_step.failed if shown_step else ())
        ]
        numbers = [step.step.id for step in self.journey.steps]
        return context | {
            "step": form.step, "fields": fields, "shown_places": shown_questions, "errors": errors,
            "place": step_number, "number": numbers.index(form.step.id) + 1 if form.step.id in numbers else 1,
            "total": len(numbers), "stopped": bool(shown_step and shown_step.stopped), "failed": failed,
        }  # fmt: skip


def _line(decision: str, title: str, day: date, reason: str) -> tuple[date, str, str]:
    """(day, words, reason) of one thing that happened in a run."""
    words = _("application sent") if decision == FILED else _(outcome_of(decision).line) % {"title": title}
    return day, words, reason
