"""Staff accounts: taking someone on, a new password, leaving. Each in one transaction with its audit event.

Whoever hands a password to somebody could sign in as them. So a new password is a link to the person's own address;
on paper it takes two (`duties`)."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone

from cms.accounts.links import send_link
from cms.accounts.models import Membership, User, region_of
from cms.accounts.notices import administrators, name_of, operators, overseers, tell
from cms.audit.trail import actor_of, record, recorded_last
from cms.regions.models import Region

Password = TypeVar("Password", str, None)

# No letter or digit that is easily taken for another: the password is read aloud or copied from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TEMPORARY = timedelta(days=3)
OF_PASSWORD = ("password", "password_is_temporary", "temporary_until", "chosen_by_link")


def temporary_password(choice: Callable[[str], str] = secrets.choice, groups: int = 3) -> str:
    """A password to hand over once: three groups of four, about 59 bits."""
    return "-".join("".join(choice(ALPHABET) for _letter in range(4)) for _group in range(groups))


def sign_in_name(region: Region, name: str) -> str:
    """The username of `name` in a region: `budi@kota-pekalongan`. Regions can't collide or probe each other."""
    return f"{name}@{region.slug}"


@recorded_last()
def add_staff(membership: Membership, name: str, actor: User, email: str = "") -> str:
    """Take `membership` (unsaved, with its region) on with an account `name`@region. Its first sign-in is a link to
    `email`; without one this returns a password to hand over, else "". An administrator is made by an operator only:
    a region's own asks for it (`duties.ask`)."""
    user = get_user_model()(
        username=sign_in_name(membership.region, name), email=email, first_name=membership.full_name[:150]
    )
    user.set_unusable_password()
    user.save()
    membership.user = user
    if not actor.is_superuser:
        membership.regional_admin = False
    membership.save()
    record(membership.region_id, actor_of(actor), "staff.added", membership, admin=membership.regional_admin)
    if membership.regional_admin:
        tell("admin_given", user, administrators(membership.region_id, without=[user.pk]), actor)
    if not email:
        return hand_out(user, temporary_password(), actor)
    send_link(user, asked_by=actor)
    return ""


def hand_out(user: User, password: Password, actor: User | None) -> Password:
    """Make `password` the account's until its owner chooses an own one; returns it. Open sessions end. None: the one
    that was set just now."""
    if password is not None:
        user.set_password(password)
    user.password_is_temporary, user.temporary_until = True, timezone.now() + TEMPORARY
    user.reset_by, user.reset_at = actor, timezone.now()
    user.save(update_fields=[*OF_PASSWORD, "reset_by", "reset_at"])
    return password


@recorded_last()
def reset_on_paper(membership: Membership, actor: User) -> str:
    """An operator gives a member without an e-mail address a new temporary password; returns it."""
    password = hand_out(membership.user, temporary_password(), actor)
    record(membership.region_id, actor_of(actor), "staff.password_reset", membership)
    recipients = administrators(membership.region_id, without=[membership.user_id])
    tell("password_on_paper", membership.user, recipients, actor, detail=name_of(actor))
    return password


@recorded_last()
def link_for(membership: Membership, actor: User) -> bool:
    """Send the member a link for a new password; False when the last one is a moment old or there were too many."""
    sent = send_link(membership.user, asked_by=actor)
    if sent:
        record(membership.region_id, actor_of(actor), "staff.password_link", membership)
    return sent


def end_sessions(user: User) -> None:
    """Whoever is signed in with the account isn't any more; links of before don't work any more either."""
    User._base_manager.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])


@recorded_last()
def set_active(membership: Membership, active: bool, actor: User) -> None:
    """Close or reopen the member's account. What they did stays theirs; nothing is deleted.

    Whoever was an administrator comes back as a member unless an operator does it: reopening would be a way to make
    an administrator alone."""
    user = membership.user
    user.is_active = active
    user.save(update_fields=["is_active"])
    end_sessions(user)
    if active and membership.regional_admin and not actor.is_superuser:
        membership.regional_admin = False
        membership.save()
    record(membership.region_id, actor_of(actor), "staff.reopened" if active else "staff.closed", membership)


@recorded_last()
def make_admin(membership: Membership, actor: User, **asked: int) -> None:
    """Make a member with an e-mail address an administrator, on a second person's or an operator's word.

    Somebody of the region may know the person's password: unless it was chosen by a link to the present address, it
    ends with every session, and a link goes to the address. ValueError without an address."""
    user = membership.user
    if not user.email:
        raise ValueError("an administrator needs an e-mail address")
    membership.regional_admin = True
    membership.save()
    record(membership.region_id, actor_of(actor), "staff.admin_given", membership, **asked)
    if not user.chosen_by_link:
        user.set_unusable_password()
        user.save(update_fields=OF_PASSWORD)
        end_sessions(user)
        send_link(user, asked_by=actor, round_ended=user.session_round)
    tell("admin_given", user, [user, *administrators(membership.region_id), *operators()], actor)


def admin_taken(membership: Membership, actor: User) -> None:
    """A member who was an administrator isn't any more: sessions end, and those concerned are told."""
    end_sessions(membership.user)
    record(membership.region_id, actor_of(actor), "staff.admin_taken", membership)
    tell("admin_taken", membership.user, [membership.user, *overseers(membership.region_id, actor)], actor)


@recorded_last()
def change_email(user: User, address: str, actor: User) -> None:
    """Give an account another e-mail address. The old address is told, and the new one. Links of before don't
    work."""
    former_address, user.email, user.chosen_by_link = user.email, address, False
    user.save(update_fields=["email", "chosen_by_link"])
    record(region_of(user), actor_of(actor), "account.email_changed", user)
    tell("email_changed", user, [user], actor, also=[former_address])


@recorded_last()
def password_chosen(user: User, how: str) -> None:
    """The account's owner has chosen a password: `how` is account, link or first. Told to the account's address."""
    user.reset_by = user.reset_at = None
    user.chosen_by_link = how == "link"
    user.save(update_fields=["reset_by", "reset_at", "chosen_by_link"])
    record(region_of(user), actor_of(user), "account.password_changed", user, how=how)
    tell("password_changed", user, [user], user)


@recorded_last()
def set_by_command(user: User) -> None:
    """Somebody at the server has set the account's password, nobody knows who: it is a temporary one, and told."""
    hand_out(user, None, None)
    end_sessions(user)
    record(region_of(user), "system", "account.password_reset", user, how="command")
    tell("password_changed", user, [user])


def keeps_an_admin(membership: Membership) -> bool:
    """Whether the region still has an administrator who can sign in without this member."""
    others = Membership.objects.filter(region_id=membership.region_id, regional_admin=True, user__is_active=True)
    return others.exclude(pk=membership.pk).exists()
