"""Everything that stops a service from being published, said where it is.

Works on a document (see `codec`), half-finished ones included. Messages are English msgids.
"""

import re
from collections import Counter
from decimal import Decimal, InvalidOperation

import jsonschema

from forms_engine.certificates import pattern
from forms_engine.definition.codec import from_json, schema
from forms_engine.definition.model import MERGE_NAMES, Paragraph
from forms_engine.definition.problems import Problem
from forms_engine.definition.registry import kinds, parts
from forms_engine.logic.compile import RuleError, compile_rule, reads

MERGE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
OPERATORS = {
    "text": {"==", "!=", "answered"},
    "number": {"==", "!=", "<", "<=", ">", ">=", "answered"},
    "date": {"==", "!=", "<", "<=", ">", ">=", "answered"},
    "choice": {"==", "!=", "answered"},
    "choices": {"in", "answered"},
    "boolean": {"==", "!=", "answered"},
}
ABOUT = {
    "requirements": "Write what people must have ready, one thing on each line.",
    "working_days": "Write the promised time in working days.",
    "fee": "Write the fee; for a free service “Rp0 (gratis)”.",
    "product": "Write what people receive.",
    "complaints": "Write where people can complain.",
}


def merge_ids(text):
    """The names in the `{{…}}` marks of a certificate text, in order."""
    return MERGE.findall(text)


def check(document, positions=None):
    """The Problems of a document, none when it may be published. `positions`: codes that exist (None: not asked)."""
    definition = from_json(document)
    problems = [
        *_about(definition),
        *_ids(document),
        *_form(definition),
        *_certificate(definition, positions),
    ]
    for name, part in parts().items():
        problems += part.check(document.get("parts", {}).get(name), definition, positions)
    return problems or list(_schema(document))


def _schema(document):
    """What the published schema forbids and no check above explains (lengths and sizes mostly)."""
    errors = jsonschema.Draft202012Validator(schema()).iter_errors(document)
    for error in list(errors)[:5]:
        place = "/".join(str(part) for part in error.absolute_path)
        yield Problem(
            "title", "At %(place)s: this doesn't fit (%(rule)s).", values={"place": place, "rule": error.validator}
        )


def _about(definition):
    if not definition.title.strip():
        yield Problem("title", "Give the service a title.")
    for setting, message in ABOUT.items():
        value = getattr(definition.about, setting)
        if value is None or value == "" or value == ():
            yield Problem(setting, message)


def _ids(document):
    found = Counter()
    for step in document["steps"]:
        found[step["id"]] += 1
        for field in step["fields"]:
            found[field["id"]] += 1
            found.update(choice["id"] for choice in field.get("choices", ()))
    for part in (document.get("certificate") or {}).get("body", ()):
        found[part["id"]] += 1
    for key, count in found.items():
        if count > 1:
            yield Problem(key, "This was copied in a way that can't be told apart. Delete it and add it anew.")


def _form(definition):
    if not definition.steps:
        yield Problem("steps", "Add at least one step with a question.")
    known, earlier = kinds(), {}
    everything = {field.id for field in definition.fields()}
    for step in definition.steps:
        if not step.title.strip():
            yield Problem(step.id, "Give the step a title.", "title")
        if step.show_when:
            yield from _condition(step, earlier, everything)
        if not step.fields:
            yield Problem(step.id, "Add at least one question to this step.", "fields")
        for field in step.fields:
            kind = known.get(field.kind)
            if kind is None:
                yield Problem(
                    field.id, "This kind of question isn't known here: %(kind)s.", values={"kind": field.kind}
                )
                continue
            if kind.asks and not field.label.strip():
                yield Problem(field.id, "Write the question.", "label")
            yield from kind.check(field)
            if kind.computes:
                yield from _sources(field, kind, earlier)
            if field.show_when:
                yield from _condition(field, earlier, everything)
            if kind.asks:
                earlier[field.id] = field


def _sources(field, kind, earlier):
    """What a calculation reads must be asked before it and be of the right sort."""
    for source in kind.sources(field):
        if source not in earlier:
            yield Problem(field.id, "The calculation looks at a question that isn't before it (any more).", "sources")
        elif kinds()[earlier[source].kind].compares != kind.compares_of_sources(field):
            yield Problem(
                field.id, "“%(label)s” can't be calculated with.", "sources", {"label": earlier[source].label}
            )


def _condition(field, earlier, everything):
    try:
        compile_rule(field.show_when)
        sources = reads(field.show_when)
    except RuleError:
        yield Problem(field.id, "This condition can't be understood. Set it anew.", "conditions")
        return
    for source in sources:
        if source == "":
            yield Problem(field.id, "Choose the question that the condition looks at.", "conditions")
        elif source not in everything:
            yield Problem(field.id, "The condition looks at a question that was deleted.", "conditions")
        elif source not in earlier:
            yield Problem(
                field.id, "The condition looks at a question that comes later. Move one of them.", "conditions"
            )
        else:
            yield from _comparisons(field, earlier[source])


def _comparisons(field, source):
    compares = kinds()[source.kind].compares
    for operator, value in _terms(field.show_when, source.id):
        if operator not in OPERATORS.get(compares, {"answered"}):
            yield Problem(
                field.id, "“%(label)s” can't be compared in this way.", "conditions", {"label": source.label}
            )
        elif operator != "answered" and not _fits(compares, value, source):
            yield Problem(
                field.id, "Choose a value that “%(label)s” can have.", "conditions", {"label": source.label}
            )


def _terms(rule, source):
    """(operator, value) of each comparison that reads `source`."""
    if isinstance(rule, list | tuple):
        for item in rule:
            yield from _terms(item, source)
        return
    if not hasattr(rule, "items"):
        return
    for operator, operands in rule.items():
        items = operands if isinstance(operands, list | tuple) else [operands]
        if operator == "answered" and source in items:
            yield operator, None
        elif operator not in ("and", "or", "!", "var") and any(_is_var(item, source) for item in items):
            yield operator, next((item for item in items if not hasattr(item, "items")), None)
        else:
            yield from _terms(list(items), source)


def _is_var(item, source):
    if not hasattr(item, "items"):
        return False
    name = item.get("var")
    return (name[0] if isinstance(name, list | tuple) and name else name) == source


def _fits(compares, value, source):
    match compares:
        case "choice" | "choices":
            return value in {choice.id for choice in source.choices}
        case "boolean":
            return isinstance(value, bool)
        case "number":
            try:
                return not isinstance(value, bool) and Decimal(str(value)).is_finite()
            except InvalidOperation:
                return False
        case "date":
            return isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None
    return isinstance(value, str) and value != ""


def _certificate(definition, positions):
    letter = definition.certificate
    if letter is None:
        return
    if not letter.title.strip():
        yield Problem("certificate", "Give the letter a title.", "title")
    if not letter.body:
        yield Problem("certificate", "Write the text of the letter.", "body")
    if not letter.signatory:
        yield Problem("certificate", "Choose who signs.", "signatory")
    elif positions is not None and letter.signatory not in positions:
        yield Problem("certificate", "This position doesn't exist in your region (any more).", "signatory")
    yield from pattern.check(letter)
    askable = {field.id for field in definition.fields() if kinds().get(field.kind) and kinds()[field.kind].asks}
    for part in letter.body:
        named = merge_ids(part.text) if isinstance(part, Paragraph) else part.fields
        if isinstance(part, Paragraph) and not part.text.strip():
            yield Problem(part.id, "Write something here, or delete this paragraph.")
        if not isinstance(part, Paragraph) and not part.fields:
            yield Problem(part.id, "Choose at least one question for the table.")
        allowed = askable | set(MERGE_NAMES) if isinstance(part, Paragraph) else askable
        if set(named) - allowed:
            yield Problem(part.id, "This names a question that doesn't exist (any more). Insert it anew.")
