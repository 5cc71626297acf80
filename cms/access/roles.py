"""Who may use a view: declared where the view is defined, enforced in one place (`AccessMiddleware`)."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What a person may be to this installation. A person may have several."""

    PUBLIC = "public"  # anyone, signed in or not
    STAFF = "staff"  # works for a region: an approver signs in as this
    REGIONAL_ADMIN = "regional_admin"
    OPERATOR = "operator"  # runs the installation (superuser)


ANYONE = frozenset(Role)
ANY_STAFF = frozenset({Role.STAFF, Role.REGIONAL_ADMIN, Role.OPERATOR})
REGION_STAFF = frozenset({Role.STAFF, Role.REGIONAL_ADMIN})  # who works for a region; an operator for none
ADMINS = frozenset({Role.REGIONAL_ADMIN, Role.OPERATOR})
OPERATORS = frozenset({Role.OPERATOR})


def access(roles: Iterable[Role]) -> Callable[[View], View]:
    """Declare that only `roles` may use the decorated view, a function or a class."""

    def declare(view: View) -> View:
        view.access = frozenset(roles)
        return view

    return declare


def by_itself(view: View) -> View:
    """Declare that a page asks the decorated view without anyone's doing: that is no use of the session."""
    view.by_itself = True
    return view


def membership_of(user: "AbstractUser | AnonymousUser") -> Any:
    """The user's Membership (of a room above), or None."""
    return getattr(user, "membership", None) if user.is_authenticated else None


def roles_of(user: "AbstractUser | AnonymousUser") -> frozenset[Role]:
    """The roles of `user`; anyone has PUBLIC."""
    roles = {Role.PUBLIC}
    if not user.is_authenticated or not user.is_active:
        return frozenset(roles)
    if user.is_superuser:
        return frozenset(roles | {Role.OPERATOR})
    if membership := membership_of(user):
        roles.add(Role.STAFF)
        if membership.regional_admin:
            roles.add(Role.REGIONAL_ADMIN)
    return frozenset(roles)
