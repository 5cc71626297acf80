"""Draft → Application: an unfinished and a filed request."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


class Draft(RegionScoped):
    """What a citizen has answered so far. It stays after submission, so that a return for correction reopens it.

    `answers` holds accepted values (field id → JSON value), `typed` what was last posted for a step as it was typed
    (step id → name → list of values), so that nothing typed is lost to an error. `token` is in the address and
    `resume_code` opens the draft on another device; both come from a CSPRNG. `filed` and `assisted` say that there is
    an Application and an Assistance of it, so that nobody looks for one in vain.
    """

    token = models.CharField(max_length=32, unique=True)
    resume_code = models.CharField(_("resume code"), max_length=16, unique=True)
    service = models.ForeignKey("forms_engine.ServicePage", models.PROTECT, related_name="+")
    version = models.ForeignKey("forms_engine.ServiceVersion", models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    news = models.JSONField(default=list)  # what a new version changed, until it was seen: [what, label] pairs
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5, default="id")
    filed = models.BooleanField(default=False, editable=False)
    assisted = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [
            # Clearing away what nobody touched, and counting whom a new version touches: without what is filed.
            models.Index(fields=["version", "updated_at"], name="unfiled_by_age", condition=models.Q(filed=False)),
            models.Index(fields=["service", "id"], name="unfiled_of_service", condition=models.Q(filed=False)),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Application(RegionScoped):
    """A filed request. It finishes on the version it was filed with. `answers` are the latest filed ones."""

    class Status(models.TextChoices):
        IN_REVIEW = "in_review", _("Being processed")
        CORRECTION = "correction", _("Waiting for your correction")
        REJECTED = "rejected", _("Rejected")
        APPROVED = "approved", _("Approved")

        @property
        def to_staff(self) -> str | Promise:
            """As staff read it: the label speaks to the applicant."""
            return _("Waiting for the applicant's correction") if self == self.CORRECTION else self.label

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tracking_code = models.CharField(_("tracking code"), max_length=16, unique=True)
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="application")
    service = models.ForeignKey("forms_engine.ServicePage", models.PROTECT, related_name="+")
    version = models.ForeignKey("forms_engine.ServiceVersion", models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.IN_REVIEW)
    submitted_at = models.DateTimeField(_("submitted"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at"]
        # The lists, newest first: a region's and the operators', with and without a status; a service's lately filed
        # and still open ones.
        indexes = [
            models.Index(fields=["region", "submitted_at", "id"], name="applications_of_region"),
            models.Index(fields=["region", "status", "submitted_at", "id"], name="applications_of_region_as"),
            models.Index(fields=["submitted_at", "id"], name="applications_newest"),
            models.Index(fields=["status", "submitted_at", "id"], name="applications_newest_as"),
            models.Index(fields=["service", "submitted_at", "id"], name="applications_of_service"),
            models.Index(
                fields=["service"],
                name="applications_open",
                condition=models.Q(status__in=["in_review", "correction"]),
            ),
        ]

    def status_to_staff(self) -> str | Promise:
        return self.Status(self.status).to_staff

    def __str__(self) -> str:
        return self.tracking_code


class Submission(RegionScoped):
    """Each filing of an application, first and corrected: append-only."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="submissions")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="submission_number_once")]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.number}"


class ReadingReason(RegionScoped):
    """Why someone without a part in an application read it, and until when that holds. The audit trail has the kind
    of reason; `note` may say more and is shown to who reads the application."""

    class Reason(models.TextChoices):
        HELP = "help", _("The applicant asked for help")
        COMPLAINT = "complaint", _("A complaint or an objection")
        STANDSTILL = "standstill", _("It is stuck: an official is absent, or a deadline has passed")
        LETTER = "letter", _("The letter has to be corrected or revoked")
        INSPECTION = "inspection", _("An audit, an inspection or a legal request")
        FAULT = "fault", _("A technical fault")

    application = models.ForeignKey(Application, models.CASCADE, related_name="reading_reasons")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=120, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.reason}"


class BegunDraft(models.Model):
    """That a draft was begun, by whom as far as a keyed hash of the address tells; kept for a day. `apart`: it isn't
    given back to who begins again, and counts whatever it holds."""

    region_free = "whoever begins one service after another is counted over all regions"

    client = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    draft = models.OneToOneField(Draft, models.CASCADE, related_name="+")
    apart = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["client", "at"])]

    def __str__(self) -> str:
        return f"begun draft {self.pk}"
