"""What the inbox and the list of applications show, in the region in scope."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import F, QuerySet

from cms.access.roles import ADMINS, roles_of
from cms.accounts.models import Position, User
from cms.paging import Part, page_of
from cms.regions.calendar import today_in
from cms.regions.known import KNOWN_REGIONS
from forms_engine.applications.codes import grouped
from forms_engine.applications.models import Application
from workflows.cases.deciding import held_positions, tasks_in_part
from workflows.cases.models import Case, Task

PAGE = 50
NEAREST = ("due_on", "opened_at", "pk")  # tasks without a deadline come last
HEAVY = ("answers", "service__steps", "service__workflow", "service__certificate")  # columns that no list shows
NEWEST = ("-submitted_at", "-pk")


def tasks_of(user: User, service: int | None = None) -> QuerySet[Task]:
    """Open tasks of the positions that `user` holds today, the nearest deadline first."""
    nearest = (F("due_on").asc(nulls_last=True), "opened_at", "pk")
    rows = Task.objects.filter(decision="", position__in=held_positions(user))
    if service:
        rows = rows.filter(case__application__service=service)
    return (
        rows.select_related("case__application__service")
        .defer(*(f"case__application__{name}" for name in HEAVY))
        .order_by(*nearest)
    )


def as_rows(tasks: Iterable[Task]) -> list[tuple[Task, str, bool]]:
    """(task, its tracking code as people write it, whether it is overdue) for a list of tasks."""
    return [(task, grouped(task.case.application.tracking_code), is_overdue(task)) for task in tasks]


def open_count(user: User, limit: int = 100) -> int:
    """How many tasks wait, counted to `limit` at most."""
    return len(tasks_of(user).values_list("pk", flat=True).order_by()[:limit])


def page_of_applications(user: User, search: str, status: str, query: Mapping[str, str]) -> Part:
    """A page of the region's applications for its administrators, for others of those that they take or took part in,
    the newest first. `search` is the beginning of a tracking code; `query`: of the address (see `page_of`)."""
    conditions: dict[str, str] = {"tracking_code__startswith": search} if search else {}
    if status in Application.Status.values:
        conditions["status"] = status
    if roles_of(user) & ADMINS:
        rows = Application.objects.filter(**conditions).select_related("service").defer(*HEAVY)
        return page_of(rows, NEWEST, query, PAGE)
    # By the case, which is begun when an application is filed: tasks know it, and so nothing else is looked at.
    cases = Case.objects.filter(pk__in=tasks_in_part(user).values("case"))
    cases = cases.filter(**{f"application__{name}": value for name, value in conditions.items()})
    cases = cases.select_related("application__service").defer(*(f"application__{name}" for name in HEAVY))
    part = page_of(cases, ("-pk",), query, PAGE)
    return replace(part, rows=[case.application for case in part.rows])


def position_titles() -> dict[str, str]:
    """code → title of the region's positions."""
    return dict(Position.objects.values_list("code", "title"))


def is_overdue(task: Task) -> bool:
    return task.due_on is not None and not task.decision and task.due_on < today_in(KNOWN_REGIONS.get(task.region_id))
