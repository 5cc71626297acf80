"""Enters the counter into Wagtail's admin, for whoever works for a region."""

from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.access.roles import Role, roles_of
from cms.accounts.models import SignedInRequest
from forms_engine.channels.counter import admin_views


@hooks.register("register_admin_urls")
def counter_urls() -> list[URLPattern]:
    return admin_views.urlpatterns


class CounterMenuItem(MenuItem):
    def is_shown(self, request: SignedInRequest) -> bool:
        return Role.STAFF in roles_of(request.user)


@hooks.register("register_admin_menu_item")
def counter_item() -> CounterMenuItem:
    return CounterMenuItem(_("Counter"), reverse_lazy("counter"), name="counter", icon_name="group", order=55)
