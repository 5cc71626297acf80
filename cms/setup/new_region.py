"""Taking a region into the installation."""

from typing import Any

from django.db import transaction

from cms.accounts.groups import region_group, staff_group
from cms.accounts.models import User
from cms.audit.trail import actor_of, record
from cms.pages.models import RegionPage
from cms.pages.site import ensure_site
from cms.regions.models import Region
from cms.regions.reference import reference_region


@transaction.atomic
def create_region(code: str, user: User | None = None, **fields: Any) -> Region:
    """Take the region with this Kemendagri code in: its row, its published page, its groups, in one transaction.

    Name, kind, slug and time zone come from the reference list unless `fields` says otherwise. `user` is who did it
    (None: the system). KeyError for an unknown code; IntegrityError when the region is there already.
    """
    row = reference_region(code)
    region = Region.objects.create(
        code=code,
        **{"name": row.name, "kind": row.kind, "slug": row.slug, "time_zone": row.time_zone} | fields,
    )
    page = RegionPage(title=region.name, slug=region.slug, region=region, show_in_menus=True)
    ensure_site().add_child(instance=page)
    page.save_revision(user=user).publish(user=user)
    region.page = page
    staff_group()
    region_group(region)
    record(region.pk, actor_of(user) if user else "system", "region.created", region, code=code)
    return region
