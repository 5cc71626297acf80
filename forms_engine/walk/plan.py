"""The journey: which steps and fields a person meets, derived from definition and answers, never stored.

Answers are a dict of field id → JSON value; of a repeating group the value is a list of such dicts, one for each
row. A step is complete when each of its shown fields that asks something has an entry (None for an optional question
left empty) that its kind accepts, and none of its checks is met; so no flag is ever out of date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from forms_engine.definition.kind import Kind
from forms_engine.definition.model import Check, Definition, Field, Step
from forms_engine.definition.registry import kind_of
from forms_engine.logic.compile import NOWHERE, Context, reads
from forms_engine.logic.values import is_answered
from forms_engine.walk.questions import ROW, Question, questions_of, stored_rows, test_of


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as this person meets it. When it is `stopped`, its last field says why nothing follows; `failed` are
    the checks that stand in the way, `doubts` those that are only pointed out."""

    step: Step
    fields: tuple[Field, ...]
    complete: bool
    stopped: bool = False
    failed: tuple[Check, ...] = ()
    doubts: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Journey:
    """The steps in order, the answers that count (those of shown fields), and the same as rules read them."""

    steps: tuple[ShownStep, ...]
    answers: dict[str, Any]
    facts: dict[str, Any]

    @property
    def complete(self) -> bool:
        return all(step.complete for step in self.steps)

    @property
    def first_incomplete(self) -> ShownStep | None:
        """The first ShownStep still to be filled in, or None."""
        return next((step for step in self.steps if not step.complete), None)

    def find(self, step_id: str) -> ShownStep | None:
        """The ShownStep with this id, or None when it isn't on this person's way."""
        return next((step for step in self.steps if step.step.id == step_id), None)

    def after(self, step_id: str) -> ShownStep | None:
        """The ShownStep that follows, or None after the last."""
        return self._neighbour(step_id, 1)

    def before(self, step_id: str) -> ShownStep | None:
        """The ShownStep before, or None before the first."""
        return self._neighbour(step_id, -1)

    def _neighbour(self, step_id: str, offset: int) -> ShownStep | None:
        index = next(i for i, step in enumerate(self.steps) if step.step.id == step_id) + offset
        return self.steps[index] if 0 <= index < len(self.steps) else None


class _Passage:
    """One pass over the questions of a step or of a row. A condition sees only answers of fields shown before it."""

    def __init__(self, facts: dict[str, Any], trusted: Mapping[str, Any] | None = None) -> None:
        self.facts, self.trusted = facts, trusted or {}
        self.fields: list[Field] = []
        self.answers: dict[str, Any] = {}
        self.asks, self.complete, self.stopped = False, True, False

    def go(self, questions: Iterable[Question], answers: Mapping[str, Any], context: Context) -> None:
        """Meet the questions in order; nothing after one that stops."""
        for question in questions:
            field = question.shown(self.facts, context)
            if field is None:
                continue
            self.fields.append(field)
            kind = question.kind
            if kind.stops:
                self.complete, self.stopped = False, True
                return
            if kind.computes:
                self.take_computed(question, field, answers, context)
            elif kind.repeats:
                self.take_rows(field, question.children, answers, context)
            elif kind.asks:
                self.asks = True
                if self.is_trusted(question, field, answers) or is_accepted(field, kind, answers):
                    self.take(field, kind, answers[field.id])
                else:
                    self.complete = False

    def is_trusted(self, question: Question, field: Field, answers: Mapping[str, Any]) -> bool:
        """Whether the very same answer was accepted for the very same question a moment ago."""
        key = field.id
        return (
            field is question.field and key in self.trusted and key in answers and self.trusted[key] is answers[key]
        )

    def take(self, field: Field, kind: Kind, value: Any) -> None:
        self.answers[field.id], self.facts[field.id] = value, kind.for_rules(field, value)

    def take_computed(self, question: Question, field: Field, answers: Mapping[str, Any], context: Context) -> None:
        """Calculated anew each time: it can't be out of date. What was filed stands when it can't be."""
        value = question.computed(self.facts, context)
        value = answers.get(field.id) if value is None else value
        if is_answered(value) and question.kind.is_answer(field, value):
            self.take(field, question.kind, value)

    def take_rows(
        self, field: Field, children: Iterable[Question], answers: Mapping[str, Any], context: Context
    ) -> None:
        """Meet the questions of a repeating group once for each of its rows."""
        self.asks = True
        rows, facts = [], []
        for row in stored_rows(answers.get(field.id)):
            inner = _Passage(dict(self.facts))  # a row sees what is before the group, and its own answers
            inner.go(children, row, context)
            self.complete = self.complete and inner.complete
            rows.append({ROW: row[ROW], **inner.answers})
            facts.append({ROW: row[ROW], **{key: inner.facts[key] for key in inner.answers}})
        least, most = field_rows(field)
        if field.id not in answers or not least <= len(rows) <= most:
            self.complete = False
        if field.id in answers:
            self.answers[field.id], self.facts[field.id] = rows, facts
            self.facts.update(columns(children, facts))


def field_rows(field: Field) -> tuple[int, int]:
    """(at least, at most) how many rows a repeating group has."""
    least = field.options.get("min")
    return (int(field.required) if least is None else least), field.options.get("max") or 50


def columns(children: Iterable[Question], rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """What rules know of each question of a group once its rows are there: the list of its answers."""
    return {
        child.field.id: [row[child.field.id] for row in rows if is_answered(row.get(child.field.id))]
        for child in children
    }


def is_accepted(field: Field, kind: Kind, answers: Mapping[str, Any]) -> bool:
    """Whether the answers have an entry of the field that its kind accepts."""
    if field.id not in answers:
        return False
    value = answers[field.id]
    return kind.is_answer(field, value) if is_answered(value) else not field.required


def live_sources(step: Step) -> tuple[str, ...]:
    """The ids of those questions of a step on which others of the same step depend, in order."""
    every = [part for field in step.fields for part in (field, *field.fields)]
    read: set[str] = set()
    for field in every:
        for rule in (field.show_when, field.required_when, *(choice.show_when for choice in field.choices)):
            read.update(reads(rule) if rule else ())
        read.update(kind_of(field).sources(field))
    return tuple(field.id for field in every if field.id in read)


class StepPlan:
    """A step made ready for walking."""

    __slots__ = ("checks", "live", "questions", "step", "test")

    def __init__(self, step: Step) -> None:
        self.step, self.test = step, test_of(step.show_when)
        self.questions = questions_of(step.fields)
        self.checks = tuple((check, test_of(check.when)) for check in step.checks)
        self.live = live_sources(step)

    def met_checks(self, facts: dict[str, Any], context: Context) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
        """(checks that stand in the way, checks that are only pointed out), each as a tuple."""
        met = [check for check, test in self.checks if test is not None and test(facts, context)]
        return tuple(check for check in met if not check.warn), tuple(check for check in met if check.warn)


class Plan:
    """A definition made ready for walking: each rule compiled and each kind looked up once."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.steps = tuple(StepPlan(step) for step in definition.steps)

    def walk(
        self, answers: Mapping[str, Any], context: Context = NOWHERE, trusted: Mapping[str, Any] | None = None
    ) -> Journey:
        """One pass; `context` holds what rules know beside the answers. `trusted`: the answers of a Journey of this
        plan; those that are the same objects needn't be judged again. A step without anything to ask, now that its
        conditions are decided, is left out (unless it only ever informs). A kind that stops ends the way."""
        counted: dict[str, Any] = {}
        facts: dict[str, Any] = {}
        steps: list[ShownStep] = []
        for plan in self.steps:
            if plan.test is not None and not plan.test(facts, context):
                continue
            passage = _Passage(facts, trusted)
            passage.go(plan.questions, answers, context)
            counted |= passage.answers
            fields = tuple(passage.fields)
            if passage.stopped:
                steps.append(ShownStep(plan.step, fields, False, stopped=True))
                break
            if passage.asks or (fields and len(fields) == len(plan.questions)):
                failed, doubts = plan.met_checks(facts, context) if passage.complete and plan.checks else ((), ())
                steps.append(ShownStep(plan.step, fields, passage.complete and not failed, False, failed, doubts))
        return Journey(tuple(steps), counted, facts)


def journey(definition: Definition, answers: Mapping[str, Any], context: Context = NOWHERE) -> Journey:
    """The Journey of these answers through the definition (see `Plan.walk`)."""
    return plan_of(definition).walk(answers, context)


CACHED_PLANS = 64


class _Itself:
    """A definition as a key: it, and no other of the same content."""

    __slots__ = ("definition",)

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def __hash__(self) -> int:
        return id(self.definition)

    def __eq__(self, other: Any) -> bool:
        return self.definition is other.definition


@lru_cache(maxsize=CACHED_PLANS)
def _plan(itself: _Itself) -> Plan:
    return Plan(itself.definition)


def plan_of(definition: Definition) -> Plan:
    """The Plan of a definition, made once while the process uses it: making one costs more than walking it."""
    return _plan(_Itself(definition))
