"""What the audit trail calls what was done, why, and to whom: in words, which each floor enters for its own acts."""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

FindNames = Callable[[Set[int]], Mapping[int, str]]

_acts, _details, _names = {}, {}, {}


def register_words(acts: Mapping[str, str | Promise], **details: Mapping[str, str | Promise]) -> None:
    """Enter the words of actions ({action: text}) and of values in an event's `data` (name={value: text})."""
    _acts.update(acts)
    for name, words in details.items():
        _details.setdefault(name, {}).update(words)


def register_names(model_name: str) -> Callable[[FindNames], FindNames]:
    """Enter `find(pks)` → {pk: name}, in one query and in the region in scope, for the targets of a model. A name may
    hold no more of a person than any administrator of the region may know."""

    def register(find: FindNames) -> FindNames:
        _names[model_name] = find
        return find

    return register


def act_words(action: str) -> str | Promise:
    """The act in words; its code while nobody has entered any."""
    return _acts.get(action, action)


def has_words(action: str) -> bool:
    return action in _acts


def detail_words(data: Mapping[str, Any]) -> str:
    """What an event's data says in words, "" when it says nothing that has any."""
    texts = (_details[name].get(str(data[name])) for name in _details if name in data)
    return ", ".join(str(text) for text in texts if text)


def target_names(targets: Iterable[str]) -> dict[str, str]:
    """{target: words} for targets written "<model>:<id>": its name where one may be told, else kind and number. One
    query a model, however many there are."""
    pairs = {target: target.partition(":")[::2] for target in targets}
    names = {}
    for model, find in _names.items():
        pks = {int(pk) for name, pk in pairs.values() if name == model and pk.isdecimal()}
        names |= {f"{model}:{pk}": name for pk, name in find(pks).items()} if pks else {}
    kinds = {model._meta.model_name: model._meta.verbose_name for model in apps.get_models()}
    words = {}
    for target, (model, pk) in pairs.items():
        kind = capfirst(kinds.get(model, model))
        words[target] = f"{kind} {names[target]}" if target in names else f"{kind} {_('no.')} {pk}"
    return words
