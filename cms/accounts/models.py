"""Accounts, who works for which region, and who holds which position (jabatan)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.accounts.groups import sync_groups
from cms.regions.calendar import today_in
from cms.regions.known import KNOWN_REGIONS
from cms.regions.models import Region
from cms.regions.scoping import ALL_REGIONS, RegionScoped, ScopedManager, current_region

NO_MEMBER = _("An operator works for no region. Use two accounts, one for each task.")


class StaffManager(UserManager):
    """Inside a region's scope only that region's accounts: Wagtail's "edited by" filters list no one else.

    Before sign-in there is no region, and an account must be found all the same: no scope means every account here,
    and only here. `AccessMiddleware` sets a scope for every page that staff can see.
    """

    use_in_migrations = False

    def get_queryset(self) -> QuerySet[Any]:
        region, users = current_region(), super().get_queryset()
        return users if region is None or region is ALL_REGIONS else users.filter(membership__region_id=region)


class User(AbstractUser):
    """A staff account. Citizens have none."""

    region_free = "an account is bound to its region by its Membership; StaffManager shows the scope's accounts only"

    password_is_temporary = models.BooleanField(
        default=False, editable=False, help_text="Made by someone else: its owner chooses an own one at sign-in."
    )

    temporary_until = models.DateTimeField(
        null=True, editable=False, help_text="When a temporary password stops working; None: it doesn't by itself."
    )
    chosen_by_link = models.BooleanField(
        default=False, editable=False, help_text="The password was chosen by a link to the present e-mail address."
    )
    reset_by = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")
    reset_at = models.DateTimeField(null=True, editable=False)
    session_round = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counted up when rights are taken away: sessions of before end."
    )

    objects = StaffManager()

    @classmethod
    def is_expired(cls, pk: int) -> bool:
        """Whether the account's password is a temporary one that is too old, as stored."""
        rows = cls._base_manager.filter(pk=pk, password_is_temporary=True, temporary_until__lt=timezone.now())
        return rows.exists()

    def set_password(self, raw_password: str | None) -> None:
        """An own password: whoever made one for somebody else says so afterwards (`changes.hand_out`)."""
        super().set_password(raw_password)
        self.password_is_temporary, self.temporary_until, self.chosen_by_link = False, None, False

    def check_password(self, raw_password: str | None) -> bool:
        """Django hashes the right password anew when the hasher has changed, by `set_password`: it is the same
        password still, and as temporary as before."""
        temporary_state = self.password_is_temporary, self.temporary_until, self.chosen_by_link
        fits = super().check_password(raw_password)
        self.password_is_temporary, self.temporary_until, self.chosen_by_link = temporary_state
        return fits

    def set_unusable_password(self) -> None:
        super().set_unusable_password()
        self.password_is_temporary, self.temporary_until, self.chosen_by_link = False, None, False

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What sessions hang on (Django's own: the password) and, once rights were taken away, the round."""
        plain = super()._get_session_auth_hash(secret)
        return f"{plain}.{self.session_round}" if self.session_round else plain

    def clean(self) -> None:
        super().clean()
        if self.is_superuser and self._is_member():
            raise ValidationError(NO_MEMBER)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        rights = update_fields is None or "is_superuser" in update_fields
        if rights and self.is_superuser and self._is_member():
            raise PermissionDenied(NO_MEMBER)
        super().save(*args, update_fields=update_fields, **kwargs)

    def _is_member(self) -> bool:
        return self.pk is not None and Membership.unscoped.filter(user_id=self.pk).exists()


class MemberManager(ScopedManager):
    """The members of the region in scope. Every staff view starts here, so none of them ever meets the account of an
    operator, who has more rights than whoever uses the view."""

    def get_queryset(self) -> QuerySet["Membership"]:
        return super().get_queryset().filter(user__is_superuser=False)


class SignedInRequest(HttpRequest):
    """What a view gets that `access` opens to nobody of the public: its user is signed in. For annotations only."""

    user: User


class Membership(RegionScoped):
    """A user works for one region; what the region's letters need to know of the person is here."""

    user = models.OneToOneField(User, models.CASCADE, related_name="membership")
    full_name = models.CharField(_("name with titles"), max_length=120)
    nip = models.CharField(
        _("NIP"), max_length=18, blank=True, validators=[RegexValidator(r"^\d{18}$", _("A NIP has 18 digits."))]
    )
    rank = models.CharField(_("rank and grade"), max_length=60, blank=True)
    regional_admin = models.BooleanField(
        _("regional administrator"),
        default=False,
        help_text=_("May design services and manage the staff of the whole region."),
    )

    objects = MemberManager()

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        ordering = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        if self.user_id and self.user.is_superuser:
            raise ValidationError(NO_MEMBER)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.user.is_superuser:
            raise PermissionDenied(NO_MEMBER)
        super().save(*args, **kwargs)
        sync_groups(self)


def region_of(user: User) -> int | None:
    """The id of the region that `user` works for, None for an operator: whose audit trail tells of the account."""
    return Membership.unscoped.filter(user_id=user.pk).values_list("region_id", flat=True).first()


def membership_region(user: User) -> Region | None:
    """The Region that `user` works for, or None."""
    member = Membership.unscoped.filter(user_id=user.pk).select_related("region").first()
    return member.region if member else None


class Position(RegionScoped):
    """A position (jabatan) in a region: stages and signatures name it, never a person."""

    code = models.SlugField(
        _("code"),
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", _("Only small letters, digits and hyphens."))],
        help_text=_("How services name this position, for example kepala-desa. It never changes afterwards."),
    )
    title = models.CharField(_("title"), max_length=120)
    unit = models.CharField(_("unit"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="position_code_once_a_region")]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}" if self.unit else self.title

    def current_holders(self) -> str:
        """The names of those who hold it today, for the list of positions, which has them at hand (`held_today`)."""
        rows = getattr(self, "held_today", None)
        if rows is None:
            today = today_in(KNOWN_REGIONS.get(self.region_id))
            rows = PositionHolder.active(today).filter(position=self).select_related("membership")
        return ", ".join(row.membership.full_name for row in rows)

    current_holders.short_description = _("held today by")


class PositionHolder(RegionScoped):
    """Who holds a position, in what capacity, from when to when (both days included)."""

    class Capacity(models.TextChoices):
        DEFINITIVE = "definitif", _("Definitive")
        ACTING = "plt", "Plt."
        DAILY = "plh", "Plh."
        INTERIM = "pj", "Pj."

    position = models.ForeignKey(Position, models.CASCADE, related_name="holders", verbose_name=_("position"))
    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="holdings", verbose_name=_("staff member")
    )
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity.choices, default=Capacity.DEFINITIVE)
    since = models.DateField(_("since"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Leave it empty while it continues.")
    )

    class Meta:
        verbose_name = _("position holder")
        verbose_name_plural = _("position holders")
        ordering = ["position", "-since"]

    def __str__(self) -> str:
        return f"{self.membership}: {self.position}"

    def clean(self) -> None:
        """ValidationError for days in the wrong order, or in which the person holds the position already."""
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("The last day can't be before the first.")})
        if self.since and self.position_id and self.membership_id:
            same = PositionHolder.objects.filter(position=self.position_id, membership=self.membership_id)
            overlapping = same.exclude(pk=self.pk).filter(Q(until=None) | Q(until__gte=self.since))
            if self.until:
                overlapping = overlapping.filter(since__lte=self.until)
            if overlapping.exists():
                raise ValidationError(_("This person holds this position in those days already."))

    @classmethod
    def active(cls, day: date) -> QuerySet["PositionHolder"]:
        """The holders in force on `day`, in the region in scope."""
        return cls.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day)
