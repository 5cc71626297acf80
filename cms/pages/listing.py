"""Wagtail's listing of pages (its explorer), with what an office needs of it and no more.

Wagtail's own filters ask for everybody who ever owned a page and for the sites, and the panel beside the list for the
references to the page above it: queries on every look, for what one site without privacy has no use for. The editor
of the page above says how it stands.
"""

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.listing import ExplorableIndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page


class Filters(PageFilterSet):
    """When and by whom a page was changed last."""

    owner = site = has_child_pages = None


class Listing(ExplorableIndexView):
    def get_side_panels(self) -> MediaContainer:
        return MediaContainer()


class PagesViewSet(PageViewSet):
    """Of every kind of page that has no views of its own."""

    model = Page
    index_view_class = Listing
    filterset_class = Filters
