"""A Wagtail permission policy that asks for roles: regional administrators hold no model permission at all."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from cms.access.roles import ADMINS, Role, roles_of


class RolePolicy(BasePermissionPolicy):
    """`actions` maps an action (view, add, change, delete) to the roles that may do it; others may not.

    Which rows they may do it to is not decided here: the scoped manager hides the others.
    """

    def __init__(self, model: type[Model], actions: Mapping[str, frozenset[Role]]) -> None:
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user: AbstractUser | AnonymousUser, action: str) -> bool:
        return bool(roles_of(user) & self.actions.get(action, frozenset()))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """The accounts in scope that may do one of `actions`."""
        users = get_user_model().objects.filter(is_active=True)
        able = [user.pk for user in users if self.user_has_any_permission(user, actions)]
        return users.filter(pk__in=able)


def managed_by_region(model: type[Model]) -> RolePolicy:
    """The policy of the lists that a region keeps itself; operators look and correct."""
    region_admins = frozenset({Role.REGIONAL_ADMIN})
    return RolePolicy(model, {"view": ADMINS, "add": region_admins, "change": ADMINS, "delete": region_admins})
