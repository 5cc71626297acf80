"""Staff accounts: taking someone on, a new password, leaving. Each in one transaction with its audit event."""

import secrets

from django.contrib.auth import get_user_model
from django.db import transaction

from cms.accounts.models import Membership
from cms.audit.trail import actor_of, record

# No letter or digit that is easily taken for another: the password is read aloud or copied from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def temporary_password():
    """A password to hand over once: three groups of four, about 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(3))


def sign_in_name(region, name):
    """The username of `name` in a region: `budi@kota-pekalongan`. Regions can't collide or probe each other."""
    return f"{name}@{region.slug}"


@transaction.atomic
def add_staff(membership, name, actor, email=""):
    """Take `membership` (unsaved, with its region) on with an account `name`@region. Returns the password."""
    password = temporary_password()
    user = get_user_model()(
        username=sign_in_name(membership.region, name), email=email, first_name=membership.full_name[:150]
    )
    user.set_password(password)
    user.password_is_temporary = True
    user.save()
    membership.user = user
    membership.save()
    record(membership.region_id, actor_of(actor), "staff.added", membership, admin=membership.regional_admin)
    return password


@transaction.atomic
def reset_password(membership, actor):
    """Give the member a new temporary password and return it. Open sessions of the account end."""
    password = temporary_password()
    user = membership.user
    user.set_password(password)
    user.password_is_temporary = True
    user.save(update_fields=["password", "password_is_temporary"])
    record(membership.region_id, actor_of(actor), "staff.password_reset", membership)
    return password


@transaction.atomic
def set_active(membership, active, actor):
    """Close or reopen the member's account. What they did stays theirs; nothing is deleted."""
    user = membership.user
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(membership.region_id, actor_of(actor), "staff.reopened" if active else "staff.closed", membership)


def keeps_an_admin(membership):
    """Whether the region still has an administrator who can sign in without this member."""
    others = Membership.objects.filter(region_id=membership.region_id, regional_admin=True, user__is_active=True)
    return others.exclude(pk=membership.pk).exists()
