"""Differences in the reader's language."""

from django.utils.translation import gettext as _

from forms_engine.services.rule_words import names_of, rule_sentence
from forms_engine.versions.differences import FORM, LETTER, SERVICE, differences

GROUPS = {SERVICE: "Service", FORM: "Form", LETTER: "Letter", "workflow": "Approval"}


def grouped(old, new):
    """[(heading, [sentence, …]), …] of what differs between two Definitions."""
    before, after = names_of(old), names_of(new)
    found = {}
    for one in differences(old, new):
        values = dict(one.values) | {name: _(one.values[name]) for name in one.words}
        for name, rule in one.rules.items():
            values[name] = rule_sentence(rule, before if name == "before" else after) if rule else "–"
        found.setdefault(one.group, []).append(_(one.message) % values)
    return [(_(GROUPS[group]), found[group]) for group in GROUPS if group in found]
