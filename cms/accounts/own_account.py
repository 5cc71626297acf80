"""What people change of their own account: password and e-mail address, each with the current password."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, BaseSettingsPanel, NameEmailSettingsPanel

from cms.access.roles import ANY_STAFF, access
from cms.accounts import sessions
from cms.accounts.changes import change_email, password_chosen
from cms.accounts.models import SignedInRequest, User, membership_region
from cms.accounts.notices import local_time, name_of
from cms.accounts.sign_in import EXPIRED, checked
from cms.accounts.throttle import SignInTry
from cms.audit.trail import recorded_last

# Whoever signed in with a temporary password has just typed it; later it is asked for again, by signing in.
JUST_NOW = 15 * 60


def current_password(request: HttpRequest, user: User, password: str) -> str:
    """`password`, when it is the user's; a ValidationError when not. Guessing is as slow here as at the sign-in."""

    def check() -> str:
        if not user.check_password(password):
            raise ValidationError(_("This isn't your current password."), code="invalid_login")
        return password

    return checked(SignInTry.of(request, user.get_username()), check)


class OwnPasswordForm(PasswordChangeForm):
    request: HttpRequest | None = None  # given once the form is made

    def clean_old_password(self) -> str:
        assert self.request is not None
        return current_password(self.request, self.user, self.cleaned_data["old_password"])

    def save(self, commit: bool = True) -> User:
        user = super().save(commit)
        password_chosen(user, "account")
        return user


class EmailForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    password = forms.CharField(
        label=gettext_lazy("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=gettext_lazy("To change the address. The old address gets a message."),
    )

    def __init__(self, *args: Any, request: SignedInRequest, **kwargs: Any) -> None:
        super().__init__(*args, initial={"email": request.user.email}, **kwargs)
        self.request = request
        self.fields["password"].required = self.is_bound

    def clean_password(self) -> str:
        return current_password(self.request, self.request.user, self.cleaned_data["password"])

    def save(self) -> None:
        change_email(self.request.user, self.cleaned_data["email"], self.request.user)


class OwnPanel(BaseSettingsPanel):
    """A panel of the account page whose form is made once a request: it counts wrong passwords."""

    def get_form(self) -> forms.Form:
        forms_made = self.request.__dict__.setdefault("warkat_forms", {})
        if self.name not in forms_made:
            forms_made[self.name] = self.make_form()
        return forms_made[self.name]

    def posted(self, *names: str) -> bool:
        return self.request.method == "POST" and any(
            self.request.POST.get(f"{self.name}-{field_name}") for field_name in names
        )


class EmailPanel(OwnPanel):
    name = "own_email"
    title = gettext_lazy("E-mail address")
    order = 150

    def make_form(self) -> EmailForm:
        typed_address = self.request.POST.get(f"{self.name}-email", self.user.email).strip()
        wants_change = self.request.method == "POST" and (typed_address != self.user.email or self.posted("password"))
        return EmailForm(self.request.POST if wants_change else None, prefix=self.name, request=self.request)


class PasswordPanel(OwnPanel):
    name = "own_password"
    title = gettext_lazy("Password")
    order = 160

    def is_active(self) -> bool:
        return self.user.has_usable_password()

    def make_form(self) -> OwnPasswordForm:
        """Bound only when a new password was posted: saving another panel asks for none."""
        data = [self.request.POST] if self.posted("new_password1", "new_password2") else []
        form = OwnPasswordForm(self.user, *data, prefix=self.name)
        form.request = self.request
        if data:
            for field in form.fields.values():
                field.required = True
        return form


class OwnAccount(AccountView):
    """Wagtail's page without the name, which stands on letters (the region's staff list keeps it), and without the
    profile picture, which would be decoded in the web process (docs/decisions/0023)."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        left_out = NameEmailSettingsPanel, AvatarSettingsPanel
        return [panel for panel in super().get_panels() if not isinstance(panel, left_out)]


own_account = access(ANY_STAFF)(require_admin_access(OwnAccount.as_view()))


@sensitive_post_parameters()
@access(ANY_STAFF)
def own_password(request: SignedInRequest) -> HttpResponseBase:
    """Whoever came in with a password made by someone else chooses an own one before anything else."""
    user = request.user
    if not user.password_is_temporary:
        return redirect("wagtailadmin_account")
    if User.is_expired(user.pk):
        logout(request)
        messages.error(request, EXPIRED)
        return redirect("wagtailadmin_login")
    if sessions.age_of(request) > JUST_NOW:
        logout(request)
        messages.info(request, _("Sign in once more, then choose your password."))
        return redirect("wagtailadmin_login")
    form = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with recorded_last():
            form.save()
            password_chosen(user, "first")
        update_session_auth_hash(request, form.user)
        messages.success(request, _("Your password has been set. Welcome."))
        return redirect("wagtailadmin_home")
    return render(
        request,
        "cms/admin/form.html",
        {
            "form": form,
            "action_url": request.path,
            "submit_button_label": _("Set password"),
            "header_title": _("Choose your own password"),
            "introduction": whose_password(user),
            "header_icon": "lock",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": _("Password")},
            ],
        },
    )


def whose_password(user: User) -> str:
    """Who made the password that the person came in with, and when."""
    if user.reset_by is None:
        return _("The password you came in with was made by someone else. Choose one only you know.")
    return _(
        "The password you came in with was made by %(who)s on %(when)s. If you didn't ask for that, tell the "
        "operator. Choose one only you know."
    ) % {"who": name_of(user.reset_by), "when": local_time(user.reset_at, membership_region(user))}
