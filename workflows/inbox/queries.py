"""What the inbox and the list of applications show, in the region in scope."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from cms.access.roles import ADMINS, roles_of
from cms.accounts.models import Position, User
from cms.regions.calendar import today_in
from cms.regions.known import KNOWN_REGIONS
from forms_engine.applications.codes import grouped
from forms_engine.applications.models import Application
from forms_engine.applications.readers import taken_part
from workflows.cases.deciding import held_positions
from workflows.cases.models import Task

PAGE = 50
NEAREST = ("due_on", "opened_at", "pk")  # tasks without a deadline come last
NEWEST = ("-submitted_at", "-pk")


def tasks_of(user: User, service: int | None = None) -> QuerySet[Task]:
    """Open tasks of the positions that `user` holds today, the nearest deadline first."""
    nearest = (F("due_on").asc(nulls_last=True), "opened_at", "pk")
    rows = Task.objects.filter(decision="", position__in=held_positions(user))
    if service:
        rows = rows.filter(case__application__service=service)
    heavy = ("answers", "service__steps", "service__workflow", "service__certificate")
    return (
        rows.select_related("case__application__service")
        .defer(*(f"case__application__{name}" for name in heavy))
        .order_by(*nearest)
    )


def as_rows(tasks: Iterable[Task]) -> list[tuple[Task, str, bool]]:
    """(task, its tracking code as people write it, whether it is overdue) for a list of tasks."""
    return [(task, grouped(task.case.application.tracking_code), is_overdue(task)) for task in tasks]


def open_count(user: User, limit: int = 100) -> int:
    """How many tasks wait, counted to `limit` at most."""
    return len(tasks_of(user).values_list("pk", flat=True).order_by()[:limit])


def applications(user: User, search: str = "", status: str = "") -> QuerySet[Application]:
    """The region's applications for its administrators, for others those that they take or took part in; to be shown
    by NEWEST. `search` is the beginning of a tracking code."""
    rows = Application.objects.all() if roles_of(user) & ADMINS else taken_part(user)
    rows = rows.select_related("service")
    rows = rows.defer("answers", "service__steps", "service__workflow", "service__certificate")
    if search:
        rows = rows.filter(tracking_code__startswith=search)
    if status in Application.Status.values:
        rows = rows.filter(status=status)
    return rows


def position_titles() -> dict[str, str]:
    """code → title of the region's positions."""
    return dict(Position.objects.values_list("code", "title"))


def is_overdue(task: Task) -> bool:
    return task.due_on is not None and not task.decision and task.due_on < today_in(KNOWN_REGIONS.get(task.region_id))
