"""What is wrong with a rule of a service, found before it is published: unknown or later questions, and comparisons
that can't be right. Rules are judged by what they read and by the sort of each side of a comparison."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from forms_engine.definition.model import Definition, Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import kinds
from forms_engine.logic.compile import RuleError, compile_rule, reads
from forms_engine.logic.sentence import N_
from forms_engine.logic.shape import only, thawed

ORDERED = {"==", "!=", "<", "<=", ">", ">="}
OPERATORS = {
    "text": {"==", "!="},
    "number": ORDERED,
    "date": ORDERED,
    "choice": {"==", "!="},
    "choices": {"in"},
    "boolean": {"==", "!="},
}
NUMBERS = {"+", "-", "*", "/", "%", "round", "max", "min", "count", "sum", "date_diff"}
DATES = {"today", "date_add"}


@dataclass(frozen=True, slots=True)
class Source:
    """What a rule may read: a field, and what it compares as there. What a repeating group asks is read from outside
    as a list, whose sort is a plural (`numbers`); the choices of a list are `choices`."""

    field: Field
    sort: str


def source_of(field: Field, listed: bool = False) -> Source | None:
    """The Source of a field, None for a kind that no rule can read; `listed`: seen from outside its group."""
    kind = kinds().get(field.kind)
    if kind is None or not kind.asks:
        return None
    return Source(field, f"{kind.compares}s" if listed and kind.compares else kind.compares)


def rule_problems(
    owner: str, rule: Any, earlier: Mapping[str, Source], everything: Set[str], setting: str = "conditions"
) -> Iterator[Problem]:
    """Problems of a rule at `setting` of the part with the id `owner`; `earlier`: id → Source of what may be read."""
    try:
        compile_rule(rule)
        names = reads(rule)
    except RuleError:
        yield Problem(Code.RULE_UNREADABLE, owner, "This condition can't be understood. Set it again.", setting)
        return
    for name in names:
        if name == "":
            yield Problem(Code.RULE_UNFINISHED, owner, "Choose the question that the condition looks at.", setting)
        elif name not in everything:
            yield Problem(
                Code.RULE_SOURCE_GONE, owner, "The condition looks at a question that was deleted.", setting
            )
        elif name not in earlier:
            yield Problem(
                Code.RULE_SOURCE_LATER,
                owner,
                "The condition looks at a question that comes later. Move one of them.",
                setting,
            )
    if set(names) <= set(earlier):
        for message, source in _comparisons(thawed(rule), earlier):
            yield Problem(Code.RULE_UNFIT, owner, message, setting, {"label": source.field.label})


def final_rule_problems(definition: Definition, owner: str, rule: Any) -> Iterator[Problem]:
    """Problems of a rule that is asked when the whole form is filled in."""
    if not rule:
        return
    readable: dict[str, Source | None] = {}
    for field in definition.fields():
        readable |= {field.id: source_of(field)} | {child.id: source_of(child, listed=True) for child in field.fields}
    every = {field.id for field in definition.every_field()}
    yield from rule_problems(owner, rule, {name: source for name, source in readable.items() if source}, every)


def _comparisons(rule: Any, sources: Mapping[str, Source]) -> Iterator[tuple[str, Source]]:
    """(message, Source) of each comparison that can't be right."""
    operator, operands = only(rule)
    if operator in ORDERED | {"in"} and len(operands) == 2:
        left, right = reversed(operands) if operator == "in" else operands
        yield from _comparison(operator, left, right, sources)
    if operator != "var":
        for item in rule if isinstance(rule, list) else operands:
            yield from _comparisons(item, sources)


def _sort(node: Any, sources: Mapping[str, Source]) -> tuple[str, Source | None]:
    """(sort, Source or None) of one side; the sort of a plain value is "value"."""
    if not isinstance(node, dict):
        return "value", None
    operator, operands = only(node)
    if operator == "var":
        name = operands[0] if operands else ""
        source = sources.get(str(name).partition(".")[0])
        if source is None:
            return "", None
        return ("date" if "." in str(name) else source.sort), source
    return "number" if operator in NUMBERS else "date" if operator in DATES else "", None


def _comparison(operator: str, left: Any, right: Any, sources: Mapping[str, Source]) -> Iterator[tuple[str, Source]]:
    sort, source = _sort(left, sources)
    against_sort, against = _sort(right, sources)
    if source is None:
        if against is not None and sort == "value":
            yield from _comparison(operator, right, left, sources)
        return
    if operator not in OPERATORS.get(sort, ()):
        yield N_("“%(label)s” can't be compared in this way."), source
    elif against_sort == "value":
        if not _fits(sort, right, source.field):
            yield N_("Choose a value that “%(label)s” can have."), source
    elif against_sort != sort or sort not in ("number", "date", "text"):
        yield N_("“%(label)s” can't be compared with this question."), source


def _fits(sort: str, value: Any, field: Field) -> bool:
    match sort:
        case "choice" | "choices":
            return value in {choice.id for choice in field.choices}
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
