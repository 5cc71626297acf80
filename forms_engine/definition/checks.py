"""Everything that stops a service from being published, said where it is.

Works on a document (see `codec`), half-finished ones included. Messages are English msgids.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import jsonschema

from forms_engine.definition import pattern
from forms_engine.definition.codec import Unfinished, from_json, schema
from forms_engine.definition.merging import merged_names
from forms_engine.definition.model import MERGE_NAMES, Check, Definition, Field, Paragraph
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import UnknownKind, kinds, parts
from forms_engine.definition.rules import Source, rule_problems, source_of
from forms_engine.definition.sizes import size_problems
from forms_engine.logic.compile import RuleError

# What reading, walking or drawing a document that isn't finished may raise; anything else is a bug.
UNFINISHED = (Unfinished, UnknownKind, RuleError)
ABOUT = {
    "requirements": "Write what people must have ready, one thing on each line.",
    "working_days": "Write the promised time in working days.",
    "fee": "Write the fee; for a free service “Rp0 (gratis)”.",
    "product": "Write what people receive.",
    "complaints": "Write where people can complain.",
}


def check(document: dict[str, Any], positions: frozenset[str] | None = None) -> list[Problem]:
    """The Problems of a document, none when it may be published. `positions`: codes that exist (None: not asked).
    Of one that is too large only that is said."""
    if problems := list(size_problems(document)):
        return problems
    return problems_in(document, positions) or list(_schema(document))


def problems_in(document: dict[str, Any], positions: frozenset[str] | None = None) -> list[Problem]:
    """The same of a document that fits the schema."""
    definition = from_json(document)
    form = _Form(definition)
    problems = [
        *_about(definition),
        *_ids(document),
        *form.problems(),
        *_certificate(definition, positions, form.rule),
    ]
    for name, part in parts().items():
        problems += part.check(document.get("parts", {}).get(name), definition, positions)
    return problems


def _schema(document: dict[str, Any]) -> Iterator[Problem]:
    """What the published schema forbids and no check above explains (lengths and sizes mostly)."""
    for error in islice(jsonschema.Draft202012Validator(schema()).iter_errors(document), 5):
        location = "/".join(str(part) for part in error.absolute_path)
        yield Problem(
            Code.SCHEMA,
            "title",
            "At %(place)s: this doesn't fit (%(rule)s).",
            values={"place": location, "rule": error.validator},
        )


def _about(definition: Definition) -> Iterator[Problem]:
    if not definition.title.strip():
        yield Problem(Code.EMPTY, "title", "Give the service a title.")
    for setting, message in ABOUT.items():
        value = getattr(definition.about, setting)
        if value is None or value == "" or value == ():
            yield Problem(Code.EMPTY, setting, message)


def _ids(document: dict[str, Any]) -> Iterator[Problem]:
    counts: Counter[str] = Counter()
    for step in document["steps"]:
        counts[step["id"]] += 1
        counts.update(check["id"] for check in step.get("checks", ()))
        for field in step["fields"]:
            for question in (field, *field.get("fields", ())):
                counts[question["id"]] += 1
                counts.update(choice["id"] for choice in question.get("choices", ()))
    for part in (document.get("certificate") or {}).get("body", ()):
        counts[part["id"]] += 1
    for key, count in counts.items():
        if count > 1:
            yield Problem(
                Code.SAME_ID, key, "This copy can't be told apart from the original. Delete it and add it again."
            )


class _Form:
    """One pass over the form: what has been asked so far, by id, is what a rule may read."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.everything = {field.id for field in definition.every_field()}
        self.earlier: dict[str, Source] = {}
        self.outside = {field.id: field for field in definition.fields()}  # what no group asks

    def problems(self) -> Iterator[Problem]:
        """The Problems of steps, questions and checks, in order."""
        if not self.definition.steps:
            yield Problem(Code.EMPTY, "steps", "Add at least one step with a question.")
        for step in self.definition.steps:
            if not step.title.strip():
                yield Problem(Code.EMPTY, step.id, "Give the step a title.", "title")
            yield from self.rule(step.id, step.show_when)
            if not step.fields:
                yield Problem(Code.EMPTY, step.id, "Add at least one question to this step.", "fields")
            for field in step.fields:
                yield from self.field(field)
                yield from self.compared(field, self.outside)
                for child in field.fields:
                    yield from self.compared(child, self.outside | {sibling.id: sibling for sibling in field.fields})
            for check in step.checks:
                yield from self.check(check)

    def rule(self, owner: str, rule: Any, setting: str = "conditions") -> Iterable[Problem]:
        return rule_problems(owner, rule, self.earlier, self.everything, setting) if rule else ()

    def check(self, check: Check) -> Iterator[Problem]:
        if not check.message.strip():
            yield Problem(Code.EMPTY, check.id, "Write what people read.", "message")
        if not check.when:
            yield Problem(Code.RULE_MISSING, check.id, "Add at least one condition.", "conditions")
        yield from self.rule(check.id, check.when)

    def field(self, field: Field) -> Iterator[Problem]:
        """The Problems of a question; what follows may read its answer."""
        kind = kinds().get(field.kind)
        if kind is None:
            yield Problem(
                Code.UNKNOWN_KIND,
                field.id,
                "This kind of question isn't known here: %(kind)s.",
                values={"kind": field.kind},
            )
            return
        if kind.asks and not field.label.strip():
            yield Problem(Code.EMPTY, field.id, "Write the question.", "label")
        yield from kind.check(field)
        if kind.computes:
            yield from kind.check_sources(field, self.earlier)
        yield from self.rule(field.id, field.show_when)
        yield from self.rule(field.id, field.required_when, "required_conditions")
        for choice in field.choices:
            yield from self.rule(choice.id, choice.show_when)
        if field.fields:
            yield from self.inside(field)
        if source := source_of(field):
            self.earlier[field.id] = source

    def inside(self, group: Field) -> Iterator[Problem]:
        """What a group asks sees what is before the group and before it in its own row; from outside it is a list."""
        outside = self.earlier
        self.earlier = dict(outside)
        for child in group.fields:
            kind = kinds().get(child.kind)
            if kind is not None and (kind.repeats or kind.stops):
                yield Problem(Code.MISPLACED, child.id, "This can't stand inside a repeating group.")
            yield from self.field(child)
        self.earlier = outside
        for child in group.fields:
            if source := source_of(child, listed=True):
                self.earlier[child.id] = source

    def compared(self, field: Field, beside: Mapping[str, Field]) -> Iterator[Problem]:
        """What an answer is compared with before sending must be asked beside it, and be of the right sort."""
        kind = kinds().get(field.kind)
        if kind is None:
            return
        for setting, name in kind.compared(field).items():
            against = beside.get(name)
            if against is None or against.id == field.id or against.kind not in kinds():
                yield Problem(
                    Code.QUESTION_GONE,
                    field.id,
                    "This names a question that doesn't exist here (any more). Choose it again.",
                    setting,
                )
            else:
                yield from kind.check_compared(field, setting, against)


def _certificate(
    definition: Definition,
    positions: frozenset[str] | None,
    rule_problems_of: Callable[[str, Any], Iterable[Problem]],
) -> Iterator[Problem]:
    letter = definition.certificate
    if letter is None:
        return
    if not letter.title.strip():
        yield Problem(Code.EMPTY, "certificate", "Give the letter a title.", "title")
    if not letter.body:
        yield Problem(Code.EMPTY, "certificate", "Write the text of the letter.", "body")
    if not letter.signatory:
        yield Problem(Code.EMPTY, "certificate", "Choose who signs.", "signatory")
    elif positions is not None and letter.signatory not in positions:
        yield Problem(
            Code.POSITION_GONE, "certificate", "This position doesn't exist in your region (any more).", "signatory"
        )
    yield from pattern.check(letter)
    askable = {field.id for field in definition.fields() if kinds().get(field.kind) and kinds()[field.kind].asks}
    for part in letter.body:
        if isinstance(part, Paragraph):
            yield from rule_problems_of(part.id, part.show_when)
        named = merged_names(part.text) if isinstance(part, Paragraph) else part.fields
        if isinstance(part, Paragraph) and not part.text.strip():
            yield Problem(Code.EMPTY, part.id, "Write something here, or delete this paragraph.")
        if not isinstance(part, Paragraph) and not part.fields:
            yield Problem(Code.EMPTY, part.id, "Choose at least one question for the table.")
        allowed = askable | set(MERGE_NAMES) if isinstance(part, Paragraph) else askable
        if set(named) - allowed:
            yield Problem(
                Code.QUESTION_GONE, part.id, "This names a question that doesn't exist (any more). Insert it again."
            )
