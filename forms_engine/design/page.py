"""ServicePage: a service as it is being designed, in Wagtail's tree. What was published is `services.models`."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.models import Page, Revision

from cms.audit.trail import recorded_last
from cms.pages.permissions import RegionalPage, SeenPagePermissions
from cms.pages.second_look import looker_of
from cms.regions.scoping import region_scope
from forms_engine.definition.model import STANDARD, Definition
from forms_engine.design.bank.panel import BankPanel
from forms_engine.design.editor.blocks import CertificateBlock, StepBlock
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.design_field import BlocksOf, DesignField
from forms_engine.design.editor.forms import ServicePageForm
from forms_engine.design.editor.preview import serve_preview
from forms_engine.design.editor.translation_table import TranslationTable
from forms_engine.design.publishing import publish_version, reason_of
from forms_engine.services.plans import definition_of


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
    permission_tester = SeenPagePermissions

    region = models.ForeignKey("cms.Region", models.PROTECT, editable=False, related_name="+")
    audience = models.CharField(_("for whom"), max_length=16, choices=Audience.choices, default=Audience.RESIDENTS)
    summary = models.TextField(
        _("in short"), max_length=600, blank=True, help_text=_("One or two sentences: what this service is for.")
    )
    requirements = models.TextField(
        _("requirements"), blank=True, help_text=_("What people must have ready. One requirement on each line.")
    )
    working_days = models.PositiveIntegerField(_("promised time in working days"), null=True, blank=True)
    fee = models.CharField(_("fee"), max_length=300, blank=True, default="Rp0 (gratis)")
    product = models.CharField(
        _("product"), max_length=300, blank=True, help_text=_("What people receive, for example the letter.")
    )
    complaints = models.TextField(
        _("complaints"), max_length=600, blank=True, help_text=_("Where people can complain or suggest something.")
    )
    legal_basis = models.TextField(_("legal basis"), max_length=2000, blank=True)
    purpose = models.TextField(
        _("what personal data is needed for"), max_length=600, blank=True,
        help_text=_("People read it before they begin. A question may say its own purpose."),
    )  # fmt: skip
    facilities = models.TextField(_("facilities"), max_length=1000, blank=True)
    competence = models.TextField(_("competence of the staff"), max_length=1000, blank=True)
    supervision = models.TextField(_("internal supervision"), max_length=1000, blank=True)
    staffing = models.TextField(_("number of staff"), max_length=1000, blank=True)
    guarantee = models.TextField(_("guarantee of the service"), max_length=1000, blank=True)
    safety = models.TextField(_("guarantee of security and safety"), max_length=1000, blank=True)
    evaluation = models.TextField(_("evaluation of the performance"), max_length=1000, blank=True)
    steps = DesignField([("step", StepBlock())], blank=True, verbose_name=_("form"))
    workflow = DesignField(BlocksOf("workflow"), blank=True, verbose_name=_("approval workflow"))
    certificate = DesignField([("certificate", CertificateBlock())], blank=True, max_num=1, verbose_name=_("letter"))
    translations = models.JSONField(_("translation"), default=dict, blank=True)
    draft_days = models.PositiveIntegerField(
        _("keep drafts for this many days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("How long an unfinished application is kept after its last change. If left empty: 90 days."),
    )
    current_version = models.ForeignKey(
        "forms_engine.ServiceVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )

    PREVIEW_MODES = [
        ("form", _("Form")),
        ("errors", _("Form with error messages")),
        ("plain", _("Form without JavaScript")),
        ("page", _("Service page")),
        ("tracking", _("Tracking page")),
        ("workflow", _("Approval")),
        ("letter", _("Letter")),
        ("print", _("Printed letter")),
        ("paper", _("Paper form")),
    ]

    base_form_class = ServicePageForm
    about_panels = [
        FieldPanel("title", heading=_("Name of the service"), help_text=_("As people look for it.")),
        FieldPanel("audience"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("requirements"),
                FieldPanel("working_days"),
                FieldPanel("fee"),
                FieldPanel("product"),
                FieldPanel("complaints"),
                FieldPanel("legal_basis"),
                FieldPanel("purpose"),
                FieldPanel("draft_days"),
            ],
            heading=_("What people read before they begin"),
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    _(
                        "The rest of the service standard (Permenpan 15/2014). It is shown at the "
                        "end of the service's page."
                    )
                )
            ]
            + [FieldPanel(name) for name in STANDARD],
            heading=_("Service standard"),
            classname="collapsed",
        ),
        PublishingPanel(),  # when it is published and taken back, in the panel beside the editor
        CommentPanel(),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(about_panels, heading=_("Service")),
            ObjectList(
                [
                    HelpPanel(
                        _("Each step is a page that people fill in. Add a step, give it a title, add questions.")
                    ),
                    FieldPanel("steps", heading=_("Steps of the form")),
                    BankPanel(),
                ],
                heading=_("Form"),
            ),
            ObjectList(
                [
                    HelpPanel(
                        _("Who decides, one after the other. Each stage belongs to a position, not to a person.")
                    ),
                    FieldPanel("workflow", heading=_("Stages")),
                ],
                heading=_("Approval"),
            ),
            ObjectList(
                [
                    HelpPanel(
                        _("The letter that is issued when the last stage has approved. Without one, add nothing.")
                    ),
                    FieldPanel("certificate", heading=_("Letter")),
                ],
                heading=_("Letter"),
            ),
            ObjectList(
                [
                    HelpPanel(
                        _(
                            "Every text of the service in English, for people who don't read "
                            "Indonesian. What you leave empty is shown in Indonesian. New texts "
                            "appear here once the draft is saved."
                        )
                    ),
                    FieldPanel("translations", heading=_("English"), widget=TranslationTable),
                ],
                heading=_("Translation"),
            ),
        ]
    )

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def may_be_deleted(self) -> bool:
        """Only while nothing was published: applications stand on its versions. Lists ask it of every row, so the row
        answers for itself: what was published once keeps its version, and the database keeps versions (PROTECT)."""
        return self.current_version_id is None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Going live means: compiled, checked and frozen, in one transaction, or not at all.

        Every way of publishing in Wagtail (editor, schedule, revert, command) ends in this save with a new
        `live_revision`, whatever object it began from; so this is where it is refused. Raises NotPublishable.
        """
        if self._state.adding and self.live_revision_id is None:
            self.live = False  # Wagtail adds a page as live before it publishes the first revision
        if not self._goes_live():
            return super().save(*args, **kwargs)
        with recorded_last():
            revision = self.live_revision
            user, seen_by = (revision.user, looker_of(revision)) if revision else (None, None)
            reason = reason_of(revision)
            self.current_version = publish_version(self, compile_page(self), user, reason, seen_by)
            return super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Always the page first and then the revision, as whoever publishes does: two at once wait for each other,
        and not each for the other."""
        with transaction.atomic():
            Page.objects.select_for_update().filter(pk=self.pk).values_list("pk").first()
            return super().save_revision(*args, **kwargs)

    save_revision.alters_data = True

    def _goes_live(self) -> bool:
        if not self.live or self.live_revision_id is None:
            return False
        stored = ServicePage.objects.filter(pk=self.pk).values_list("live", "live_revision_id").first()
        return stored != (True, self.live_revision_id)

    @classmethod
    def standard_of(cls, definition: Definition) -> list[tuple[str, str]]:
        """(name, text) of the rest of the service standard, as the service's page shows it."""
        standard = definition.about.standard
        names = [(name, cls._meta.get_field(name).verbose_name) for name in STANDARD]
        return [(str(words).capitalize(), standard[name]) for name, words in names if standard.get(name)]

    def serializable_data(self) -> dict[str, Any]:
        """A revision doesn't hold the version: that one is found only within its region's scope."""
        data = super().serializable_data()
        data.pop("current_version", None)
        return data

    def with_content_json(self, content: dict[str, Any]) -> "ServicePage":
        """A revision never carries another version or region than the row has."""
        page = super().with_content_json(content)
        page.region_id, page.current_version_id = self.region_id, self.current_version_id
        return page

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return self.PREVIEW_MODES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        with region_scope(self.region_id):
            return serve_preview(self, request, mode_name)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the public page shows: the version in force in the reader's language, None before there is one."""
        version = self.current_version_id
        about = definition_of(version, get_language()) if version else None
        return super().get_context(request, *args, **kwargs) | {
            "region": self.region,
            "about": about,
            "standard": self.standard_of(about) if about else (),
            "can_start": version is not None,
        }
