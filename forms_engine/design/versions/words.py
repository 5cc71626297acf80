"""Differences in the reader's language."""

from django.utils.translation import gettext as _

from forms_engine.definition.model import Definition
from forms_engine.definition.registry import parts
from forms_engine.design.versions.differences import FORM, LETTER, SERVICE, differences
from forms_engine.explain.rule_words import names_of, rule_sentence

HEADINGS = {SERVICE: "Service", FORM: "Form", LETTER: "Letter"}


def grouped(old: Definition, new: Definition) -> list[tuple[str, list[str]]]:
    """[(heading, [sentence, …]), …] of what differs between two Definitions."""
    before, after = names_of(old), names_of(new)
    sentences = {}
    for difference in differences(old, new):
        values = dict(difference.values) | {name: _(difference.values[name]) for name in difference.words}
        for name, rule in difference.rules.items():
            values[name] = rule_sentence(rule, before if name == "before" else after) if rule else "–"
        sentences.setdefault(difference.group, []).append(_(difference.message) % values)
    headings = HEADINGS | {name: part.title for name, part in parts().items()}
    return [(_(heading), sentences[group]) for group, heading in headings.items() if group in sentences]
