"""The services that an administrator may open in the admin."""

from django.shortcuts import get_object_or_404

from cms.regions.scoping import ALL_REGIONS, current_region
from forms_engine.services.models import ServicePage

_WITH_ITS_DRAFT = ("latest_revision", "live_revision", "locale", "content_type")


def draft_of(page):
    """An `own_service` as its draft has it, without reading the page and all around it once more."""
    return page.with_content_json(page.latest_revision.content) if page.latest_revision else page


def own_service(pk):
    """The ServicePage of the region in scope, of any for an operator; another region's isn't found (Http404)."""
    pages = ServicePage.objects.select_related("region", "current_version", *_WITH_ITS_DRAFT)
    if current_region() is not ALL_REGIONS:
        pages = pages.filter(region_id=current_region())
    return get_object_or_404(pages, pk=pk)
