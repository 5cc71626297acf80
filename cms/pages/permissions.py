"""What a person may do with a page beyond Wagtail's page permissions.

Moving, copying and page privacy work through choosers that show other regions' pages, so they are the operators'
alone; saying so here keeps Wagtail from showing buttons that lead to a refusal.
"""

from wagtail.models import PagePermissionTester


class RegionalPagePermissions(PagePermissionTester):
    def can_delete(self, ignore_bulk=False):
        return self.page.may_be_deleted() and super().can_delete(ignore_bulk)

    def can_move(self):
        return self.user.is_superuser and super().can_move()

    def can_copy(self):
        return self.user.is_superuser and super().can_copy()

    def can_set_view_restrictions(self):
        return self.user.is_superuser and super().can_set_view_restrictions()

    def can_reorder_children(self):
        return self.user.is_superuser and super().can_reorder_children()


class StandingPagePermissions(RegionalPagePermissions):
    """For the home page and a region's own page: they stand as long as the installation does."""

    def can_delete(self, ignore_bulk=False):
        return False

    def can_unpublish(self):
        return self.user.is_superuser and super().can_unpublish()

    def can_move(self):
        return False


class RegionalPage:
    """Mixed into a page model: its permissions are asked of `permission_tester`."""

    permission_tester = RegionalPagePermissions

    def may_be_deleted(self):
        """Whether anything else would be lost with the page."""
        return True

    def permissions_for_user(self, user):
        return self.permission_tester(user, self)
