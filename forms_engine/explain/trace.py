"""Why a rule decided as it did: `explain(rule, answers, context, names)`.

Holds answers of people: show it to who may see them, never write it to a log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from json import dumps, loads
from typing import Any

from forms_engine.explain.value_words import NOTHING
from forms_engine.explain.words import Writer
from forms_engine.logic.compile import NOWHERE, Context, compile_fresh, look_up
from forms_engine.logic.dates import parsed_date
from forms_engine.logic.sentence import N_, Joined, Names, Phrase, Text, Value
from forms_engine.logic.shape import is_guarded, only, paths, thawed
from forms_engine.logic.values import is_answered, is_number, truthy


@dataclass(frozen=True, slots=True)
class Decision:
    """How one condition was decided.

    `sort`: "comparison", or how `parts` decide: "all", "one", "none", "not", "branch" (the tests of an `if` up to the
    one that was met, then what it led to). `words`: what a comparison says. `read`: (question, answer) of each
    answer that a comparison read, as parts of a sentence; an answer that isn't there is None.
    """

    met: bool
    sort: str
    words: Any = None
    parts: "tuple[Decision, ...]" = ()
    read: tuple[tuple[Any, Any], ...] = ()
    presence: bool = False  # a question whether something is answered: never "unanswered" itself

    @property
    def outcome(self) -> str:
        """ "met", "unmet", or "unanswered": not met and an answer that it reads is missing."""
        if self.met:
            return "met"
        missing = not self.presence and any(answer is None for _question, answer in self.read)
        return "unanswered" if missing else "unmet"


def explain(
    rule: Any, answers: Mapping[str, Any], context: Context = NOWHERE, names: Names | None = None
) -> Decision:
    """The Decision of a rule on answers (id → value); `met` is whether `compile_rule(rule)` finds it met.

    Every condition in brackets is decided, also those after the deciding one. Raises RuleError.
    """
    compile_fresh(rule)
    rule = loads(dumps(thawed(rule), default=float), parse_float=Decimal)
    return _Explainer(answers, context, names or Names()).decide(rule)


class _Explainer:
    def __init__(self, answers: Mapping[str, Any], context: Context, names: Names) -> None:
        self.answers, self.context, self.names = answers, context, names
        self.writer = Writer(names)

    def decide(self, rule: Any) -> Decision:
        """The Decision of a rule or of a part of it that is a condition."""
        operator, operands = only(rule)
        match operator:
            case "and" | "or" if operands and not is_guarded(rule):
                parts = tuple(map(self.decide, operands))
                if len(parts) == 1:
                    return parts[0]
                met = (all if operator == "and" else any)(part.met for part in parts)
                return Decision(met, "all" if operator == "and" else "one", parts=parts)
            case "!" if operands and self.is_bracket(operands[0]):
                inner = self.decide(operands[0])
                parts = inner.parts if inner.sort == "one" else (inner,)
                return Decision(not inner.met, "none" if inner.sort == "one" else "not", parts=parts)
            case "!!" if operands:
                return self.decide(operands[0])
            case "if" | "?:":
                return self.branch(operands)
        return self.comparison(rule)

    def is_bracket(self, rule: Any) -> bool:
        operator, operands = only(rule)
        return operator in ("and", "or", "if", "?:") and bool(operands) and not is_guarded(rule)

    def branch(self, operands: list[Any]) -> Decision:
        """The tests of an `if` up to the one that was met, and what it led to."""
        parts, last = [], operands[-1] if len(operands) % 2 else None
        for test, then in zip(operands[::2], operands[1::2], strict=False):
            parts.append(self.decide(test))
            if parts[-1].met:
                last = then
                break
        parts.append(self.decide(last))
        return Decision(parts[-1].met, "branch", parts=tuple(parts))

    def comparison(self, rule: Any) -> Decision:
        met = truthy(compile_fresh(rule)(self.answers, self.context))
        read = tuple((self.writer.named(path), self.answer(path)) for path in paths(rule) if path)
        inner = only(rule)[1][0] if only(rule)[0] == "!" and only(rule)[1] else rule
        presence = only(inner)[0] in ("answered", "missing", "missing_some")
        return Decision(met, "comparison", self.writer.test(rule), (), read, presence)

    def answer(self, path: str) -> Phrase | Value | Joined | Text | None:
        value = look_up(self.answers, path)
        return self.part_of(value, self.writer.choices(path) or {}) if is_answered(value) else None

    def part_of(self, value: Any, choices: Mapping[str, str]) -> Phrase | Value | Joined | Text:
        """An answer as part of a sentence."""
        kind = type(value)
        if kind is bool:
            return Phrase(N_("Yes")) if value else Phrase(N_("No"))
        if is_number(value) or isinstance(value, date):
            return Value(value)
        if isinstance(value, Mapping):
            value = list(value.values())
        if type(value) in (list, tuple):
            if any(isinstance(item, Mapping) for item in value):
                return Phrase(N_("%(count)s in the list"), {"count": Value(sum(map(is_answered, value)))})
            parts = tuple(self.part_of(item, choices) for item in value if is_answered(item))
            return Joined("and", parts) if parts else NOTHING
        if kind is str and (day := None if value in choices else parsed_date(value)):
            return Value(day)
        return Text(choices.get(value, value)) if kind is str else Text("")
