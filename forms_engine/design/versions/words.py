"""Differences in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from forms_engine.definition.registry import parts
from forms_engine.design.versions.differences import FORM, LETTER, SERVICE, differences
from forms_engine.explain.rule_words import names_of, rule_sentence

HEADINGS = {SERVICE: "Service", FORM: "Form", LETTER: "Letter"}


def grouped(old: Any, new: Any) -> list[tuple[str, Any]]:
    """[(heading, [sentence, …]), …] of what differs between two Definitions."""
    before, after = names_of(old), names_of(new)
    found = {}
    for one in differences(old, new):
        values = dict(one.values) | {name: _(one.values[name]) for name in one.words}
        for name, rule in one.rules.items():
            values[name] = rule_sentence(rule, before if name == "before" else after) if rule else "–"
        found.setdefault(one.group, []).append(_(one.message) % values)
    headings = HEADINGS | {name: part.title for name, part in parts().items()}
    return [(_(heading), found[group]) for group, heading in headings.items() if group in found]
