"""What floor 3 enters into Wagtail's admin: the inbox, the list of applications, their menu items."""

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.access.roles import ADMINS, ANY_STAFF, Role, roles_of
from cms.accounts.models import SignedInRequest, User
from forms_engine.design.page import ServicePage
from workflows.inbox import views
from workflows.inbox.panel import TasksPanel
from workflows.inbox.queries import open_count
from workflows.simulation import views as simulation


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The officials' screens and the simulation in the admin."""
    return [
        path("tugas/", views.inbox, name="workflows_inbox"),
        path("tugas/<uuid:uuid>/", views.task, name="workflows_task"),
        path("simulasi/<int:pk>/", simulation.simulation, name="simulation"),
        path("simulasi/<int:pk>/surat/", simulation.simulation_letter, name="simulation_letter"),
        path("permohonan/", views.application_list, name="workflows_applications"),
        path("permohonan/<uuid:uuid>/", views.application_page, name="workflows_application"),
    ]


class TasksMenuItem(MenuItem):
    """Shown to who works for a region; says how many tasks wait."""

    def is_shown(self, request: SignedInRequest) -> bool:
        return Role.STAFF in roles_of(request.user)

    def render_component(self, request: SignedInRequest) -> Any:
        count = open_count(request.user)
        count_text = "100+" if count >= 100 else count
        self.label = format_html("{} ({})", _("Tasks"), count_text) if count else str(_("Tasks"))
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def tasks_item() -> TasksMenuItem:
    return TasksMenuItem(_("Tasks"), reverse_lazy("workflows_inbox"), name="tasks", icon_name="tasks", order=50)


class ApplicationsMenuItem(MenuItem):
    def is_shown(self, request: SignedInRequest) -> bool:
        return bool(roles_of(request.user) & ANY_STAFF)


@hooks.register("register_admin_menu_item")
def applications_item() -> ApplicationsMenuItem:
    return ApplicationsMenuItem(
        _("Applications"), reverse_lazy("workflows_applications"), name="applications", icon_name="mail", order=60
    )


@hooks.register("construct_homepage_panels")
def tasks_panel(request: SignedInRequest, panels: list[Component]) -> None:
    """First thing for an official; for an administrator only when something waits."""
    roles = roles_of(request.user)
    if Role.STAFF in roles:
        panel = TasksPanel(request.user)
        if panel.tasks or not roles & ADMINS:
            panels.insert(0, panel)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("workflows/admin.css"))


@hooks.register("register_page_header_buttons")
def simulation_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Beside a service's title: try it out."""
    if page.pk and isinstance(page.specific_deferred, ServicePage) and roles_of(user) & ADMINS:
        yield Button(_("Simulation"), reverse("simulation", args=[page.pk]), icon_name="cogs", priority=50)
