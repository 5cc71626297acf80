"""Counter mode: an officer fills in for a citizen, and that the citizen agreed is on record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


class Assistance(RegionScoped):
    """Who filled in a draft for its applicant, and the consent (UU 27/2022 art. 20-22: given for a purpose, on
    record, provable). `consent_text` is what the officer confirmed, word for word; it never changes."""

    class Consent(models.TextChoices):
        PRESENT = "present", _("The applicant is here and agrees")
        PAPER = "paper", _("The applicant signed the paper form, which the office keeps")
        REPRESENTATIVE = "representative", _("Someone with a power of attorney is here and agrees")

    draft = models.OneToOneField("forms_engine.Draft", models.CASCADE, related_name="assistance")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    consent = models.CharField(_("consent"), max_length=16, choices=Consent.choices)
    consent_text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"assistance {self.draft_id}"
