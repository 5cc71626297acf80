"""The form of a step, built once a published version and step, and cached.

Control names are `f-<field id>`, in a row of a repeating group `f-<field id>.<row id>`. The hidden `_shown` names
what the page showed by its index in the step (`2`), with rows and what they ask below their group (`3.k7tm`,
`3.k7tm.0`): a question which an answer on the same page brings up is asked on the next showing, not reported as
missing.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from forms_engine.definition.kind import Kind
from forms_engine.definition.model import Field, Step
from forms_engine.fields.base import html_name
from forms_engine.journey.wire import AUTO, REMOVE, SEPARATOR, SHOWN
from forms_engine.logic.compile import NOWHERE, Context
from forms_engine.services.plans import CACHED
from forms_engine.walk.plan import Plan, StepPlan, columns, field_rows
from forms_engine.walk.questions import MAX_ROWS, ROW, Question, in_row, stored_rows

ROW_ID = "23456789abcdefghjkmnpqrstvwxyz"
LONGEST_SHOWN = 40_000  # characters of the paths of a page's questions: twice what the costliest page has


def new_row_id() -> str:
    """The id of a new row: short, without meaning."""
    return "".join(secrets.choice(ROW_ID) for _ in range(6))


class StepForm(forms.BaseForm):
    """One step posted by one person.

    After `is_valid()`: `answers` (field id → JSON value of every question accepted, rows included), `refused` (ids of
    questions that were shown but not acceptable), `typed_anew` (control name → what was typed and refused), `more`
    (True when an answer brought up a question that the page hadn't shown), `removed` (ids of rows taken away).
    """

    base_fields = {}
    errors: Mapping[str, Sequence[str]]  # BaseForm's, as plain text
    plan: StepPlan = None  # of the class that `VersionForms` makes

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        seen: Mapping[str, Any] | None = None,
        kept: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
        settle: Callable[[Field, Any], Any] | None = None,
        context: Context = NOWHERE,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, auto_id=False)
        self.seen = seen or {}  # what rules know of the steps before
        self.stored = kept or {}  # stored answers of this step
        self.typed = typed or {}  # what was typed and not accepted, name → value
        self.settle = settle or (lambda field, cleaned: cleaned)
        self.context = context
        self.answers, self.refused, self.more = {}, [], False
        self.typed_anew, self.removed, self.failed = {}, set(), ()
        self.auto = AUTO in (data or {})
        self.judged = set()  # the controls that this page showed

    @property
    def step(self) -> Step:
        return self.plan.step

    def _clean_fields(self) -> None:
        self.displayed = dict.fromkeys(self.data.get(SHOWN, "")[:LONGEST_SHOWN].split(","))
        _group, _dot, row = self.data.get(REMOVE, "").partition(SEPARATOR)
        if row:
            self.removed.add(row)
        facts = dict(self.seen)
        self._clean_questions(self.plan.questions, "", "", self.stored, self.answers, facts)
        # What was typed into questions that this page didn't show waits for their return.
        waiting = {name: typed for name, typed in self.typed.items() if name not in self.judged}
        self.typed_anew = waiting | self.typed_anew
        if not self._errors and not self.more:
            self.failed = self.plan.met_checks(facts, self.context)[0]

    def _clean_questions(
        self,
        questions: Iterable[Question],
        path: str,
        row: str,
        stored: Mapping[str, Any],
        answers: dict[str, Any],
        facts: dict[str, Any],
    ) -> None:
        for index, question in enumerate(questions):
            field, kind = question.shown(facts, self.context), question.kind
            here = f"{path}{index}"
            if field is None and here in self.displayed and kind.is_typed and not kind.multipart:
                self._keep_hidden(question.field, in_row(question.field, row), kind, answers)
            if field is None or not (kind.asks or kind.stops):
                continue
            if kind.stops:
                return
            if kind.computes:
                self.compute(question, field, facts)
            elif self.auto and kind.sent_apart:
                if field.id in stored:  # a file may arrive this very moment: an autosave has nothing to say about it
                    facts[field.id] = kind.for_rules(field, stored[field.id])
            elif here not in self.displayed:
                self.more = True
            elif kind.repeats:
                self._clean_rows(question, field, here, stored.get(field.id), facts)
            else:
                self._clean_question(field, in_row(field, row), kind, stored, answers, facts)

    def _clean_question(
        self,
        field: Field,
        bound: Field,
        kind: Kind,
        stored: Mapping[str, Any],
        answers: dict[str, Any],
        facts: dict[str, Any],
    ) -> None:
        self.judged.add(html_name(bound))
        try:
            cleaned = kind.clean(bound, kind.read(bound, self.data, self.files), stored.get(field.id))
            value = self.settle(bound, cleaned)
        except forms.ValidationError as error:
            self.refuse(bound, error.messages)
            self.typed_anew[html_name(bound)] = kind.typed(bound, self.data)
            answers.pop(field.id, None)
            self._keep_accepted(field, bound, error, answers)
        else:
            answers[field.id] = value
            facts[field.id] = kind.for_rules(field, value)

    def _keep_hidden(self, field: Field, bound: Field, kind: Kind, answers: dict[str, Any]) -> None:
        """What was typed into a question that an answer on the same page took away: kept in case it comes back, and
        never a reason to stop."""
        typed = kind.typed(bound, self.data)
        self.judged.add(html_name(bound))
        if kind.is_empty(typed):
            return
        try:
            answers[field.id] = kind.clean(bound, kind.read(bound, self.data, self.files))
        except forms.ValidationError:
            self.typed_anew[html_name(bound)] = typed

    def _keep_accepted(
        self, field: Field, bound: Field, error: forms.ValidationError, answers: dict[str, Any]
    ) -> None:
        """Of several files some may be refused: the others stay."""
        if accepted := getattr(error, "accepted", None):
            with suppress(forms.ValidationError):
                answers[field.id] = self.settle(bound, accepted)
                if field.id in self.refused:
                    self.refused.remove(field.id)

    def _clean_rows(self, question: Question, field: Field, here: str, stored: Any, facts: dict[str, Any]) -> None:
        """The rows that the page showed, without those taken away; what a row keeps hidden stays with it."""
        before = {row[ROW]: row for row in stored_rows(stored)}
        rows, known_rows = [], []
        for name in self.rows_displayed(here):
            answers, inner = dict(before.get(name, {})) | {ROW: name}, dict(facts)
            self._clean_questions(
                question.children, f"{here}{SEPARATOR}{name}{SEPARATOR}", name, dict(answers), answers, inner
            )
            rows.append(answers)
            child_ids = (child.field.id for child in question.children)
            known_rows.append({ROW: name} | {key: inner[key] for key in child_ids if key in inner})
        self.answers[field.id], facts[field.id] = rows, known_rows
        facts.update(columns(question.children, known_rows))
        least, most = field_rows(field)
        if len(rows) > most or len(rows) < least:
            self.refuse(field, [question.kind.how_many(field, least, most)], store=False)

    def rows_displayed(self, here: str) -> list[str]:
        """The ids of the rows of a group that the page showed, in order, without those taken away."""
        start = f"{here}{SEPARATOR}"
        names = [item[len(start) :] for item in self.displayed if item.startswith(start)]
        rows = stored_rows([{ROW: name} for name in names if SEPARATOR not in name], MAX_ROWS)
        return [row[ROW] for row in rows if row[ROW] not in self.removed]

    @property
    def left_alone(self) -> frozenset[str]:
        """The ids of the questions in rows about which an autosave says nothing."""
        inner = (child for question in self.plan.questions for child in question.children)
        return frozenset(child.field.id for child in inner if child.kind.sent_apart) if self.auto else frozenset()

    def refuse(self, field: Field, messages: Sequence[str], store: bool = True) -> None:
        """Note an error of a question; its answer is forgotten when `store`."""
        self._errors[html_name(field)] = self.error_class(messages)
        if store and SEPARATOR not in field.id:
            self.refused.append(field.id)

    def compute(self, question: Question, field: Field, facts: dict[str, Any]) -> Any:
        """The value of a calculated field by what is known so far, None when it can't be known yet."""
        value = question.computed(facts, self.context)
        if value is not None:
            facts[field.id] = question.kind.for_rules(field, value)
        return value

    def is_valid(self) -> bool:
        """Whether nothing stands in the way of going on."""
        return super().is_valid() and not self.failed


def with_row_added(answers: dict[str, Any], plan: StepPlan, group_id: str) -> dict[str, Any]:
    """The step's answers with an empty row more in the group, as far as it may have one."""
    for field in plan.step.fields:
        if field.id == group_id and field.fields:
            rows = answers.get(field.id) or []
            if len(rows) < field_rows(field)[1]:
                return answers | {field.id: [*rows, {ROW: new_row_id()}]}
    return answers


class VersionForms:
    """The form classes of one published version, by the step's number (1, 2, …) as text."""

    def __init__(self, plan: Plan) -> None:
        self.definition, self.plan = plan.definition, plan
        self._classes = {}

    def form_class(self, number: str) -> type[StepForm]:
        if number not in self._classes:
            self._classes[number] = type("StepForm", (StepForm,), {"plan": self.plan.steps[int(number) - 1]})
        return self._classes[number]


@lru_cache(maxsize=CACHED)
def forms_of(plan: Plan) -> VersionForms:
    """The VersionForms of a published version's Plan (`services.plans`), made once."""
    return VersionForms(plan)
