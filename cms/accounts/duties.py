"""Duties apart: what would let one administrator act as somebody else takes a second person.

An administrator asks; another administrator of the region or an operator confirms. A region with one administrator
has the operator for it. Nobody ever confirms what they asked for (the database refuses it as well)."""

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cms.access.roles import Role, roles_of
from cms.accounts.changes import change_email, hand_out, make_admin, temporary_password
from cms.accounts.models import Membership, Position, PositionHolder, User
from cms.accounts.notices import administrators, name_of, operators, overseers, tell
from cms.accounts.signing_models import StaffRequest
from cms.audit.trail import actor_of, record, recorded_last
from cms.regions.calendar import today_in
from cms.regions.known import KNOWN_REGIONS

WAITS = timedelta(days=7)
Kind, State = StaffRequest.Kind, StaffRequest.State


class Lapsed(Exception):
    """The request can't be confirmed any more; the message says why."""


def waiting() -> QuerySet[StaffRequest]:
    """What waits for a second person in the region in scope."""
    rows = StaffRequest.objects.filter(state=State.WAITING, asked_at__gt=timezone.now() - WAITS)
    return rows.filter(membership__user__is_superuser=False).select_related("membership__user", "asked_by", "region")


def may_confirm(user: User, wish: StaffRequest) -> bool:
    """Whether `user` is a second person for the request: not who asked, and an administrator there or an operator."""
    if user.pk == wish.asked_by_id:
        return False
    return user.is_superuser or administers(user, wish.region_id)


def administers(user: User, region_id: int) -> bool:
    return Role.REGIONAL_ADMIN in roles_of(user) and user.membership.region_id == region_id


@recorded_last()
def ask(kind: StaffRequest.Kind, membership: Membership, actor: User, **data: Any) -> StaffRequest:
    """Ask for a change of the member; an older request of the same kind is withdrawn. Both are told: who may confirm
    it, and whom it concerns. `data`: what is wished for, of JSON's types."""
    same_kind = StaffRequest.objects.filter(membership=membership, kind=kind, state=State.WAITING)
    if kind != Kind.POSITION:
        same_kind.update(state=State.REFUSED, decided_by=actor, decided_at=timezone.now(), data={})
    wish = StaffRequest.objects.create(
        region_id=membership.region_id, kind=kind, membership=membership, asked_by=actor, asked_at=timezone.now(),
        data=data, nonce=secrets.token_urlsafe(24),
    )  # fmt: skip
    record(membership.region_id, actor_of(actor), "staff.asked", membership, kind=str(kind))
    second_persons = administrators(membership.region_id, without=[actor.pk]) or operators()
    tell("asked", membership.user, [*second_persons, membership.user], actor, detail=_wished(wish))
    return wish


def _wished(wish: StaffRequest) -> str:
    """The kind of a change in words; a position by its name."""
    with translation.override("id"):
        kind = str(wish.get_kind_display())
    position = Position.objects.filter(pk=wish.data.get("position")).first()
    return f"{kind} ({position})" if position else kind


@recorded_last()
def confirm(pk: int, actor: User) -> str:
    """Do what was asked for. Returns the second half of a password on paper, "" for everything else.

    PermissionDenied for whoever isn't a second person; Lapsed when it is decided, too old or can't be done any more.
    """
    wish = _locked(pk)
    if not may_confirm(actor, wish):
        raise PermissionDenied
    if not administers(User._base_manager.get(pk=wish.asked_by_id), wish.region_id):
        raise Lapsed(_("Whoever asked for this is no longer an administrator."))
    if not wish.membership.user.is_active:
        raise Lapsed(_("The account is closed."))
    second_half = EFFECTS[wish.kind](wish, actor)
    _decide(wish, State.CONFIRMED, actor)
    record(
        wish.region_id, actor_of(actor), "staff.confirmed", wish.membership, kind=wish.kind, asked=wish.asked_by_id
    )
    return second_half


@recorded_last()
def refuse(pk: int, actor: User) -> None:
    """Refuse a request; whoever asked for it withdraws it so."""
    wish = _locked(pk)
    if not (actor.is_superuser or administers(actor, wish.region_id)):
        raise PermissionDenied
    wished = _wished(wish)
    _decide(wish, State.REFUSED, actor)
    record(wish.region_id, actor_of(actor), "staff.refused", wish.membership, kind=wish.kind)
    others = [person for person in (wish.asked_by, wish.membership.user) if person.pk != actor.pk]
    kind = "withdrawn" if actor.pk == wish.asked_by_id else "refused"
    tell(kind, wish.membership.user, others, actor, detail=wished)


def _locked(pk: int) -> StaffRequest:
    wish = waiting().select_for_update(of=("self",)).filter(pk=pk).first()
    if wish is None:
        raise Lapsed(_("This is decided already, or too old."))
    return wish


def _decide(wish: StaffRequest, state: StaffRequest.State, actor: User) -> None:
    StaffRequest.objects.filter(pk=wish.pk).update(
        state=state, decided_by=actor, decided_at=timezone.now(), data={}, nonce=""
    )


def half_of(wish: StaffRequest) -> str:
    """The asker's half of a password on paper: made anew from the request and the installation's key, so nothing that
    is stored tells it. The other half is made when it is confirmed, and shown to the second person only."""
    key = hmac.new(settings.SECRET_KEY.encode(), f"warkat.half.{wish.pk}.{wish.nonce}".encode(), sha256).digest()
    letters = iter(key)
    return temporary_password(lambda alphabet: alphabet[next(letters) % len(alphabet)], groups=2)


def _make_admin(wish: StaffRequest, actor: User) -> str:
    if not wish.membership.user.email:
        raise Lapsed(_("An administrator needs an e-mail address. Give one first."))
    make_admin(wish.membership, actor, asked=wish.asked_by_id)
    return ""


def _change_email(wish: StaffRequest, actor: User) -> str:
    change_email(wish.membership.user, wish.data["email"], actor)
    return ""


def _reset_on_paper(wish: StaffRequest, actor: User) -> str:
    half = temporary_password(groups=2)
    user = wish.membership.user
    hand_out(user, f"{half_of(wish)}-{half}", wish.asked_by)
    record(wish.region_id, actor_of(actor), "staff.password_reset", wish.membership, asked=wish.asked_by_id)
    recipients = [user, *administrators(wish.region_id, without=[user.pk])]
    tell("password_on_paper", user, recipients, actor, detail=name_of(wish.asked_by))
    return half


def _appoint(wish: StaffRequest, actor: User) -> str:
    """An administrator's own position."""
    position = Position.objects.filter(pk=wish.data["position"]).first()
    if position is None:
        raise Lapsed(_("The position is no longer there."))
    appointment = {name: wish.data[name] for name in ("capacity", "since", "until")}
    holder = PositionHolder(region_id=wish.region_id, position=position, membership=wish.membership, **appointment)
    try:
        holder.full_clean()
    except ValidationError as problems:
        raise Lapsed(" ".join(problems.messages)) from None
    holder.save()
    record(wish.region_id, actor_of(actor), "positionholder.added", holder, asked=wish.asked_by_id)
    tell_of_holder(holder, actor, asked_by=wish.asked_by)
    return ""


EFFECTS: dict[str, Callable[[StaffRequest, User], str]] = {
    Kind.ADMIN: _make_admin,
    Kind.EMAIL: _change_email,
    Kind.CODE: _reset_on_paper,
    Kind.POSITION: _appoint,
}


def tell_of_holder(holder: PositionHolder, actor: User, asked_by: User | None = None) -> None:
    """A new holder of a position is told to the person, to who holds it as well, and to who looks after the actor."""
    today = today_in(KNOWN_REGIONS.get(holder.region_id))
    others = PositionHolder.active(today).filter(position=holder.position_id).exclude(pk=holder.pk)
    users = list(User._base_manager.filter(membership__in=others.values("membership")))
    recipients = [holder.membership.user, *users, *overseers(holder.region_id, actor)]
    detail = str(holder.position)
    if asked_by:
        with translation.override("id"):
            detail = _("%(position)s, requested by %(who)s") % {"position": detail, "who": name_of(asked_by)}
    tell("position_given", holder.membership.user, recipients, actor, detail=detail)
