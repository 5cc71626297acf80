"""Enters the services of a region into its page, grouped by audience."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.query import PageQuerySet

from cms.pages.models import RegionPage
from cms.pages.registry import region_section
from forms_engine.definition.texts import SOURCE
from forms_engine.services.plans import definitions_of
from forms_engine.services.published import published_services, service_pages


def in_language(pages: PageQuerySet) -> Iterable[Any]:
    """The pages with title and summary in the language in force; Indonesian is the pages' own."""
    if get_language() == SOURCE:
        return pages
    pages = list(pages)
    definitions = definitions_of((page.current_version_id for page in pages), get_language())
    for page in pages:
        definition = definitions[page.current_version_id]
        page.title, page.summary = definition.title, definition.about.summary
    return pages


@region_section
def services_of(region_page: RegionPage, request: HttpRequest) -> tuple[str, dict[str, list[Any]]]:
    """(template, context) of the published services under the region's page: for residents first, then for
    businesses, then for civil servants."""
    pages = (
        published_services()
        .child_of(region_page)
        .only(
            "title",
            "summary",
            "audience",
            "current_version",
            "url_path",
            "path",
            "depth",
            "slug",
            "locale_id",
            "content_type_id",
        )
        .order_by("title")
    )
    pages = in_language(pages)
    groups = []
    for audience in service_pages().model.Audience:
        members = [page for page in pages if page.audience == audience]
        if members:
            groups.append({"title": audience.label, "services": members})
    return "forms_engine/region_services.html", {"groups": groups}
