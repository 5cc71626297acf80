"""Enters the services of a region into its page, grouped by audience."""

from cms.pages.registry import region_section


@region_section
def services_of(region_page, request):
    """The published services under the region's page: residents first, then businesses, then civil servants."""
    from forms_engine.services.models import ServicePage

    pages = (
        ServicePage.objects.child_of(region_page)
        .live()
        .exclude(current_version=None)
        .only("title", "summary", "audience", "url_path", "path", "depth", "slug", "locale_id", "content_type_id")
        .order_by("title")
    )
    groups = []
    for audience in ServicePage.Audience:
        members = [page for page in pages if page.audience == audience]
        if members:
            groups.append({"title": audience.label, "services": members})
    return "forms_engine/region_services.html", {"groups": groups}
