"""What operators change of accounts in Wagtail's own form: audited and told like everything else."""

from dataclasses import dataclass

from cms.accounts.changes import end_sessions, hand_out, password_chosen
from cms.accounts.models import User, region_of
from cms.accounts.notices import operators, tell
from cms.audit.trail import actor_of, record, recorded_last


@dataclass(frozen=True)
class Snapshot:
    """What of an account is watched: `password` is its hash."""

    password: str = ""
    email: str = ""
    operator: bool = False
    active: bool = True


NOTHING = Snapshot()


def snapshot(user: User) -> Snapshot:
    """The account as it is stored."""
    row = User._base_manager.get(pk=user.pk)
    return Snapshot(row.password, row.email, row.is_superuser, row.is_active)


@recorded_last()
def edited(before: Snapshot, user: User, actor: User) -> None:
    """After Wagtail's form: a password that somebody else typed is a temporary one, rights that were taken end
    sessions, and each change stands in the trail and is told, an address to the old one as well."""
    now, region, by = snapshot(user), region_of(user), actor_of(actor)
    if now.password != before.password:
        _new_password(user, actor)
    if before.email and now.email != before.email:
        record(region, by, "account.email_changed", user)
        tell("email_changed", user, [user], actor, also=[before.email])
    if now.operator and not before.operator:
        record(region, by, "account.operator_given", user)
        tell("operator_given", user, [user, *operators()], actor)
    if (before.operator, before.active) > (now.operator, now.active) or (before.active and not now.active):
        record(region, by, "account.rights_taken", user, operator=now.operator, active=now.active)
        end_sessions(user)


def _new_password(user: User, actor: User) -> None:
    if user.pk == actor.pk:
        password_chosen(user, "account")
        return
    hand_out(user, None, actor)
    record(region_of(user), actor_of(actor), "account.password_reset", user)
    tell("password_changed", user, [user], actor)
