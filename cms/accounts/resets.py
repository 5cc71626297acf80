"""A forgotten password: asking for a link, and choosing a new one by it, in Wagtail's pages."""

from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import PasswordResetConfirmView, PasswordResetView

from cms.access.roles import ANYONE, access
from cms.accounts import devices, links
from cms.accounts.changes import password_chosen
from cms.accounts.models import User
from cms.accounts.throttle import SignInTry
from cms.audit.trail import recorded_last


class LinkForm(PasswordResetForm):
    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["email"].label = _("E-mail address")

    def clean(self) -> dict[str, Any] | None:
        """Refused with the minutes to wait when too many links were asked for from this address."""
        if self.is_bound and (minutes := links.minutes_to_wait(self.request)):
            raise ValidationError(
                ngettext(
                    "Too many links were asked for from here. Try again in %(minutes)d minute.",
                    "Too many links were asked for from here. Try again in %(minutes)d minutes.",
                    minutes,
                )
                % {"minutes": minutes},
                code="wait",
            )
        return super().clean()

    def save(self, **options: Any) -> None:
        """Only a job: whether there is such an account shows neither in the answer nor in how long it takes."""
        links.ask_for_link(self.request, self.cleaned_data["email"])


@access(ANYONE)
class AskForLink(PasswordResetView):
    def get_form_class(self) -> type[LinkForm]:
        return LinkForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_invalid(self, form: LinkForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error("__all__", "wait") else 200
        return response


@access(ANYONE)
class ChoosePassword(PasswordResetConfirmView):
    token_generator = links.tokens

    def get_user(self, uidb64: str) -> User | None:
        """Whoever else may be signed in with this browser: an account of any region, or an operator's."""
        try:
            return User._base_manager.filter(pk=int(urlsafe_base64_decode(uidb64).decode()), is_active=True).first()
        except (ValueError, OverflowError):
            return None

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        """The password is chosen and written in the trail; this browser is from now on one of the account's own."""
        with recorded_last():
            response = super().form_valid(form)
            password_chosen(form.user, "link")
        # Whoever reads the mail is the person: their browser waits behind no stranger.
        SignInTry.of(self.request, form.user.get_username()).succeeded()
        devices.remember(self.request, response, form.user.get_username())
        return response
