"""The thin shell around the machine: load under a lock, advance, write state, effects, audit and jobs at once."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.accounts.models import PositionHolder, User
from cms.audit.trail import actor_of, record
from cms.regions.calendar import deadline, today_here
from cms.regions.known import KNOWN_REGIONS
from forms_engine.applications.models import Application
from forms_engine.applications.notify import notify_applicant
from forms_engine.certificates.issue import request_issue
from forms_engine.services.context import rules_context
from forms_engine.services.plans import frozen, parsed_before
from workflows.cases.models import Case, Task
from workflows.machine.core import advance
from workflows.machine.model import (
    Decided,
    Effect,
    IssueCertificate,
    NotAllowed,
    NotifyApplicant,
    OpenTask,
    State,
    Status,
    Submitted,
    Workflow,
)


def workflow_of(application: Application) -> Workflow:
    """The Workflow of the version that the application was filed with."""
    return Workflow.from_json(frozen(application).definition.parts["workflow"])


def skipped_of(workflow: Workflow, application: Application) -> tuple[str, ...]:
    """The ids of the stages that the application's answers don't need, by what rules knew when it was filed."""
    if not any(stage.show_when for stage in workflow.stages):
        return ()
    context = rules_context(application.region, application.submitted_at)
    return workflow.skipped(frozen(application).walk(application.answers, context).facts, context)


def state_of(case: Case) -> State:
    """The machine's State of a case."""
    state = case.state
    return State(Status(state["status"]), state["stage"], state["round"], tuple(state.get("skipped", ())))


def _write(case: Case, application: Application, state: State, effects: Iterable[Effect], now: datetime) -> None:
    case.state = asdict(state)
    case.save(update_fields=["state"] if case.pk else None)
    if application.status != state.status:
        application.status = state.status
        application.save(update_fields=["status", "updated_at"])
    letter = None
    for effect in effects:
        match effect:
            case OpenTask(stage=stage, round=number):
                Task.objects.create(
                    region_id=case.region_id,
                    case=case,
                    stage_id=stage.id,
                    round=number,
                    title=stage.title,
                    position=stage.position,
                    opened_at=now,
                    due_on=deadline(application.region, now, stage.working_days),
                )
            case NotifyApplicant(message=message, stage=stage):
                notify_applicant(application, message, state.round, stage, letter_follows=letter is not None)
            case IssueCertificate():
                letter = request_issue(application)


def filed(application: Application, now: datetime | None = None, first: bool = True) -> None:
    """Start the case of a filed application (`first`), or continue it after a correction, in the caller's
    transaction, which holds the draft: nobody files it twice at once."""
    now = now or timezone.now()
    if first:
        case = Case(region_id=application.region_id, application=application, state=asdict(State()))
    else:
        case = Case.objects.select_for_update().get(application=application)
    workflow = workflow_of(application)
    event = Submitted(skipped_of(workflow, application))
    state, effects = advance(workflow, state_of(case), event)
    _write(case, application, state, effects, now)


def held_positions(user: User, day: date | None = None) -> frozenset[str]:
    """The codes of the positions that `user` holds on `day`, in the region in scope."""
    if user.is_superuser:
        return frozenset()
    holders = PositionHolder.active(day or today_here()).filter(membership__user=user)
    return frozenset(holders.values_list("position__code", flat=True))


def tasks_in_part(user: User) -> QuerySet[Task]:
    """The tasks that wait for a position that `user` holds today, or that they decided, in the region in scope."""
    return Task.objects.filter(Q(decision="", position__in=held_positions(user)) | Q(decided_by=user.pk))


def _locked_task(task_id: int) -> Task:
    """The task, locked, with its application as it is once the case is locked."""
    heavy = ("answers", "draft__answers", "draft__typed", "draft__news")
    rows = Task.objects.select_for_update(of=("self",)).select_related("case__application__draft")
    return rows.defer(*(f"case__application__{name}" for name in heavy)).get(pk=task_id)


@parsed_before
def decide(task_id: int, decision: str, reason: str, user: User, now: datetime | None = None) -> Task:
    """Take the decision of an open task; returns the Task. Nothing is decided twice, whatever races.

    Raises Task.DoesNotExist, PermissionDenied when `user` doesn't hold the stage's position today, and NotAllowed
    when the task was decided already, or the decision is none or lacks its reason.
    """
    now = now or timezone.now()
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).filter(tasks=task_id).first()
        if case is None:
            raise Task.DoesNotExist
        task = _locked_task(task_id)
        if task.position not in held_positions(user):
            raise PermissionDenied("Only the holder of the position decides.")
        if task.decision:
            raise NotAllowed("This task was decided already.")
        application = case.application = task.case.application
        task.case = case
        application.region = KNOWN_REGIONS.get(application.region_id)
        event = Decided(task.stage_id, task.round, decision, reason)
        state, effects = advance(workflow_of(application), state_of(case), event)
        task.decision, task.reason, task.decided_by, task.decided_at = decision, reason.strip(), user, now
        task.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
        _write(case, application, state, effects, now)
        record(case.region_id, actor_of(user), task.outcome.action, application, task=task.pk, round=task.round)
        return task
