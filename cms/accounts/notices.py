"""Telling people by e-mail what was done to an account: to the address that it had before, to its owner, and to
those who look after it. The row of a message is committed with the change; the job sends it and takes it away."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from cms.accounts.models import Membership, User
from cms.accounts.signing_models import Notice
from cms.jobs.kinds import MAIL
from cms.jobs.ledger import enqueue
from cms.jobs.registry import job
from cms.regions.calendar import time_in
from cms.regions.models import Region

# What happened → (subject, text). `who` is whose account, `actor` who did it, `detail` what the kind says.
KINDS = {
    "password_changed": (
        N_("The password of your Warkat account was changed"),
        N_("The password of the account %(account)s was changed by %(actor)s."),
    ),
    "password_on_paper": (
        N_("The password of a Warkat account was reset"),
        N_("%(who)s (%(account)s) got a new password on paper. Asked for by %(detail)s, confirmed by %(actor)s."),
    ),
    "email_changed": (
        N_("The e-mail address of a Warkat account was changed"),
        N_("The e-mail address of %(who)s (%(account)s) was changed by %(actor)s."),
    ),
    "admin_given": (
        N_("A region has a new administrator"),
        N_("%(who)s (%(account)s) administers %(region)s from now on. Confirmed by %(actor)s."),
    ),
    "admin_taken": (
        N_("A region has one administrator fewer"),
        N_("%(who)s (%(account)s) no longer administers %(region)s. Changed by %(actor)s."),
    ),
    "operator_given": (
        N_("Warkat has a new operator"),
        N_("The account %(account)s runs this installation from now on. Made by %(actor)s."),
    ),
    "asked": (
        N_("A change of an account waits for a second person"),
        N_(
            "%(actor)s asks for this change of %(who)s (%(account)s): %(detail)s. It takes effect only once a second "
            "administrator of %(region)s or the operator confirms it, on the page “Staff”."
        ),
    ),
    "refused": (
        N_("A change of an account was refused"),
        N_("%(actor)s refused this change of %(who)s (%(account)s): %(detail)s."),
    ),
    "withdrawn": (
        N_("A change of an account was withdrawn"),
        N_("%(actor)s withdrew this change of %(who)s (%(account)s): %(detail)s."),
    ),
    "position_given": (
        N_("A position has a new holder"),
        N_("%(actor)s entered %(who)s (%(account)s) as the holder of: %(detail)s."),
    ),
}


def tell(
    kind: str,
    user: User,
    users: Iterable[User],
    actor: User | None = None,
    detail: str | Promise = "",
    also: Iterable[str] = (),
) -> None:
    """Write to the addresses of `users` (and to those in `also`) what happened to the account of `user`."""
    with translation.override("id"):
        detail = str(detail)[:200]
    addresses = {person.email for person in users if person.email} | {address for address in also if address}
    member = Membership.unscoped.filter(user_id=user.pk).first()
    for address in sorted(addresses):
        row = Notice.objects.create(to=address, kind=kind, user=user, actor=actor, detail=detail, at=timezone.now())
        enqueue("accounts.notice", region=member.region_id if member else None, notice=row.pk)


def as_written(text: str) -> str:
    """A message as people write it: names may end in a full stop ("S.Kom.") or begin small ("the operator")."""
    text = text.replace("..", ".")
    return text[:1].upper() + text[1:]


def operators() -> list[User]:
    return list(User._base_manager.filter(is_superuser=True, is_active=True))


def administrators(region_id: int, without: Iterable[int] = ()) -> list[User]:
    """The accounts that administer a region now, but for the keys in `without`."""
    members = Membership.unscoped.filter(region_id=region_id, regional_admin=True, user__is_active=True)
    return list(User._base_manager.filter(membership__in=members, is_superuser=False).exclude(pk__in=without))


def overseers(region_id: int, actor: User) -> list[User]:
    """Who looks after what `actor` does in a region: its other administrators; where there is none, the operators."""
    return administrators(region_id, without=[actor.pk]) or [user for user in operators() if user.pk != actor.pk]


def name_of(user: User | None) -> str:
    """How a message names a person: by the name in the region's staff, an operator as such."""
    if user is None:
        return _("the system")
    if user.is_superuser:
        return _("the operator")
    member = Membership.unscoped.filter(user_id=user.pk).first()
    return member.full_name if member else user.username


def local_time(at: datetime | None, region: Region | None) -> str:
    """A moment (now) as people of the region write it: 26 November 2026 14.05 WIB."""
    name = region.zone if region else "WIB"
    return f"{date_format(time_in(region, at), 'j F Y H.i')} {name}"


@job("accounts.notice", MAIL)
def send_notice(finish: Callable[[], None], notice: int) -> None:
    """Send the message with the key `notice` and take its row away, so that no old address stays; sent twice after a
    crash it does no harm."""
    row = Notice.objects.filter(pk=notice).select_related("user", "actor").first()
    if row is None:
        return
    member = Membership.unscoped.filter(user_id=row.user_id).select_related("region").first()
    with translation.override("id"):
        subject, text = KINDS[row.kind]
        context = {
            "text": _(text)
            % {
                "account": row.user.username,
                "who": member.full_name if member else row.user.get_full_name() or row.user.username,
                "actor": name_of(row.actor),
                "detail": row.detail,
                "region": member.region.name if member else "",
            },
            "page": settings.BASE_URL + reverse("staff:index") if row.kind == "asked" else "",
            "at": local_time(row.at, member.region if member else None),
        }
        send_mail(_(subject), as_written(render_to_string("cms/mail/account.txt", context)), None, [row.to])
    row.delete()
