"""What floor 1 enters into Wagtail's admin: its addresses and menu, its panels, and what it takes out."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.viewsets.base import ViewSet
from wagtail.users.models import UserProfile

from cms.access.roles import ADMINS, OPERATORS, Role, roles_of
from cms.accounts import operators, own_account, staff
from cms.accounts.models import SignedInRequest, User
from cms.accounts.viewsets import HolderViewSet, PositionViewSet
from cms.jobs.views import job_retry, jobs
from cms.pages.admin_views import own_services
from cms.pages.listing import PagesViewSet
from cms.pages.panels import panels_for
from cms.pages.trail import audit_trail
from cms.setup import views as regions

# What Wagtail offers and a region has no use for, or may not use.
HIDDEN_FROM_REGIONS = {"images", "documents", "snippets", "reports", "settings", "help", "explorer"}
# The explorer's menu asks Wagtail's API, which is closed.
HIDDEN_FROM_ALL = {"help", "images", "explorer"}


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """This floor's own screens in the admin."""
    return [
        path("layanan/", own_services, name="own_services"),
        path("wilayah/", regions.own_region, name="own_region"),
        path("wilayah/semua/", regions.regions, name="regions"),
        path("wilayah/baru/", regions.region_new, name="region_new"),
        path("wilayah/<int:pk>/", regions.region_edit, name="region_edit"),
        path("wilayah/<int:pk>/pegawai-baru/", staff.new_staff_of_region, name="region_staff_new"),
        path("pekerjaan/", jobs, name="jobs"),
        path("pekerjaan/<int:pk>/ulangi/", job_retry, name="job_retry"),
        path("jejak-audit/", audit_trail, name="audit_trail"),
        path("sandi-sendiri/", own_account.own_password, name="own_password"),
    ]


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [PositionViewSet(), HolderViewSet(), staff.StaffViewSet()]


@hooks.register("register_admin_viewset", order=10)
def pages_viewset() -> ViewSet:
    """After Wagtail's own, which it takes the place of."""
    return PagesViewSet()


@hooks.register("register_account_settings_panel")
def own_email(request: SignedInRequest, user: User, profile: UserProfile) -> own_account.EmailPanel:
    return own_account.EmailPanel(request, user, profile)


@hooks.register("register_account_settings_panel")
def own_password_panel(request: SignedInRequest, user: User, profile: UserProfile) -> own_account.PasswordPanel:
    return own_account.PasswordPanel(request, user, profile)


@hooks.register("before_edit_user")
def note_account(request: HttpRequest, user: User) -> None:
    """What Wagtail's own form for operators is about to change."""
    request.warkat_account = operators.snapshot(user)


@hooks.register("after_edit_user")
def account_edited(request: SignedInRequest, user: User) -> None:
    operators.edited(request.warkat_account, user, request.user)


@hooks.register("before_delete_user")
def accounts_are_closed(request: HttpRequest, user: User) -> HttpResponseBase:
    """Not deleted: what the person decided hangs on the account."""
    messages.error(request, _("Accounts aren't deleted. Make this one inactive."))
    return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def accounts_one_by_one(request: HttpRequest, action: str, objects: Iterable[Model], view: BulkAction) -> None:
    """Changed one by one, in the form that tells and records what was done."""
    if issubclass(view.model, User):
        raise PermissionDenied


@hooks.register("after_create_user")
def account_created(request: SignedInRequest, user: User) -> None:
    operators.edited(operators.NOTHING, user, request.user)


class RoleMenuItem(MenuItem):
    """A menu item that only `roles` see."""

    def __init__(self, *args: Any, roles: frozenset[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(roles_of(request.user) & self.roles)


def _menu_item(name: str, label: str | Promise, icon: str, order: int, roles: frozenset[Role]) -> None:
    hooks.register(
        "register_admin_menu_item",
        lambda: RoleMenuItem(
            label, reverse_lazy(name), name=name.replace("_", "-"), icon_name=icon, order=order, roles=roles
        ),
    )


REGIONAL = frozenset({Role.REGIONAL_ADMIN})
_menu_item("own_services", _("Services"), "form", 100, REGIONAL)
_menu_item("wagtailadmin_explore_root", _("Pages"), "folder-open-inverse", 100, OPERATORS)
_menu_item("own_region", _("Region"), "site", 300, REGIONAL)
_menu_item("regions", _("Regions"), "site", 300, OPERATORS)
_menu_item("jobs", _("Jobs"), "cogs", 400, ADMINS)
_menu_item("audit_trail", _("Audit trail"), "history", 410, ADMINS)


@hooks.register("construct_main_menu")
def short_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Only what leads somewhere for this person."""
    operator = Role.OPERATOR in roles_of(request.user)
    hidden = HIDDEN_FROM_ALL if operator else HIDDEN_FROM_REGIONS
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("construct_search")
def search_areas(request: HttpRequest, areas: list[SearchArea]) -> None:
    areas[:] = [area for area in areas if area.name not in HIDDEN_FROM_ALL]


@hooks.register("construct_homepage_panels", order=-100)
def home_panels(request: SignedInRequest, panels: list[Component]) -> None:
    """Our own instead of Wagtail's, which show pages of other regions; the upper floors add theirs after us."""
    panels[:] = panels_for(request)


@hooks.register("insert_editor_js")
def editor_js() -> str:
    return format_html('<script src="{}"></script>', static("cms/autosave.js"))


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))
