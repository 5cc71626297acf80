"""The Wagtail groups behind the roles. They grant access to the admin and to a region's pages, and no model
permission at all: with one, the rows of every region would be open (what a person may do is asked of `roles_of`)."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

from cms.regions.models import Region

STAFF_GROUP = "Staf"
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")


def _with_admin_access(name: str) -> Group:
    group, created = Group.objects.get_or_create(name=name)
    if created:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def staff_group() -> Group:
    """Everyone who works for a region: may sign in to the admin."""
    return _with_admin_access(STAFF_GROUP)


def region_group(region: Region) -> Group:
    """The administrators of a region: may edit and publish its page and what is below it. Idempotent."""
    group = _with_admin_access(f"Admin {region.code}")
    if page := getattr(region, "page", None):
        for codename in PAGE_PERMISSIONS:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    return group


def sync_groups(membership: Any) -> None:
    """Put the account of a Membership (of a module above) into exactly the groups that it calls for."""
    wanted = {staff_group()}
    if membership.regional_admin:
        wanted.add(region_group(membership.region))
    membership.user.groups.set(wanted)
