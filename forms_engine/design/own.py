"""The services that an administrator may open in the admin."""

from django.shortcuts import get_object_or_404

from cms.regions.scoping import ALL_REGIONS, current_region
from forms_engine.design.page import ServicePage

# In a revision, and taken from the page all the same: Wagtail looks up each of them.
_OF_THE_PAGE = ("region", "locale", "content_type")


def draft_of(page: ServicePage) -> ServicePage:
    """An `own_service` as its draft has it, without reading the page and all around it once more."""
    if page.latest_revision is None:
        return page
    content = {name: value for name, value in page.latest_revision.content.items() if name not in _OF_THE_PAGE}
    draft = page.with_content_json(content)
    draft.region = page.region
    return draft


def own_service(pk: int) -> ServicePage:
    """The ServicePage of the region in scope, of any for an operator; another region's isn't found (Http404)."""
    pages = ServicePage.objects.select_related("region", "current_version", "latest_revision")
    if current_region() is not ALL_REGIONS:
        pages = pages.filter(region_id=current_region())
    return get_object_or_404(pages, pk=pk)
