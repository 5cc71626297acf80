"""What is put to the solver about a service's rules, and the answers that it gives as examples.

A "never" is a proof, for formulas never allow less than the rules do. An example of answers is tried out on the real
engine before it is shown; what can't be decided is said to be undecided.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import z3

from forms_engine.checker.answers import answer_in, rows_in
from forms_engine.checker.symbol import Symbol
from forms_engine.checker.symbols import Symbols
from forms_engine.definition.merging import merged_names
from forms_engine.definition.model import Definition, Field, Paragraph
from forms_engine.definition.registry import kind_of, part_rules
from forms_engine.logic.compile import NOWHERE, Context, reads
from forms_engine.walk.plan import Journey, plan_of
from forms_engine.walk.questions import test_of

SECONDS = 2.0  # for a whole service; what isn't decided by then stays undecided
QUESTION_MS = 250
TRIALS = 4
Example = tuple[tuple[str, Any], ...]  # (id, answer) pairs
UNDECIDED = type("Undecided", (tuple,), {})()  # no answers are known, and nobody knows whether there are any


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the solver knows it: whether it is put to a person, its answer, and what its rows ask."""

    field: Field
    is_shown: z3.BoolRef
    symbol: Symbol
    inner: dict[str, tuple[Field, Symbol, Symbol]]


class Inquiry:
    """A solver that knows what has been asked of a definition so far (`asked`, by id). `stepped`: the ids of the
    steps that have been gone through."""

    def __init__(self, definition: Definition, context: Context = NOWHERE, seconds: float = SECONDS) -> None:
        self.definition, self.context = definition, context
        self.symbols = Symbols(context, until=time.monotonic() + seconds)
        self.anything, self.plan = self.symbols.yes, plan_of(definition)
        self.solver = z3.Solver(ctx=self.symbols.z3_context)
        self.solver.set("timeout", QUESTION_MS)
        self.asked, self.stepped = {}, set()
        self.by_id = {field.id: field for field in definition.every_field()}
        self.steps = {field.id: step for step in definition.steps for field in step.fields}
        self.usual = []  # what examples should fulfil if they can

    def _ids_read(self) -> set[str]:
        """The ids of the answers on which anything depends."""
        read_ids = set()
        for step in self.definition.steps:
            for rule in (step.show_when, *(check.when for check in step.checks)):
                read_ids.update(reads(rule) if rule else ())
        for field in self.definition.every_field():
            for rule in (field.show_when, field.required_when, *(choice.show_when for choice in field.choices)):
                read_ids.update(reads(rule) if rule else ())
            read_ids.update(kind_of(field).sources(field))
        letter = self.definition.certificate
        for block in letter.body if letter else ():
            if isinstance(block, Paragraph):
                read_ids.update(reads(block.show_when) if block.show_when else ())
                read_ids.update(merged_names(block.text))
            else:
                read_ids.update(block.fields)
        for part_rule in part_rules(self.definition.parts):
            read_ids.update(reads(part_rule.rule))
        return read_ids

    def met(self, rule: Any) -> z3.BoolRef:
        """The formula for a rule (None: always met)."""
        if not rule:
            return self.symbols.yes
        formula = self.symbols.met(rule)
        self._assert()
        return formula

    def _assert(self, *formulas: z3.BoolRef) -> None:
        self.solver.add(*self.symbols.constraints, *formulas)
        self.symbols.constraints.clear()

    @staticmethod
    def none_of(formulas: Iterable[z3.BoolRef]) -> z3.BoolRef:
        """The formula for none of them."""
        return z3.Not(z3.Or(*formulas))

    def meets_none(self, rules: Iterable[Any], journey: Journey) -> bool:
        """Whether none of the rules is met by the answers of a journey."""
        return not any(test_of(rule)(journey.facts, self.context) for rule in rules)

    def never(self, formula: z3.BoolRef) -> bool | None:
        """True: no answers lead there; False: some do, or may; None: not decided."""
        if self.symbols.late:
            return None
        verdict = self.solver.check(formula)
        return None if verdict == z3.unknown else verdict == z3.unsat

    def example(self, formula: z3.BoolRef, holds: Callable[[Journey], bool]) -> Example | None:
        """Answers for which the formula holds, and of which the engine itself says `holds(journey)`: (id, answer)
        pairs; None when there are none, UNDECIDED when it can't be decided."""
        self.solver.push()
        try:
            for _trial in range(TRIALS):
                if (verdict := self._usual_first(formula)) == z3.unknown:
                    return UNDECIDED
                if verdict == z3.unsat:
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
            if (verdict := self.solver.check(formula, *wishes)) == z3.sat:
                break
        return verdict

    def _answers(self, model: z3.ModelRef) -> dict[str, Any]:
        answers = {}
        for asked in self.asked.values():
            if not z3.is_true(model.eval(asked.symbol.present, model_completion=True)):
                continue
            if kind_of(asked.field).computes:
                continue
            if asked.symbol.sort == "rows":
                answers[asked.field.id] = rows_in(model, self.symbols, asked.field, asked.symbol, asked.inner)
            else:
                answers[asked.field.id] = answer_in(model, self.symbols, asked.field, asked.symbol)
        return answers

    def _holds(self, answers: dict[str, Any], holds: Callable[[Journey], bool]) -> bool:
        """Tried out: the way is free as far as the pass has come, and leads where it should."""
        journey = self.plan.walk(answers, self.context)
        blocked = any(
            check.when and not check.warn and test_of(check.when)(journey.facts, self.context)
            for step in journey.steps
            if step.step.id in self.stepped
            for check in step.step.checks
        )
        return not blocked and holds(journey)

    def _otherwise(self, model: z3.ModelRef) -> z3.BoolRef:
        """That something is different from a model that didn't work out."""
        values = []
        for asked in self.asked.values():
            symbol = asked.symbol
            parts = symbol.value.values() if isinstance(symbol.value, dict) else [symbol.value]
            for part in (symbol.present, *parts):
                if z3.is_expr(part) and not z3.is_rational_value(part) and not z3.is_int_value(part):
                    values.append(part != model.eval(part, model_completion=True))
        return z3.Or(*values) if values else self.symbols.no

    def told(self, example: Example | None, *fields: Field) -> Example:
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

    def told_of(self, example: Example | None, *rules: Any) -> Example:
        """The same for rules that stand by themselves."""
        by_id = self.by_id
        read = [by_id[name] for rule in rules if rule for name in reads(rule) if name in by_id]
        read_ids = {field.id for field in read}
        relevant = dict(self.told(example, *read)) | {
            name: value for name, value in example or () if name in read_ids
        }
        return tuple(pair for pair in example or () if pair[0] in relevant)
