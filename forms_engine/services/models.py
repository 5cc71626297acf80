"""ServicePage: a service as it is being designed, in Wagtail's tree. ServiceVersion: what was published, frozen."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.pages.permissions import RegionalPage
from cms.regions.scoping import RegionScoped
from forms_engine.builder.blocks import CertificateBlock, StepBlock
from forms_engine.definition.codec import from_json

WORKFLOW_PART = import_string(f"{settings.SERVICE_PARTS['workflow']}.WORKFLOW_PART")


class ServicePage(RegionalPage, Page):
    """A service under its region's page: what it is, its form, its workflow, its certificate.

    The stream fields are only ever read by the compiler; nothing at run time reads them.
    """

    class Audience(models.TextChoices):
        RESIDENTS = "residents", _("Residents")
        BUSINESSES = "businesses", _("Businesses")
        CIVIL_SERVANTS = "civil_servants", _("Civil servants")

    region_free = "a page: Wagtail's page permission under the region's page holds; `region` is set from the tree"
    template = "forms_engine/service_page.html"
    parent_page_types = ["cms.RegionPage"]
    subpage_types = []

    region = models.ForeignKey("cms.Region", models.PROTECT, editable=False, related_name="+")
    audience = models.CharField(_("for whom"), max_length=16, choices=Audience.choices, default=Audience.RESIDENTS)
    summary = models.TextField(_("in short"), max_length=600, blank=True)
    requirements = models.TextField(_("requirements"), blank=True, help_text=_("One requirement on each line."))
    working_days = models.PositiveIntegerField(_("promised time in working days"), null=True, blank=True)
    fee = models.CharField(_("fee"), max_length=300, blank=True)
    product = models.CharField(_("product"), max_length=300, blank=True)
    complaints = models.TextField(_("complaints"), max_length=600, blank=True)
    legal_basis = models.TextField(_("legal basis"), max_length=2000, blank=True)
    steps = StreamField([("step", StepBlock())], blank=True, verbose_name=_("form"))
    workflow = StreamField(WORKFLOW_PART.blocks(), blank=True, verbose_name=_("approval workflow"))
    certificate = StreamField(
        [("certificate", CertificateBlock())], blank=True, max_num=1, verbose_name=_("certificate")
    )
    current_version = models.ForeignKey(
        "forms_engine.ServiceVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def save(self, *args, **kwargs):
        if self.region_id is None:
            self.region_id = self.get_parent().specific.region_id
        return super().save(*args, **kwargs)

    def may_be_deleted(self):
        """Only while nobody can have applied: afterwards its versions and applications need it."""
        return self.current_version_id is None

    def get_context(self, request, *args, **kwargs):
        version = self.current_version
        return super().get_context(request, *args, **kwargs) | {
            "region": self.region,
            "about": version.definition if version else None,
            "can_start": version is not None,
        }


class ServiceVersion(RegionScoped):
    """A published definition. It never changes: `save` refuses a second time, and so does the queryset."""

    service = models.ForeignKey(ServicePage, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    document = models.JSONField(editable=False)
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="version_number_once")]

    def __str__(self):
        return f"{self.service_id} v{self.number}"

    @cached_property
    def definition(self):
        """The frozen Definition."""
        return from_json(self.document)

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("A published version can't be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A published version can't be deleted.")
