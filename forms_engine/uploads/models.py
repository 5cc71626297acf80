"""Files that a citizen gave: kept with the draft from the moment they arrive, never in a public folder."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


def _path(upload: "Upload", filename: str) -> str:
    return f"uploads/{upload.region_id}/{upload.uuid.hex[:2]}/{upload.uuid.hex}"


def _part_path(part: "PartialUpload", filename: str) -> str:
    return f"arriving/{part.region_id}/{part.uuid.hex}"


class Upload(RegionScoped):
    """One file. Answers hold its uuid; its name is only ever shown, never used as a path."""

    class Scan(models.TextChoices):
        NOT_YET = "not_yet", _("not scanned yet")
        CLEAN = "clean", _("nothing found")
        INFECTED = "infected", _("harmful, locked")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey("forms_engine.Draft", models.CASCADE, related_name="uploads")
    field_id = models.CharField(max_length=60)  # of a question in a row: `<field id>.<row id>`
    file = models.FileField(upload_to=_path)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(_("virus scan"), max_length=8, choices=Scan.choices, default=Scan.NOT_YET)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["id"], name="uploads_not_scanned", condition=models.Q(scan="not_yet"))]

    @property
    def is_locked(self) -> bool:
        """Whether nobody may have it: the scanner found something."""
        return self.scan == self.Scan.INFECTED

    @property
    def waits_for_scan(self) -> bool:
        """Whether staff must wait: there is a scanner, and it hasn't looked at this yet."""
        return bool(settings.CLAMD) and self.scan == self.Scan.NOT_YET

    def __str__(self) -> str:
        return str(self.uuid)


class PartialUpload(RegionScoped):
    """A file of which the first `received` of `size` bytes have arrived; cleared away after a day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey("forms_engine.Draft", models.CASCADE, related_name="arriving")
    field_id = models.CharField(max_length=60)
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=_part_path)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return str(self.uuid)
