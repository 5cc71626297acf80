"""Site pages: the list of regions, and each region's own page under which everything of it hangs."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.pages.permissions import RegionalPage, RegionPagePermissions, StandingPagePermissions
from cms.pages.registry import region_sections
from cms.pages.second_look import SecondLookForm, SecondLookMixin
from cms.regions.scoping import region_scope


class HomePage(RegionalPage, Page):
    """The root of the site: find your region."""

    region_free = "lists the regions, which are public"
    template = "cms/home_page.html"
    max_count = 1
    permission_tester = StandingPagePermissions
    settings_panels = []
    subpage_types = ["cms.RegionPage"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pages = RegionPage.objects.child_of(self).live().select_related("region").order_by("title")
        return super().get_context(request, *args, **kwargs) | {"region_pages": pages}


class RegionPage(SecondLookMixin, RegionalPage, Page):
    """A region's own page. A regional admin may edit it and what is below it, and nothing else."""

    region_free = "public; editing is bound to the page tree"
    template = "cms/region_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["forms_engine.ServicePage"]
    permission_tester = RegionPagePermissions
    promote_panels = settings_panels = []

    region = models.OneToOneField("cms.Region", models.PROTECT, related_name="page", editable=False)
    welcome = models.TextField(_("welcome message"), max_length=600, blank=True)

    base_form_class = SecondLookForm
    content_panels = [*Page.content_panels, FieldPanel("welcome"), FieldPanel("second_look")]

    class Meta:
        verbose_name = _("region page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with region_scope(self.region_id):
            sections = region_sections(self, request)
        return super().get_context(request, *args, **kwargs) | {"region": self.region, "sections": sections}
