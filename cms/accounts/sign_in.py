"""Signing in and out, in Wagtail's pages: slow for whoever guesses, never closed to the right person, in the
trail."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import LoginView, LogoutView

from cms.access.roles import ANYONE, access
from cms.access.slots import Busy
from cms.accounts import devices, sessions
from cms.accounts.models import User, region_of
from cms.accounts.throttle import SignInTry, hashing, too_many
from cms.audit.trail import actor_of, record

Checked = TypeVar("Checked")

WAIT, BUSY = "wait", "busy"
STATUS = {WAIT: 429, BUSY: 503}
# What was typed into a page whose session had ended, in the sign-in form that comes in its place.
KEPT = "kept:"
KEPT_BY, KEPT_FILES = "kept_by", "kept_files"  # whose it is, signed; "1" when there were files, which aren't kept
LONGEST_RICH = 200_000  # characters of a rich text field that are looked into
LONG = 20  # characters from which on a text is shown before it is sent again
NEVER_KEPT = {"csrfmiddlewaretoken", "next"}
EXPIRED = gettext_lazy("This temporary password is too old. Ask your administrator for another one.")
MANY = gettext_lazy("Many people are signing in just now. Try again in a moment.")


def checked(trying: SignInTry, check: Callable[[], Checked]) -> Checked:
    """`check()`, the costly look at a password, or a ValidationError that says why not now. `check` returns or raises
    what `trying.failed` is to count (ValidationError with the code "invalid_login")."""
    _refuse_early(trying)
    try:
        with hashing(known=bool(trying.device)):
            _refuse_early(trying)  # others of the same moment may have failed meanwhile
            try:
                return check()
            except ValidationError as problem:
                if problem.code == "invalid_login":
                    trying.failed()
                raise
    except Busy:
        raise ValidationError(MANY, code=BUSY) from None


def _refuse_early(trying: SignInTry) -> None:
    if minutes := trying.minutes_to_wait():
        raise ValidationError(too_many(minutes), code=WAIT)


class SignInForm(LoginForm):
    error_messages = LoginForm.error_messages | {
        "invalid_login": gettext_lazy(
            "The sign-in name and the password don't match. Check capital and small letters."
        )
    }
    remember = None  # a session ends with the browser, with idleness and with the day

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label, self.fields["password"].label = _("Sign-in name"), _("Password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password"):
            return super().clean()
        self.trying = SignInTry.of(self.request, name)
        return checked(self.trying, super().clean)

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if User.is_expired(user.pk):
            raise ValidationError(EXPIRED, code="expired")


def readable(value: str) -> str:
    """What of a posted value somebody wrote as text: a line or more, or the text of a rich text field; else ""."""
    if value.startswith("{") and len(value) <= LONGEST_RICH:
        try:
            blocks = json.loads(value)["blocks"]
            return "\n".join(block["text"] for block in blocks).strip()
        except (ValueError, KeyError, TypeError, RecursionError):
            return ""
    return value.strip() if len(value.strip()) >= LONG and " " in value else ""


@access(ANYONE)
class SignIn(LoginView):
    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """The session begins, the trail knows, and what was typed before the last one ended is offered again."""
        response = super().form_valid(form)
        request, user = self.request, form.get_user()
        record(region_of(user), actor_of(user), "account.signed_in", user, known=bool(form.trying.device))
        form.trying.succeeded()
        sessions.begin(request)
        if to_send_again := self.typed_before_by(user):
            context = {
                "again": to_send_again,
                "texts": [text for _name, value in to_send_again if (text := readable(value))],
                "files": request.POST.get(KEPT_FILES),
                "action": self.get_success_url(),
            }
            response = render(request, "cms/admin/send_again.html", context)
        devices.remember(request, response, user.get_username())
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        response = super().form_invalid(form)
        codes = {error.code for error in form.non_field_errors().as_data()}
        response.status_code = next((STATUS[code] for code in codes if code in STATUS), 200)
        return response

    def typed_before(self) -> list[tuple[str, str]]:
        """What was typed into the page that this sign-in stands in front of."""
        post = self.request.POST
        return [
            (name.removeprefix(KEPT), value) for name in post if name.startswith(KEPT) for value in post.getlist(name)
        ]

    def typed_before_by(self, user: User) -> list[tuple[str, str]]:
        """The same, when it is the user's own: what somebody else typed is shown to nobody and never sent."""
        try:
            owner = signing.loads(self.request.POST.get(KEPT_BY, ""), salt=KEPT_BY)
        except signing.BadSignature:
            return []
        return self.typed_before() if owner == devices.account_key(user.get_username()) else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's, with what was typed before the session ended, so that a wrong password doesn't lose it."""
        post = self.request.POST
        again = {
            "kept": self.typed_before(),
            "kept_by": post.get(KEPT_BY, ""),
            "kept_files": post.get(KEPT_FILES, ""),
        }
        return super().get_context_data(**kwargs) | again | {"prefix": KEPT}


@access(ANYONE)
class SignOut(LogoutView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """By POST only: Wagtail's own takes the session's cookie away whatever it answers, so that a picture on
        another site could sign people out."""
        if request.method != "POST":
            return self.http_method_not_allowed(request)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        response = super().post(request, *args, **kwargs)
        if user.is_authenticated:
            record(region_of(user), actor_of(user), "account.signed_out", user)
        return response


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Where somebody who must sign in goes. What was posted from a page of the admin, in a browser that somebody has
    signed in with, is kept in the sign-in form and can be sent again after it: nothing typed is lost."""
    accepts = request.headers.get("accept", "")
    by_script = request.headers.get("x-requested-with") == "XMLHttpRequest" or "application/json" in accepts
    if request.method != "POST" or by_script or not devices.known_browser(request):
        return redirect_to_login(request.get_full_path())
    view = SignIn()
    view.setup(request)
    typed_before = [
        (name, value)
        for name in request.POST
        if name not in NEVER_KEPT and "password" not in name
        for value in request.POST.getlist(name)
    ]
    name = getattr(request, "signed_out", "")
    owner = devices.account_key(name) if name else devices.last_account(request)
    context = view.get_context_data(form=SignInForm(request, initial={"username": name})) | {
        "kept": typed_before,
        "kept_by": signing.dumps(owner, salt=KEPT_BY),
        "kept_files": "1" if request.FILES else "",
        "next": request.get_full_path(),
    }
    return TemplateResponse(request, view.template_name, context, status=401).render()
