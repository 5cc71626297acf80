"""A link to choose a new password: sent to the person and nobody else, works once, and not for long.

Whoever asks (the person on the sign-in page, an administrator, taking someone on) writes a row; the job makes the
link and sends it, so that it stands in no argument, no log and on no screen of somebody else."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode
from django.utils.translation import gettext as _

from cms.access.attempts import Limit, minutes
from cms.access.client import client_of
from cms.accounts.devices import browser_of, device_of
from cms.accounts.models import Membership, User, region_of
from cms.accounts.notices import as_written, name_of
from cms.accounts.signing_models import LinkRequest
from cms.audit.trail import actor_of, record
from cms.jobs.kinds import MAIL
from cms.jobs.ledger import enqueue
from cms.jobs.registry import job

# Of one address: this long between two links, and at most so many a day. A browser known to the account has its own
# count, and so have administrators: strangers can't use up what the person needs.
PAUSE, A_DAY = timedelta(minutes=10), 5
SHARED = 10  # accounts with one address that get a link each
OF_CLIENT = Limit(most=20, window=timedelta(hours=1))
# Also settings.PASSWORD_RESET_TIMEOUT: the longer one.
FIRST_LINK, LINK = timedelta(days=3), timedelta(hours=1)


def lasts(user: User) -> timedelta:
    """How long a link to this person works: where there is no password, it waits for somebody who may be on leave."""
    return FIRST_LINK if user.last_login is None or not user.has_usable_password() else LINK


def new_admin(user: User) -> bool:
    """Whether the person became an administrator and lost the password with it (`changes.make_admin`)."""
    if user.has_usable_password() or not user.session_round:
        return False
    return Membership.unscoped.filter(user_id=user.pk, regional_admin=True).exists()


class LinkTokens(PasswordResetTokenGenerator):
    """Django's tokens, which end with the password, the e-mail address and the next sign-in; these end with closing
    the account and taking rights away as well, and their time is the person's."""

    key_salt = "warkat.link"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_round}{user.is_active}"

    def check_token(self, user: User, token: str) -> bool:
        if not super().check_token(user, token) or not user.is_active:
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])
        return age <= lasts(user).total_seconds()


tokens = LinkTokens()


def address_key(address: str) -> str:
    """A keyed hash of an e-mail address, for counting: the address itself isn't kept."""
    return salted_hmac("warkat.link", address.strip().lower(), algorithm="sha256").hexdigest()


def counted_as(request: HttpRequest) -> str:
    """For whom requests are counted: a browser that staff have signed in with by itself, any other by its network
    address (a whole office may share one, and a stranger in it closes it for strangers only)."""
    if browser := browser_of(request):
        return salted_hmac("warkat.link.browser", browser, algorithm="sha256").hexdigest()
    return client_of(request, "link")


def minutes_to_wait(request: HttpRequest) -> int:
    """In how many minutes whoever asks may ask again; 0 when at once. It knows nothing of accounts."""
    return minutes(OF_CLIENT.seconds_left_of(LinkRequest.objects.filter(client=counted_as(request))))


def ask_for_link(request: HttpRequest, address: str) -> bool:
    """Somebody who isn't signed in asks for a link to `address`. Whether an account has it is never shown: the same
    rows are written, and the job finds nobody to write to. Too many for one address: nothing is sent, nothing is
    said."""
    user = User._base_manager.filter(email__iexact=address.strip(), is_active=True).order_by("pk").first()
    device = device_of(request, user.username if user else "")
    return _ask(address, counted_as(request), device, user)


def send_link(user: User, asked_by: User, round_ended: int | None = None) -> bool:
    """Send the person a link because `asked_by` wants it; False when they got one a moment ago or too many today.
    `round_ended`: their password and all links were just ended, in this round of sessions; it is sent in any case."""
    device = f"{user.pk} by {asked_by.pk}" if round_ended is None else f"{user.pk} round {round_ended}"
    return _ask(user.email, "", device, user, asked_by)


def _ask(address: str, client: str, device: str, user: User | None, asked_by: User | None = None) -> bool:
    now, key = timezone.now(), address_key(address)
    rows = LinkRequest.objects.filter(address=key, device=device, at__gt=now - timedelta(days=1))
    recent = list(rows.values_list("at", flat=True))
    if refused := any(at > now - PAUSE for at in recent) or len(recent) >= A_DAY:
        key, user = "", None  # counts for the network address alone
    row = LinkRequest.objects.create(
        address=key, client=client, device=device, user=user, asked_by=asked_by, at=now
    )  # fmt: skip
    if not refused:
        # One job for those that come in the same moment, too.
        stamp = int(now.timestamp() // PAUSE.total_seconds())
        enqueue("accounts.link", key=f"accounts.link:{key[:40]}:{device[:24]}:{stamp}", link=row.pk)
    return not refused


@job("accounts.link", MAIL)
def send_link_by_mail(finish: Callable[[], None], link: int, account: int | None = None) -> None:
    """Make and send the link of a row (`link`, its key) to everyone who has its address; there is nobody when no
    account has it. Where several have it each gets a job of their own (`account`, a key), so that none is written to
    twice for another."""
    row = LinkRequest.objects.filter(pk=link).select_related("user", "asked_by").first()
    if row is None or row.user is None or not row.user.email:
        return
    people = [row.user]
    if row.client:
        owners = User._base_manager.filter(email__iexact=row.user.email, is_active=True).order_by("pk")
        people = list(owners.filter(pk=account) if account else owners[:SHARED])
    people = [user for user in people if address_key(user.email) == row.address]
    if len(people) > 1:
        for user in people:
            enqueue("accounts.link", key=f"accounts.link:{link}:{user.pk}", link=link, account=user.pk)
    elif people:
        _send(people[0], row.asked_by)


def _send(user: User, asked_by: User | None) -> None:
    actor = actor_of(asked_by) if asked_by else "system"
    record(region_of(user), actor, "account.link_sent", user, first=user.last_login is None)
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        kwargs={"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": tokens.make_token(user)},
    )
    with translation.override("id"):
        context = {
            "admin": new_admin(user),
            "first": user.last_login is None,
            "by": name_of(asked_by) if asked_by else "",
            "hours": int(lasts(user).total_seconds() // 3600),
            "address": settings.BASE_URL + path,
            "name": user.username,
        }
        text = as_written(render_to_string("cms/mail/link.txt", context))
        send_mail(_("Choose your Warkat password"), text, None, [user.email])


def forget(now: datetime | None = None) -> None:
    """Take away what counts no more."""
    LinkRequest.objects.filter(at__lt=(now or timezone.now()) - timedelta(days=1)).delete()
