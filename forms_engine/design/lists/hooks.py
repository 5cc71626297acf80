"""Enters the region's reference lists into Wagtail's admin."""

from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.access.roles import Role, roles_of
from cms.accounts.models import SignedInRequest
from forms_engine.design.lists import admin_views


class _ForRegionalAdmins(MenuItem):
    def is_shown(self, request: SignedInRequest) -> bool:
        return Role.REGIONAL_ADMIN in roles_of(request.user)


@hooks.register("register_admin_urls")
def list_urls() -> list[URLPattern]:
    return admin_views.urlpatterns


@hooks.register("register_admin_menu_item")
def lists_menu_item() -> _ForRegionalAdmins:
    return _ForRegionalAdmins(
        _("Reference lists"), reverse_lazy("reference_lists"), name="reference-lists", icon_name="table", order=120
    )
