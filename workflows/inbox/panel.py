"""What waits for this person, on the admin's first page."""

from typing import Any

from wagtail.admin.ui.components import Component

from cms.accounts.models import User
from cms.regions.calendar import today_here
from workflows.cases.deciding import held_positions
from workflows.inbox.queries import as_rows, tasks_of

SHOWN = 5


class TasksPanel(Component):
    """The nearest deadlines of the person's positions, and the way to all of them."""

    name = "tasks"
    template_name = "workflows/panel.html"
    order = 5

    def __init__(self, user: User) -> None:
        self.user = user
        self.tasks = as_rows(tasks_of(user)[:SHOWN])

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "tasks": self.tasks,
            "today": today_here(),
            "holds_position": bool(self.tasks) or bool(held_positions(self.user)),
        }
