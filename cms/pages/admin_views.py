"""The menu's "Services": the pages below the region's own."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from cms.access.roles import Role, access
from cms.pages.models import RegionPage
from cms.regions.scoping import current_region


@access(frozenset({Role.REGIONAL_ADMIN}))
def own_services(request: HttpRequest) -> HttpResponseBase:
    """Wagtail's explorer at the region's page."""
    page = get_object_or_404(RegionPage, region_id=current_region())
    return redirect("wagtailadmin_explore", page.pk)
