"""Receives what floor 2 announces, and enters the tracking page's timeline and who has a part in an application."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext as _

from cms.accounts.models import Position, User
from forms_engine.applications.events import application_filed
from forms_engine.applications.models import Application
from forms_engine.applications.readers import register_deciders
from forms_engine.applications.timeline import Milestone, register_timeline
from forms_engine.services.plans import frozen
from workflows.cases.deciding import filed, state_of, tasks_in_part, workflow_of
from workflows.cases.models import Case, Task
from workflows.machine.model import State, Status


@receiver(application_filed, dispatch_uid="workflows.filed")
def on_filed(sender: Any, application: Application, number: int, **kwargs: Any) -> None:
    """Inside the filing transaction: an application is never filed without a task for somebody."""
    filed(application, first=number == 1)


@register_deciders
def part_in(user: User) -> QuerySet[Task, Any]:
    """The applications of which a task waits for a position that the person holds today, or that they decided."""
    return tasks_in_part(user).values("case__application")


@register_timeline
def milestones(application: Application) -> list[Milestone]:
    """The way of an application in the applicant's words: what was done, where it is, what is still to come."""
    lines = [Milestone(_("Application received"), "done", application.submitted_at)]
    case = Case.objects.filter(application=application).first()
    if case is None:
        return lines
    state, stages = state_of(case), workflow_of(application).stages
    titles = dict(Position.objects.values_list("code", "title"))
    passed = set()
    for task in case.tasks.order_by("opened_at", "pk"):
        office = titles.get(task.position, "")
        title = f"{task.title} ({office})" if office else task.title
        outcome = task.outcome
        if outcome is None:
            lines.append(Milestone(title, "current"))
        else:
            words = _(outcome.milestone) % {"stage": title}
            note = task.reason if outcome.needs_reason else ""
            lines.append(Milestone(words, outcome.milestone_state, task.decided_at, note))
        if outcome is None or outcome.passes_stage:
            passed.add(task.stage_id)
    if state.status is Status.CORRECTION:
        lines.append(Milestone(_("Waiting for your correction"), "current"))
    if state.status is Status.REJECTED:
        return lines
    needed = [stage for stage in stages if stage.id not in passed and stage.id not in state.skipped]
    return [*lines, *(Milestone(stage.title, "waiting") for stage in needed), *_end(application, state)]


def _end(application: Application, state: State) -> Iterator[Milestone]:
    """The last milestone: the letter, or the approval of what has none."""
    if frozen(application).definition.certificate is not None:
        certificate = getattr(application, "certificate", None)
        issued = certificate.issued_at if certificate else None
        waiting = "current" if state.status is Status.APPROVED else "waiting"
        yield Milestone(_("Letter issued"), "done" if issued else waiting, issued)
    elif state.status is Status.APPROVED:
        yield Milestone(_("Approved"), "done", application.updated_at)
