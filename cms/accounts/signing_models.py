"""What signing in and changing accounts leave behind: failed attempts, requests for a link, changes that wait for a
second person, messages to be sent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.accounts.models import Membership
from cms.regions.scoping import RegionScoped


class FailedSignIn(models.Model):
    """A wrong password. Names and addresses are keyed hashes; `device` is "" for a browser not known to the account.
    Kept for a day; `told` once it stands in the audit trail."""

    region_free = "written before anyone is signed in; holds hashes and the account, and no view shows it"

    account = models.CharField(max_length=64)
    client = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    told = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="failed_of_account"),
            models.Index(fields=["client", "at"], name="failed_of_client"),
            models.Index(fields=["at"], name="failed_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at}"


class LinkRequest(models.Model):
    """Somebody asked for a link to choose a new password. `user` is None when no account has the address, so that
    both cost the same. Kept for a day."""

    region_free = "written before anyone is signed in; holds hashes and the account, and no view shows it"

    address = models.CharField(max_length=64, help_text="keyed hash of the e-mail address")
    client = models.CharField(max_length=64, help_text="keyed hash of the network address")
    device = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="link_of_address"),
            models.Index(fields=["client", "at"], name="link_of_client"),
            models.Index(fields=["at"], name="link_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at}"


class StaffRequest(RegionScoped):
    """A change that one administrator asks for and a second person confirms: another administrator or an operator."""

    class Kind(models.TextChoices):
        ADMIN = "admin", _("become an administrator")
        EMAIL = "email", _("another e-mail address")
        CODE = "code", _("a new password on paper")
        POSITION = "position", _("an administrator's own position")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused or withdrawn")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    data = models.JSONField(default=dict, help_text="what is wished for; the audit trail never gets it")
    nonce = models.CharField(max_length=40, help_text="makes the asker's half of a password on paper")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("waiting change")
        verbose_name_plural = _("waiting changes")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind"],
                condition=Q(state="waiting") & ~Q(kind="position"),
                name="one_waiting_change_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="confirmed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_kind_display()}"


class Notice(models.Model):
    """A message about an account, to an address that may not be the account's any more. Gone once it is sent."""

    region_free = "an outgoing message about one account; no view shows it"

    to = models.EmailField()
    kind = models.CharField(max_length=30)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", help_text="whose account")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message about an account")
        verbose_name_plural = _("messages about accounts")

    def __str__(self) -> str:
        return self.kind
