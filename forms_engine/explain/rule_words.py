"""Rules in the reader's language: a rule as a sentence, and why it decided as it did, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from forms_engine.definition.model import Definition
from forms_engine.definition.registry import kinds
from forms_engine.explain.trace import Decision, explain
from forms_engine.explain.words import words
from forms_engine.logic import sentence as parts_of
from forms_engine.logic.compile import NOWHERE, Context, RuleError
from forms_engine.logic.sentence import N_, Names, Part
from forms_engine.logic.values import plain
from forms_engine.text.numbers import write_plain_number
from forms_engine.walk.plan import journey

SORTS = {
    "all": N_("All of these must be met"),
    "one": N_("One of these must be met"),
    "none": N_("None of these is met"),
    "not": N_("This must not be met"),
    "branch": N_("The first condition that is met decides"),
}
OUTCOMES = {"met": N_("met"), "unmet": N_("not met"), "unanswered": N_("not answered")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a trace: `depth` brackets inside, `outcome` "met", "unmet" or "unanswered"."""

    depth: int
    outcome: str
    text: str


def names_of(definition: Definition) -> Names:
    """The Names of all questions of a service, those inside groups included."""
    labels, choices, dates = {}, {}, set()
    waiting = [field for step in definition.steps for field in step.fields]
    while waiting:
        field = waiting.pop()
        waiting.extend(field.fields)
        labels[field.id] = field.label
        if field.choices:
            choices[field.id] = {choice.id: choice.label for choice in field.choices}
        kind = kinds().get(field.kind)
        if kind is not None and kind.compares == "date":
            dates.add(field.id)
    return parts_of.Names(labels, choices, frozenset(dates))


def rule_sentence(rule: Any, names: Names, as_value: bool = False) -> str:
    """When a rule is met, or `as_value` what it calculates: “Age is less than 17 and Status is Single”. A rule that
    isn't in the language is said to be unreadable."""
    try:
        return in_words(words(rule, names, as_value))
    except RuleError:
        return gettext("This condition can't be understood. Set it again.")


def trace_lines(
    rule: Any, answers: Mapping[str, Any], context: Context = NOWHERE, names: Names | None = None
) -> list[Line]:
    """The Lines that say why a rule decided as it did on these answers; the first is the whole. They hold answers of
    a person: show them to who may see those, never log them. Raises RuleError."""
    lines, waiting = [], [(explain(rule, answers, context, names), 0)]
    while waiting:
        decision, depth = waiting.pop()
        lines.append(Line(depth, decision.outcome, _line(decision)))
        waiting.extend((part, depth + 1) for part in reversed(decision.parts))
    return lines


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question, or a whole step, was put to a person or wasn't."""

    label: str
    asked: bool
    lines: tuple[Line, ...]


def reasons_of(definition: Definition, answers: Mapping[str, Any], context: Context = NOWHERE) -> list[Reason]:
    """The Reasons of every step and question that has a condition, in order, for what was filed. They hold answers
    of a person, as trace_lines does."""
    names, facts = names_of(definition), journey(definition, answers, context).facts
    reasons = []
    for step in definition.steps:
        for part, label in ((step, step.title), *((field, field.label) for field in step.fields)):
            if part.show_when:
                lines = tuple(trace_lines(part.show_when, facts, context, names))
                reasons.append(Reason(label, lines[0].outcome == "met", lines))
    return reasons


def _line(decision: Decision) -> str:
    condition = in_words(decision.words) if decision.words is not None else gettext(SORTS[decision.sort])
    values = {"condition": condition, "outcome": gettext(OUTCOMES[decision.outcome])}
    answers = [
        gettext("%(question)s: %(answer)s") % {"question": in_words(question), "answer": in_words(answer)}
        for question, answer in decision.read
        if answer is not None
    ]
    if not answers:
        return gettext("%(condition)s: %(outcome)s") % values
    return gettext("%(condition)s: %(outcome)s (%(answers)s)") % (values | {"answers": "; ".join(answers)})


def in_words(part: Part) -> str:
    """A part of a sentence (forms_engine.logic.sentence) in the active language."""
    match part:
        case parts_of.Text(text, quoted):
            return f"“{text}”" if quoted else text
        case parts_of.Value(value):
            return _value(value)
        case parts_of.Span(amount, unit):
            return _span(amount, unit)
        case parts_of.Bracketed(inner):
            return f"({in_words(inner)})"
        case parts_of.Joined(by, parts):
            return _joined(by, [in_words(item) for item in parts])
        case parts_of.Phrase(message, values):
            return gettext(message) % {name: in_words(value) for name, value in values.items()}
    raise TypeError(f"{type(part).__name__} is no part of a sentence.")


def _value(value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    exact = plain(value)
    if exact is None:
        return gettext("a number that is too large")
    return write_plain_number(exact, get_language() or "id")


def _span(amount: Any, unit: str) -> str:
    number, written = (amount, _value(amount)) if isinstance(amount, int) else (2, in_words(amount))
    match unit:
        case "days":
            text = ngettext("%(count)s day", "%(count)s days", number)
        case "working_days":
            text = ngettext("%(count)s working day", "%(count)s working days", number)
        case "months":
            text = ngettext("%(count)s month", "%(count)s months", number)
        case _:
            text = ngettext("%(count)s year", "%(count)s years", number)
    return text % {"count": written}


def _joined(by: str, texts: list[str]) -> str:
    if by not in ("and", "or"):
        return f" {by} ".join(texts)
    *first, last = texts
    if not first:
        return last
    values = {"list": ", ".join(first), "last": last}
    if len(first) == 1:
        return (gettext("%(list)s and %(last)s") if by == "and" else gettext("%(list)s or %(last)s")) % values
    return (gettext("%(list)s, and %(last)s") if by == "and" else gettext("%(list)s, or %(last)s")) % values
