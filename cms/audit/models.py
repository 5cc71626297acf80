"""The audit trail: append-only, one hash chain a region (design.md, invariants)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


class AuditHead(models.Model):
    """The last link of a region's chain; locked while the next is appended. `region` None is the operators'."""

    region_free = "holds only hashes; never shown"
    region = models.OneToOneField("cms.Region", models.PROTECT, null=True, related_name="+")
    length = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    previous = models.CharField(max_length=64, default="0" * 64)  # the link before: advancing needs no reading

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=models.Q(region=None), name="one_head_without_region")
        ]

    def __str__(self) -> str:
        return self.hash


class AuditEvent(RegionScoped):
    """Who did what to which object, when. `data` never holds personal data."""

    region = models.ForeignKey("cms.Region", models.PROTECT, null=True, editable=False, related_name="+")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("time"))
    actor = models.CharField(_("actor"), max_length=150, help_text="user:<id>, applicant or system")
    action = models.CharField(_("action"), max_length=60)
    target = models.CharField(_("object"), max_length=80, help_text="<model>:<id>")
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit trail")
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["region", "sequence"], name="audit_sequence_once"),
            models.UniqueConstraint(
                fields=["sequence"], condition=models.Q(region=None), name="audit_sequence_once_without_region"
            ),
        ]
        indexes = [models.Index(fields=["target"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An audit event can't be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit event can't be deleted.")
