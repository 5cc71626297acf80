"""What the audit trail calls the acts and things of this floor."""

from collections.abc import Set

from django.utils.translation import gettext_lazy

from cms.accounts.models import Membership, Position
from cms.accounts.signing_models import StaffRequest
from cms.audit.words import register_names, register_words
from cms.pages.models import RegionPage
from cms.regions.models import Region


@register_names("membership")
def _members(pks: Set[int]) -> dict[int, str]:
    return {row.pk: row.full_name for row in Membership.objects.filter(pk__in=pks)}


@register_names("user")
def _accounts(pks: Set[int]) -> dict[int, str]:
    return {row.user_id: row.full_name for row in Membership.objects.filter(user_id__in=pks)}


@register_names("position")
def _positions(pks: Set[int]) -> dict[int, str]:
    return dict(Position.objects.filter(pk__in=pks).values_list("pk", "title"))


@register_names("region")
def _regions(pks: Set[int]) -> dict[int, str]:
    return dict(Region.objects.filter(pk__in=pks).values_list("pk", "name"))


@register_names("regionpage")
def _region_pages(pks: Set[int]) -> dict[int, str]:
    return dict(RegionPage.objects.filter(pk__in=pks).values_list("pk", "region__name"))


register_words(
    {
        "account.email_changed": gettext_lazy("changed the e-mail address of an account"),
        "account.link_sent": gettext_lazy("had a link for a new password sent"),
        "account.operator_given": gettext_lazy("made an account an operator's"),
        "account.password_changed": gettext_lazy("changed their own password"),
        "account.password_reset": gettext_lazy("gave an account a new password"),
        "account.rights_taken": gettext_lazy("took rights from an account"),
        "account.session_ended": gettext_lazy("ended their own session on another device"),
        "account.sign_in_failed": gettext_lazy("counted failed attempts to sign in"),
        "account.signed_in": gettext_lazy("signed in"),
        "account.signed_out": gettext_lazy("signed out"),
        "job.retried": gettext_lazy("had a failed job tried again"),
        "membership.added": gettext_lazy("added a member of staff"),
        "membership.changed": gettext_lazy("changed a member of staff"),
        "membership.removed": gettext_lazy("removed a member of staff"),
        "position.added": gettext_lazy("added a position"),
        "position.changed": gettext_lazy("changed a position"),
        "position.removed": gettext_lazy("removed a position"),
        "positionholder.added": gettext_lazy("entered the holder of a position"),
        "positionholder.changed": gettext_lazy("changed the holder of a position"),
        "positionholder.removed": gettext_lazy("removed the holder of a position"),
        "region.changed": gettext_lazy("changed the region's data"),
        "region.created": gettext_lazy("set the region up"),
        "region.second_look": gettext_lazy("changed whether publishing needs a second person"),
        "staff.added": gettext_lazy("added a member of staff"),
        "staff.admin_given": gettext_lazy("made a member of staff an administrator"),
        "staff.admin_taken": gettext_lazy("took the administrator's rights from a member of staff"),
        "staff.asked": gettext_lazy("asked for a change that a second person confirms"),
        "staff.closed": gettext_lazy("closed the account of a member of staff"),
        "staff.confirmed": gettext_lazy("confirmed the change that another person asked for"),
        "staff.password_link": gettext_lazy("had a link for a new password sent to a member of staff"),
        "staff.password_reset": gettext_lazy("gave a member of staff a new password on paper"),
        "staff.refused": gettext_lazy("refused or withdrew the change that was asked for"),
        "staff.reopened": gettext_lazy("opened the account of a member of staff again"),
    },
    kind=dict(StaffRequest.Kind.choices),
    how={"command": gettext_lazy("on the server, by a command")},
)
