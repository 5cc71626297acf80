"""Region: a province, kota or kabupaten, the tenant of everything else."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A region as the ministry of home affairs names it (Kepmendagri 300.2.2-2138/2025)."""

    class Kind(models.TextChoices):
        PROVINCE = "provinsi", _("Province")
        CITY = "kota", _("City")
        REGENCY = "kabupaten", _("Regency")

    class TimeZone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB (UTC+7)"
        WITA = "Asia/Makassar", "WITA (UTC+8)"
        WIT = "Asia/Jayapura", "WIT (UTC+9)"

    @property
    def zone(self) -> str:
        """How people write the time zone: WIB, WITA or WIT."""
        return self.TimeZone(self.time_zone).name

    class LetterFont(models.TextChoices):
        ARIAL = "arial", "Arial"
        BOOKMAN = "bookman", "Bookman Old Style"

    region_free = "the region itself: the tenant that everything else hangs on"

    code = models.CharField(
        _("Kemendagri code"), max_length=5, unique=True, validators=[RegexValidator(r"^\d\d(\.\d\d)?$")]
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80, help_text=_("With its kind, for example “Kota Pekalongan”."))
    slug = models.SlugField(max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=20, choices=TimeZone.choices)
    arms = models.ImageField(_("coat of arms"), upload_to="arms/", blank=True)
    colour = models.CharField(
        _("colour of the pages"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Write the colour as # and six digits, such as #0a5566."))],
    )
    letterhead = models.TextField(
        _("letterhead"),
        blank=True,
        help_text=_("One line each, largest first: government, office. The address lines go below."),
    )
    letterhead_address = models.TextField(_("letterhead address"), blank=True)
    letter_font = models.CharField(
        _("letter font"), max_length=10, choices=LetterFont.choices, default=LetterFont.ARIAL
    )
    head_title = models.CharField(_("title of the head of region"), max_length=60, blank=True)
    head_name = models.CharField(_("name of the head of region"), max_length=120, blank=True)
    contact = models.TextField(_("contact for residents"), blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    @property
    def theme(self) -> str:
        """The colour as it stands in the address of its style sheet, "" for none."""
        return self.colour.removeprefix("#")

    def __str__(self) -> str:
        return self.name
