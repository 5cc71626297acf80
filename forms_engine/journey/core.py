"""The journey: which steps and fields a person meets, derived from definition and answers, never stored.

Answers are a dict of field id → JSON value. A step is complete when each of its shown fields that asks something has
an entry (None for an optional question left empty) that its kind accepts; so no flag is ever out of date.
"""

from dataclasses import dataclass

from forms_engine.definition.model import Definition, Field, Step
from forms_engine.definition.registry import kind_of
from forms_engine.logic.compile import NOWHERE, compile_rule
from forms_engine.logic.values import is_answered, truthy


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as this person meets it. When it is `stopped`, its last field says why nothing follows."""

    step: Step
    fields: tuple[Field, ...]
    complete: bool
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """The steps in order, the answers that count (those of shown fields), and the same as rules read them."""

    steps: tuple[ShownStep, ...]
    answers: dict
    facts: dict

    @property
    def complete(self):
        return all(step.complete for step in self.steps)

    @property
    def first_incomplete(self):
        """The first ShownStep still to be filled in, or None."""
        return next((step for step in self.steps if not step.complete), None)

    def find(self, step_id):
        """The ShownStep with this id, or None when it isn't on this person's way."""
        return next((step for step in self.steps if step.step.id == step_id), None)

    def after(self, step_id):
        """The ShownStep that follows, or None after the last."""
        return self._neighbour(step_id, 1)

    def before(self, step_id):
        """The ShownStep before, or None before the first."""
        return self._neighbour(step_id, -1)

    def _neighbour(self, step_id, offset):
        index = next(i for i, step in enumerate(self.steps) if step.step.id == step_id) + offset
        return self.steps[index] if 0 <= index < len(self.steps) else None


class Plan:
    """A definition made ready for walking: each condition compiled and each kind looked up once."""

    def __init__(self, definition: Definition):
        self.definition = definition
        self._steps = [
            (step, _test(step), [(field, kind_of(field), _test(field)) for field in step.fields])
            for step in definition.steps
        ]

    def walk(self, answers, context=NOWHERE) -> Journey:
        """One pass; `context` holds what rules know beside the answers. A condition sees only answers of fields
        shown before it. A step without anything to ask, now that its conditions are decided, is left out (unless it
        only ever informs). A kind that stops ends the way where it is shown."""
        seen, facts, steps = {}, {}, []
        for step, step_test, fields in self._steps:
            if step_test is not None and not truthy(step_test(facts, context)):
                continue
            shown, asks, complete = [], False, True
            for field, kind, test in fields:
                if test is not None and not truthy(test(facts, context)):
                    continue
                shown.append(field)
                if kind.stops:
                    return Journey((*steps, ShownStep(step, tuple(shown), False, stopped=True)), seen, facts)
                if kind.computes:
                    # Calculated anew each time: it can't be out of date. What was filed stands when it can't be.
                    value = kind.compute(field, facts, context)
                    value = answers.get(field.id) if value is None else value
                    if is_answered(value) and kind.is_answer(field, value):
                        seen[field.id], facts[field.id] = value, kind.for_rules(field, value)
                    continue
                if not kind.asks:
                    continue
                asks = True
                if _is_accepted(field, kind, answers):
                    seen[field.id] = answers[field.id]
                    facts[field.id] = kind.for_rules(field, answers[field.id])
                else:
                    complete = False
            if asks or (shown and len(shown) == len(fields)):
                steps.append(ShownStep(step, tuple(shown), complete))
        return Journey(tuple(steps), seen, facts)


def _test(part):
    return compile_rule(part.show_when) if part.show_when else None


def _is_accepted(field, kind, answers):
    if field.id not in answers:
        return False
    value = answers[field.id]
    return kind.is_answer(field, value) if is_answered(value) else not field.required


def journey(definition: Definition, answers, context=NOWHERE) -> Journey:
    """The Journey of these answers through the definition (see `Plan.walk`)."""
    return Plan(definition).walk(answers, context)
