"""What a person may do with a page beyond Wagtail's page permissions.

Moving, copying and page privacy work through choosers that show other regions' pages, so they are the operators'
alone; saying so here keeps Wagtail from showing buttons that lead to a refusal.
"""

from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import PagePermissionTester

from cms.access.storing import ASKED_AGAIN, storable
from cms.regions.models import Region


class RegionalPagePermissions(PagePermissionTester):
    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.page.may_be_deleted() and super().can_delete(ignore_bulk)

    def can_move(self) -> bool:
        return self.user.is_superuser and super().can_move()

    def can_copy(self) -> bool:
        return self.user.is_superuser and super().can_copy()

    def can_set_view_restrictions(self) -> bool:
        return self.user.is_superuser and super().can_set_view_restrictions()

    def can_reorder_children(self) -> bool:
        return self.user.is_superuser and super().can_reorder_children()

    def wants_second_look(self) -> bool:
        """Asked once a request and region: lists ask it of every row."""
        known, region = self.user.__dict__.setdefault("_wants_second_look", {}), self.page.specific_deferred.region_id
        if region not in known:
            known[region] = Region.objects.filter(pk=region, page__second_look=True).exists()
        return known[region]


class SeenPagePermissions(RegionalPagePermissions):
    """For a page that is published only after a second look, where its region wants one."""

    def can_publish(self) -> bool:
        return super().can_publish() and (self.user.is_superuser or not self.wants_second_look())


class StandingPagePermissions(RegionalPagePermissions):
    """For the home page and a region's own page: they stand as long as the installation does."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return self.user.is_superuser and super().can_unpublish()

    def can_move(self) -> bool:
        return False


class RegionPagePermissions(StandingPagePermissions):
    """For a region's own page: what is made below it is published there and then, unless a second look is wanted."""

    def can_publish_subpage(self) -> bool:
        return super().can_publish_subpage() and (self.user.is_superuser or not self.wants_second_look())


class RegionalPage:
    """Mixed into a page model, all of which are public: its permissions are asked of `permission_tester`."""

    permission_tester = RegionalPagePermissions

    def may_be_deleted(self) -> bool:
        """Whether anything else would be lost with the page."""
        return True

    def permissions_for_user(self, user: AbstractUser | AnonymousUser) -> RegionalPagePermissions:
        return self.permission_tester(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return storable(super().serve(request, *args, **kwargs), ASKED_AGAIN)
