"""What is put to the solver about a service's rules, and the answers that it gives as examples.

A "never" is a proof, for formulas never allow less than the rules do. An example of answers is tried out on the real
engine before it is shown; what can't be decided is said to be undecided.
"""

import time
from dataclasses import dataclass
from typing import Any

import z3

from forms_engine.checker.answers import answer_in, rows_in
from forms_engine.checker.symbol import Symbol
from forms_engine.checker.symbols import Symbols
from forms_engine.definition.model import Definition
from forms_engine.definition.registry import kind_of
from forms_engine.logic.compile import NOWHERE, Context, reads
from forms_engine.walk.plan import plan_of
from forms_engine.walk.questions import test_of

SECONDS = 2.0  # for a whole service; what isn't decided by then stays undecided
QUESTION_MS = 250
TRIALS = 4
UNDECIDED = type("Undecided", (tuple,), {})()  # no answers are known, and nobody knows whether there are any


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the solver knows it: whether it is put to a person, its answer, and what its rows ask."""

    field: object
    shown: object
    symbol: Symbol
    inner: dict


class Inquiry:
    """A solver that knows what has been asked of a definition so far (`asked`, by id). `stepped`: the ids of the
    steps that have been gone through."""

    def __init__(self, definition: Definition, context: Context = NOWHERE, seconds: float = SECONDS) -> None:
        self.definition, self.context = definition, context
        self.symbols = Symbols(context, until=time.monotonic() + seconds)
        self.anything, self.plan = self.symbols.yes, plan_of(definition)
        self.solver = z3.Solver(ctx=self.symbols.own)
        self.solver.set("timeout", QUESTION_MS)
        self.asked, self.stepped = {}, set()
        self.by_id = {field.id: field for field in definition.every_field()}
        self.steps = {field.id: step for step in definition.steps for field in step.fields}
        self.usual = []  # what examples should fulfil if they can

    def met(self, rule: Any) -> Any:
        """The formula for a rule (None: always met)."""
        if not rule:
            return self.symbols.yes
        formula = self.symbols.met(rule)
        self._assert()
        return formula

    def _assert(self, *formulas):
        self.solver.add(*self.symbols.said, *formulas)
        self.symbols.said.clear()

    @staticmethod
    def none_of(formulas: Any) -> Any:
        """The formula for none of them."""
        return z3.Not(z3.Or(*formulas))

    def meets_none(self, rules: Any, journey: Any) -> bool:
        """Whether none of the rules is met by the answers of a journey."""
        return not any(test_of(rule)(journey.facts, self.context) for rule in rules)

    def never(self, formula: Any) -> bool | None:
        """True: no answers lead there; False: some do, or may; None: not decided."""
        if self.symbols.late:
            return None
        found = self.solver.check(formula)
        return None if found == z3.unknown else found == z3.unsat

    def example(self, formula: Any, holds: Any) -> Any:
        """Answers for which the formula holds, and of which the engine itself says `holds(journey)`: (id, answer)
        pairs; None when there are none, UNDECIDED when it can't be decided."""
        self.solver.push()
        try:
            for _trial in range(TRIALS):
                if (found := self._usual_first(formula)) == z3.unknown:
                    return UNDECIDED
                if found == z3.unsat:
                    return None
                model = self.solver.model()
                answers = self._answers(model)
                if self._holds(answers, holds):
                    return tuple(answers.items())
                if not self.symbols.unknowns:
                    return UNDECIDED
                self.solver.add(self._otherwise(model))
        finally:
            self.solver.pop()
        return UNDECIDED

    def _usual_first(self, formula):
        """The solver's answer; its model is one that people know, where there is one."""
        for wishes in (self.usual, ()) if self.usual else ((),):
            if self.symbols.late:
                return z3.unknown
            if (found := self.solver.check(formula, *wishes)) == z3.sat:
                break
        return found

    def _answers(self, model):
        found = {}
        for asked in self.asked.values():
            if not z3.is_true(model.eval(asked.symbol.present, model_completion=True)):
                continue
            if kind_of(asked.field).computes:
                continue
            if asked.symbol.sort == "rows":
                found[asked.field.id] = rows_in(model, self.symbols, asked.field, asked.symbol, asked.inner)
            else:
                found[asked.field.id] = answer_in(model, self.symbols, asked.field, asked.symbol)
        return found

    def _holds(self, answers, holds):
        """Tried out: the way is free as far as the pass has come, and leads where it should."""
        journey = self.plan.walk(answers, self.context)
        blocked = any(
            check.when and not check.warn and test_of(check.when)(journey.facts, self.context)
            for step in journey.steps
            if step.step.id in self.stepped
            for check in step.step.checks
        )
        return not blocked and holds(journey)

    def _otherwise(self, model):
        """That something is different from a model that didn't work out."""
        values = []
        for asked in self.asked.values():
            symbol = asked.symbol
            parts = symbol.value.values() if isinstance(symbol.value, dict) else [symbol.value]
            for part in (symbol.present, *parts):
                if z3.is_expr(part) and not z3.is_rational_value(part) and not z3.is_int_value(part):
                    values.append(part != model.eval(part, model_completion=True))
        return z3.Or(*values) if values else self.symbols.no

    def told(self, example: Any, *fields: Any) -> tuple[Any, ...]:
        """Of an example's answers those on which it depends: what the conditions of `fields` read, and theirs."""
        wanted, waiting = set(), list(fields)
        by_id, steps = self.by_id, self.steps
        while waiting:
            field = waiting.pop()
            rules = [field.show_when, field.required_when, *(choice.show_when for choice in field.choices)]
            if field.id in steps:
                rules.append(steps[field.id].show_when)
            for name in (name for rule in rules if rule for name in reads(rule)):
                if name in by_id and name not in wanted:
                    wanted.add(name)
                    waiting.append(by_id[name])
        return tuple(pair for pair in example or () if pair[0] in wanted)

    def told_of(self, example: Any, *rules: Any) -> tuple[Any, ...]:
        """The same for rules that stand by themselves."""
        by_id = self.by_id
        read = [by_id[name] for rule in rules if rule for name in reads(rule) if name in by_id]
        own = {field.id for field in read}
        kept = dict(self.told(example, *read)) | {name: value for name, value in example or () if name in own}
        return tuple(pair for pair in example or () if pair[0] in kept)
