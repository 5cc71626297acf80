"""Accounts, who works for which region, and who holds which position (jabatan)."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


class User(AbstractUser):
    """A staff account. Citizens have none."""

    region_free = "an account is bound to its region by its Membership; staff never list accounts, only memberships"


class Membership(RegionScoped):
    """A user works for one region; what the region's letters need to know of the person is here."""

    user = models.OneToOneField(User, models.CASCADE, related_name="membership")
    full_name = models.CharField(_("name with titles"), max_length=120)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    rank = models.CharField(_("rank and grade"), max_length=60, blank=True)
    regional_admin = models.BooleanField(_("regional administrator"), default=False)

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        ordering = ["full_name"]

    def __str__(self):
        return self.full_name


class Position(RegionScoped):
    """A position (jabatan) in a region: stages and signatures name it, never a person."""

    code = models.SlugField(max_length=40)
    title = models.CharField(_("title"), max_length=120)
    unit = models.CharField(_("unit"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="position_code_once_a_region")]

    def __str__(self):
        return f"{self.title}, {self.unit}" if self.unit else self.title


class PositionHolder(RegionScoped):
    """Who holds a position, in what capacity, from when to when (both days included)."""

    class Capacity(models.TextChoices):
        DEFINITIVE = "definitif", _("Definitive")
        ACTING = "plt", "Plt."
        DAILY = "plh", "Plh."
        INTERIM = "pj", "Pj."

    position = models.ForeignKey(Position, models.CASCADE, related_name="holders")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="holdings")
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity.choices, default=Capacity.DEFINITIVE)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("position holder")
        verbose_name_plural = _("position holders")
        ordering = ["position", "-since"]

    def __str__(self):
        return f"{self.membership}: {self.position}"

    @classmethod
    def active(cls, day):
        """The holders in force on `day`, in the region in scope."""
        return cls.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day)
