"""What the audit trail calls what was done, why, and to whom: in words, which each floor enters for its own acts."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.accounts.models import Membership, Position
from cms.accounts.signing_models import StaffRequest
from cms.pages.models import RegionPage
from cms.regions.models import Region

_acts, _details, _names = {}, {}, {}


def register_words(acts: Any, **details: Any) -> None:
    """Enter the words of actions ({action: text}) and of values in an event's `data` (name={value: text})."""
    _acts.update(acts)
    for name, words in details.items():
        _details.setdefault(name, {}).update(words)


def register_names(model_name: Any) -> Callable[..., Any]:
    """Enter `find(pks)` → {pk: name}, in one query and in the region in scope, for the targets of a model. A name may
    hold no more of a person than any administrator of the region may know."""

    def register(find):
        _names[model_name] = find
        return find

    return register


def act_words(action: str) -> Any:
    """The act in words; its code while nobody has entered any."""
    return _acts.get(action, action)


def has_words(action: str) -> bool:
    return action in _acts


def detail_words(data: Any) -> str:
    """What an event's data says in words, "" when it says nothing that has any."""
    found = (_details[name].get(str(data[name])) for name in _details if name in data)
    return ", ".join(str(words) for words in found if words)


def target_names(targets: Any) -> dict[Any, Any]:
    """{target: words} for targets written "<model>:<id>": its name where one may be told, else kind and number. One
    query a model, however many there are."""
    pairs = {target: target.partition(":")[::2] for target in targets}
    found = {}
    for model, find in _names.items():
        pks = {int(pk) for name, pk in pairs.values() if name == model and pk.isdecimal()}
        found |= {f"{model}:{pk}": name for pk, name in find(pks).items()} if pks else {}
    kinds = {model._meta.model_name: model._meta.verbose_name for model in apps.get_models()}
    words = {}
    for target, (model, pk) in pairs.items():
        kind = capfirst(kinds.get(model, model))
        words[target] = f"{kind} {found[target]}" if target in found else f"{kind} {_('no.')} {pk}"
    return words


@register_names("membership")
def _members(pks):
    return {row.pk: row.full_name for row in Membership.objects.filter(pk__in=pks)}


@register_names("user")
def _accounts(pks):
    return {row.user_id: row.full_name for row in Membership.objects.filter(user_id__in=pks)}


@register_names("position")
def _positions(pks):
    return dict(Position.objects.filter(pk__in=pks).values_list("pk", "title"))


@register_names("region")
def _regions(pks):
    return dict(Region.objects.filter(pk__in=pks).values_list("pk", "name"))


@register_names("regionpage")
def _region_pages(pks):
    return dict(RegionPage.objects.filter(pk__in=pks).values_list("pk", "region__name"))


register_words(
    {
        "account.email_changed": gettext_lazy("changed the e-mail address of an account"),
        "account.link_sent": gettext_lazy("had a link for a new password sent"),
        "account.operator_given": gettext_lazy("made an account an operator's"),
        "account.password_changed": gettext_lazy("changed the own password"),
        "account.password_reset": gettext_lazy("gave an account a new password"),
        "account.rights_taken": gettext_lazy("took rights from an account"),
        "account.session_ended": gettext_lazy("ended an own session on another device"),
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
)
