"""The official's side, in the admin: inbox, application, decision; and the region's list of applications."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.access.roles import ADMINS, ANY_STAFF, access, roles_of
from cms.accounts.models import SignedInRequest, User
from cms.audit.trail import actor_of, record
from cms.paging import page_of
from cms.regions.calendar import today_here, use_clock_of
from cms.regions.scoping import ALL_REGIONS, current_region
from forms_engine.applications.codes import grouped, normalise
from forms_engine.applications.models import Application, Submission
from forms_engine.applications.present import answer_sections
from forms_engine.applications.readers import asks_for_reason, reading
from forms_engine.explain.rule_words import reasons_of
from forms_engine.services.context import rules_context
from forms_engine.services.plans import frozen
from workflows.cases.deciding import decide, held_positions, state_of, workflow_of
from workflows.cases.models import Task
from workflows.designer.diagram import workflow_diagram
from workflows.inbox.forms import DecisionForm
from workflows.inbox.queries import (
    NEAREST,
    PAGE,
    as_rows,
    is_overdue,
    page_of_applications,
    position_titles,
    tasks_of,
)
from workflows.machine.model import NotAllowed, Status


def _crumbs(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    home = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    return home + [{"url": url, "label": label} for url, label in pairs]


@access(ANY_STAFF)
def inbox(request: SignedInRequest) -> HttpResponseBase:
    """Tasks that wait for this person, the nearest deadline first."""
    part = page_of(tasks_of(request.user), NEAREST, request.GET, PAGE)
    return render(
        request,
        "workflows/inbox.html",
        {
            "tasks": as_rows(part.rows),
            "part": part,
            "today": today_here(),
            "holds_position": bool(held_positions(request.user)),
            "header_title": _("Tasks"),
            "introduction": _("What waits for your decision, the nearest deadline first."),
            "breadcrumbs_items": _crumbs(("", _("Tasks"))),
        },
    )


def _changed(submissions: Sequence[Submission]) -> set[str]:
    """Ids of the answers that differ between the last two filings; empty for the first."""
    if len(submissions) < 2:
        return set()
    before, after = submissions[-2].answers, submissions[-1].answers
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def _application_context(request: SignedInRequest, application: Application) -> dict[str, Any]:
    """What the page of an application shows to who may read it; leaves the audit event of reading it. Http404, or
    ReasonNeeded."""
    basis = reading(request, application)
    use_clock_of(application.region)  # `zone` stands beside the times, whatever clock the reader chose
    definition = frozen(application).definition
    case = application.case
    tasks = list(case.tasks.select_related("decided_by__membership").order_by("opened_at", "pk"))
    submissions = list(application.submissions.order_by("number"))
    state, workflow, titles = state_of(case), workflow_of(application), position_titles()
    passed = {task.stage_id for task in tasks if task.decision and task.outcome.passes_stage}
    record(application.region_id, actor_of(request.user), "application.read", application, **basis.data)
    rules = rules_context(application.region, application.submitted_at)
    return {
        "application": application,
        "service": definition.title,
        "zone": application.region.zone,
        "tracking_code": grouped(application.tracking_code),
        "status": application.status_to_staff(),
        "sections": answer_sections(
            definition,
            application.answers,
            application.draft.uploads.all(),
            rules,
            full=True,
        ),
        "reasons": reasons_of(definition, application.answers, rules),
        "changed": _changed(submissions),
        "filings": len(submissions),
        "history": [task for task in tasks if task.decision],
        "given": application.reading_reasons.select_related("reader__membership"),
        "operator": _("operator"),
        "titles": titles,
        "certificate": getattr(application, "certificate", None),
        "diagram": workflow_diagram(
            [stage for stage in workflow.stages if stage.id not in state.skipped or stage.id in passed],
            titles,
            passed,
            state.stage,
            stopped=state.status is Status.REJECTED,
        ),
    }


def _is_theirs(user: User, row: Task) -> bool:
    """Whether the task waits for this person, or was decided by them."""
    return row.decided_by_id == user.pk if row.decision else row.position in held_positions(user)


@access(ANY_STAFF)
@asks_for_reason
def task(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """An application and the decision on it, for whom it waits and who took it; others see 404, like any other
    region's."""
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _take(request, uuid, form)  # which asks by itself who decides
    row = get_object_or_404(
        Task.objects.select_related(
            "case__application__draft__assistance__officer__membership",
            "case__application__certificate",
        ),
        uuid=uuid,
    )
    if not _is_theirs(request.user, row):
        if row.position in held_positions(request.user):
            return _decided_already(request)
        raise Http404
    application = row.case.application
    application.case = row.case
    context = _application_context(request, application)
    context |= {
        "task": row,
        "overdue": is_overdue(row),
        "form": form,
        "header_title": context["service"],
        "introduction": row.title,
        "breadcrumbs_items": _crumbs((reverse("workflows_inbox"), _("Tasks")), ("", row.title)),
    }
    return render(request, "workflows/task.html", context)


def _decided_already(request: SignedInRequest, to: str = "workflows_inbox") -> HttpResponse:
    """For who holds the position: what waited for them was decided by somebody else, which is no secret to them."""
    messages.warning(request, _("Somebody has decided this already. Nothing was changed."))
    return redirect(to)


def _take(request: SignedInRequest, uuid: UUID, form: DecisionForm) -> HttpResponse:
    """Decide, say what happened, and go to the next task or the inbox."""
    try:
        pk = Task.objects.values_list("pk", flat=True).get(uuid=uuid)
        decided = decide(pk, form.cleaned_data["decision"], form.cleaned_data["reason"], request.user)
    except NotAllowed:
        row = Task.objects.get(uuid=uuid)
        still_theirs = _is_theirs(request.user, row)
        return _decided_already(
            request, reverse("workflows_task", args=[uuid]) if still_theirs else "workflows_inbox"
        )
    except (Task.DoesNotExist, PermissionDenied):
        raise Http404 from None
    messages.success(request, _(decided.outcome.confirmation))
    if "next" in request.POST and (following := tasks_of(request.user).first()) is not None:
        return redirect("workflows_task", following.uuid)
    return redirect("workflows_inbox")


@access(ANY_STAFF)
def application_list(request: SignedInRequest) -> HttpResponseBase:
    """The region's applications for its administrator, an official's own for others: how far each is, no answers."""
    search, status = normalise(request.GET.get("q", "")), request.GET.get("status", "")
    part = page_of_applications(request.user, search, status, request.GET)
    everywhere = current_region() is ALL_REGIONS
    rows = part.rows
    if everywhere:
        prefetch_related_objects(rows, "region")
        introduction = _("Every application of all regions and its progress.")
    elif roles_of(request.user) & ADMINS:
        introduction = _("Every application of your region and its progress.")
    else:
        introduction = _("The applications that wait for you and those that you decided.")
    return render(
        request,
        "workflows/applications.html",
        {
            "applications": [(row, grouped(row.tracking_code), row.status_to_staff()) for row in rows],
            "part": part,
            "search": request.GET.get("q", "")[:40],
            "status": status,
            "statuses": [(status.value, status.to_staff) for status in Application.Status],
            "all_regions": everywhere,
            "header_title": _("Applications"),
            "introduction": introduction,
            "breadcrumbs_items": _crumbs(("", _("Applications"))),
        },
    )


@access(ANY_STAFF)
@asks_for_reason
def application_page(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """One application, for who may read it: to look, not to decide."""
    application = get_object_or_404(
        Application.objects.select_related("draft__assistance__officer__membership", "case", "certificate"),
        uuid=uuid,
    )
    title = grouped(application.tracking_code)
    context = _application_context(request, application)
    context |= {
        "header_title": context["service"],
        "breadcrumbs_items": _crumbs((reverse("workflows_applications"), _("Applications")), ("", title)),
    }
    return render(request, "workflows/task.html", context)
