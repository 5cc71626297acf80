"""Certificates and the sequences that number them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


class NumberSequence(RegionScoped):
    """The last number given in a region × series × year; locked while the next is given.

    `series` is what stays the same in the letters' numbers (see `pattern.series`): the classification, the unit and
    the fixed text of the pattern. Services whose numbers look alike so share one sequence, as in an office's agenda.
    """

    series = models.CharField(max_length=300)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "series", "year"], name="one_sequence_a_series_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


def _path(certificate: "IssuedCertificate", filename: str) -> str:
    return f"certificates/{certificate.region_id}/{certificate.sha256[:2]}/{certificate.sha256}.pdf"


class IssuedCertificate(RegionScoped):
    """An issued letter. The row is made with its number before the PDF is rendered, so that a worker that dies in
    between leaves no gap: the next try renders the same number. `issued_at` is set together with the file."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # in addresses
    application = models.OneToOneField("forms_engine.Application", models.PROTECT, related_name="certificate")
    series = models.CharField(max_length=300)
    year = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=120)
    code = models.CharField(_("verification code"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=200)
    holder = models.CharField(max_length=120, blank=True)  # the name, masked: all that the verification page shows
    signatory = models.JSONField(default=dict)  # snapshot: name, title, nip, rank, capacity, head
    dated = models.DateField(_("date"))
    valid_until = models.DateField(_("valid until"), null=True)
    file = models.FileField(upload_to=_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_reason = models.TextField(_("reason for revocation"), blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-dated", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "series", "year", "sequence"], name="certificate_sequence_once"
            ),
            models.UniqueConstraint(fields=["region", "number"], name="certificate_number_once_a_region"),
        ]
        # The list, newest first: a region's and the operators'. Part of a number is found by trigrams (PostgreSQL;
        # in the migration, because other databases have none).
        indexes = [
            models.Index(
                fields=["region", "issued_at", "id"],
                name="certificates_of_region",
                condition=models.Q(issued_at__isnull=False),
            ),
            models.Index(
                fields=["issued_at", "id"], name="certificates_newest", condition=models.Q(issued_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number
