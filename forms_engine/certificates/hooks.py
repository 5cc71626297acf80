"""Enters the region's letters into Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.access.roles import ADMINS, roles_of
from forms_engine.certificates import admin_views


class _ForAdmins(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(roles_of(request.user) & ADMINS)


@hooks.register("register_admin_urls")
def certificate_urls() -> list[URLPattern]:
    return admin_views.urlpatterns


@hooks.register("register_admin_menu_item")
def certificate_menu_item() -> _ForAdmins:
    return _ForAdmins(
        _("Certificates"), reverse("certificates"), name="certificates", icon_name="doc-full", order=300
    )
