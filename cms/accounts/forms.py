"""Forms of the staff lists. The region is never a field; choices come from the region in scope."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import RegexValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cms.accounts.changes import keeps_an_admin, sign_in_name
from cms.accounts.models import Membership, Position, PositionHolder, User
from cms.regions.models import Region


class PositionForm(forms.ModelForm):
    """A position. Its code is chosen once: services name the position by it."""

    class Meta:
        model = Position
        fields = ["title", "unit", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
        else:
            self.fields["code"].help_text = _(
                "How services name this position, for example kepala-desa. Leave it empty to take it from the title. "
                "It never changes afterwards."
            )

    def clean(self) -> dict[str, Any] | None:
        """Takes the code from the title when none is given; a code is one of a kind in its region."""
        cleaned: dict[str, Any] = super().clean() or {}
        code = cleaned.get("code") or slugify(cleaned.get("title", ""))[:40].strip("-")
        if cleaned.get("title") and not code:
            self.add_error("code", _("Give this position a code of letters and digits."))
        if Position.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            self.add_error("code", _("There is a position with this code already."))
        cleaned["code"] = code
        return cleaned


class HolderForm(forms.ModelForm):
    """Who holds a position, from when to when. `actor` is who fills it in."""

    class Meta:
        model = PositionHolder
        fields = ["position", "membership", "capacity", "since", "until"]
        labels = {"membership": _("Staff member")}
        widgets = {"since": AdminDateInput, "until": AdminDateInput}

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        # Class-level choices were made where no region was in force and are empty; these are the region's own.
        self.fields["position"].queryset = Position.objects.all()
        self.fields["membership"].queryset = Membership.objects.filter(user__is_active=True)

    @property
    def for_oneself(self) -> bool:
        """Whether an administrator enters a position of their own."""
        member = self.cleaned_data.get("membership")
        return bool(member) and member.user_id == self.actor.pk

    def clean(self) -> dict[str, Any] | None:
        """An own position is asked for when it is entered; later it can only end, or it would grow by itself."""
        cleaned = super().clean() or {}
        if self.instance.pk and self.for_oneself and not self._only_ends():
            raise forms.ValidationError(
                _("Your own position can only be ended here. Enter a new one; a second administrator confirms it.")
            )
        return cleaned

    def _only_ends(self) -> bool:
        if set(self.changed_data) - {"until"}:
            return False
        until, before = self.cleaned_data.get("until"), self.initial.get("until")
        return until == before or bool(until and (before is None or until < before))


class StaffForm(forms.ModelForm):
    """A staff member who is there already. `actor` is who fills it in."""

    class Meta:
        model = Membership
        fields = ["full_name", "nip", "rank", "regional_admin"]

    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("For a forgotten password. It may stay empty.")
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if not actor.is_superuser:
            self.fields["regional_admin"].help_text = _(
                "May design services and manage the staff of the whole region. A second administrator or the "
                "operator confirms it first."
            )
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email
            if self.instance.user_id == actor.pk:
                del self.fields["email"]  # with the password, on the account page
            elif not actor.is_superuser:
                self.fields["email"].help_text = _(
                    "For a forgotten password. A second administrator or the operator confirms a change first."
                )

    @property
    def wants_admin(self) -> bool | None:
        """Whether the member is to become an administrator."""
        return self.cleaned_data.get("regional_admin") and not self.initial.get("regional_admin")

    def clean(self) -> dict[str, Any] | None:
        """An administrator needs an address; one that another administrator types now counts once it is confirmed."""
        cleaned = super().clean()
        is_member_already, operator = self.instance.pk, self.actor.is_superuser
        address = self.instance.user.email if is_member_already and not operator else cleaned.get("email")
        if self.wants_admin and not address and (is_member_already or not operator):
            self.add_error("regional_admin", _("An administrator needs an e-mail address. Give one first."))
        return cleaned

    def clean_regional_admin(self) -> bool:
        """The last administrator of a region stays one."""
        wanted = self.cleaned_data["regional_admin"]
        if (
            self.instance.pk
            and self.initial.get("regional_admin")
            and not wanted
            and not keeps_an_admin(self.instance)
        ):
            raise forms.ValidationError(_("The region needs at least one administrator."))
        return wanted


class NewStaffForm(StaffForm):
    """A new staff member, with the name that they sign in with. `region` is given by the view."""

    sign_in = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Only small letters, digits, dots and hyphens."))],
    )

    field_order = ["full_name", "nip", "rank", "sign_in", "email", "regional_admin"]

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.region = region
        self.fields["email"].help_text = _(
            "A link to choose a password goes there. Without an address you hand over a password on paper."
        )
        self.fields["sign_in"].help_text = _("The address of the region is added: name@%(region)s.") % {
            "region": region.slug
        }

    def clean_sign_in(self) -> str:
        name = self.cleaned_data["sign_in"]
        same_name = get_user_model().objects.filter(username=sign_in_name(self.instance.region, name))
        if same_name.exists():
            raise forms.ValidationError(_("Someone signs in with this name already."))
        return name
