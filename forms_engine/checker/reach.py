"""Which steps, questions, choices, checks, stages and paragraphs anybody ever meets, and where nobody gets on.

One pass over the form in the order in which it is asked: what has been asked so far is asserted, and each condition
is put to the solver as a question. A "never" is a proof, for formulas never allow less than the rules do. An example
of answers is tried out on the real engine before it is shown; what can't be decided is said to be undecided.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import z3

from forms_engine.checker.answers import column_of, symbol_of, usual
from forms_engine.checker.inquiry import SECONDS, UNDECIDED, Asked, Inquiry
from forms_engine.checker.symbol import Symbol
from forms_engine.checker.verdicts import FIELD_WORDS, PARAGRAPH_WORDS, REQUIRED_WORDS, STEP_WORDS
from forms_engine.definition.merging import merged_names
from forms_engine.definition.model import MERGE_NAMES, Definition, Field, Paragraph, Step
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import kind_of, part_rules
from forms_engine.logic.compile import NOWHERE, Context, RuleError
from forms_engine.logic.sentence import N_
from forms_engine.walk.plan import Journey
from forms_engine.walk.questions import test_of

ShownFields = list[tuple[Field, z3.BoolRef]]  # questions, each with the formula for its being shown
Words = tuple[str, str, str]  # see `verdicts`
Asking = Callable[["Reach"], Iterable[Problem]]


def reach_problems(
    definition: Definition, context: Context = NOWHERE, extra: Iterable[Asking] = (), seconds: float = SECONDS
) -> list[Problem]:
    """The Problems of a definition whose rules are sound (see `definition.rules`), as a list. `extra`: what upper
    floors ask once the form is filled in, as functions of a Reach that yield Problems. It takes so many seconds at
    most, whatever the definition holds: what isn't decided by then is said to be undecided."""
    reach = Reach(definition, context, seconds)
    # The solver looks at its own clock between two steps only, and some of them are long.
    bell = threading.Timer(seconds, reach.symbols.z3_context.interrupt)
    bell.daemon = True
    bell.start()
    try:
        return list(_problems(reach, extra))
    finally:
        bell.cancel()


def _problems(reach: "Reach", extra: Iterable[Asking]) -> Iterator[Problem]:
    try:
        yield from reach.form()
        for ask in () if reach.dead else (Reach.letter, Reach.rest, *extra):
            yield from ask(reach)
    except (RuleError, z3.Z3Exception):
        yield Problem(
            Code.NOT_EXAMINED, "steps", N_("The conditions of this service couldn't be examined."), level="warning"
        )


class Reach(Inquiry):
    """The pass. `dead`: nobody gets to the end of the form, so nothing can be said of what follows."""

    def __init__(self, definition: Definition, context: Context = NOWHERE, seconds: float = SECONDS) -> None:
        super().__init__(definition, context, seconds)
        self.stopped, self.dead = self.symbols.no, False
        self.read_ids = self._ids_read()
        self.step_fields: ShownFields = []  # of the step that is gone through

    # --- the form -------------------------------------------------------------------------------------------

    def form(self) -> Iterator[Problem]:
        """The Problems of the steps and what they ask, in the order in which a person meets them."""
        for step in self.definition.steps:
            on = z3.And(z3.Not(self.stopped), self.met(step.show_when))
            if step.show_when and (problem := self.condition(step.id, z3.Not(self.stopped), on, STEP_WORDS)):
                yield problem
                if problem.level == "error":
                    self._skip(step.fields)
                    continue
            here, self.step_fields = [], []
            for field in step.fields:
                yield from self.question(field, on, here)
                if self.dead:
                    return
            yield from self.checks(step, z3.And(on, self.stands(step)), here)
            if self.dead:
                return
            self.stepped.add(step.id)
        self._assert(z3.Not(self.stopped))

    def stands(self, step: Step) -> z3.BoolRef:
        """The formula for a step being there at all: one that has nothing to ask just now is left out, unless it only
        ever informs, and so are its checks (`walk.plan.Plan.walk`)."""
        asks = [
            is_shown for field, is_shown in self.step_fields if kind_of(field).asks and not kind_of(field).computes
        ]
        informs = (
            [is_shown for _field, is_shown in self.step_fields]
            if len(self.step_fields) == len(step.fields)
            else [self.symbols.no]
        )
        return z3.Or(*asks, z3.And(*informs))

    def _skip(self, fields: Iterable[Field]) -> None:
        """Questions that nobody meets have no answers."""
        for field in fields:
            for part in (field, *field.fields):
                self.symbols.answers.pop(part.id, None)

    def condition(
        self, owner: str, before: z3.BoolRef, met: z3.BoolRef, words: Words, setting: str = "conditions"
    ) -> Problem | None:
        """The Problem of a condition that is never or always met, None for one that makes a difference."""
        never, always, undecided = words
        match self.never(met):
            case True:
                return Problem(Code.NEVER_MET, owner, never, setting)
            case None:
                return Problem(Code.UNDECIDED, owner, undecided, setting, level="warning")
        if self.never(z3.And(before, z3.Not(met))):
            return Problem(Code.ALWAYS_MET, owner, always, setting, level="warning")
        return None

    def question(self, field: Field, on: z3.BoolRef, here: ShownFields, row: bool = False) -> Iterator[Problem]:
        """The Problems of a question: whether anybody is asked it, must answer it, and has something to choose. Its
        answer is known from then on. `on`: the formula for coming to its step; `here` takes it and what is in it;
        `row`: it is asked for each item of a group."""
        kind = kind_of(field)
        alive = z3.And(on, z3.Not(self.stopped))
        is_shown = z3.And(alive, self.met(field.show_when)) if field.show_when else alive
        if field.show_when and (problem := self.condition(field.id, alive, is_shown, FIELD_WORDS)):
            yield problem
            if problem.level == "error":
                self._skip((field,))
                return
        if not row:
            self.step_fields.append((field, is_shown))
        if kind.stops:
            self.stopped = z3.Or(self.stopped, is_shown)
            if self.never(z3.Not(self.stopped)):
                self.dead = True
                yield Problem(
                    Code.ALL_STOPPED, field.id, N_("Everybody is stopped here: nobody can apply."), "conditions"
                )
            return
        if not kind.asks:
            return
        if kind.computes:
            self._computed(field, is_shown)
            return
        yield from self._given(field, kind, is_shown, here, row)

    def _computed(self, field, is_shown):
        rule = kind_of(field).rule(field)
        symbol = self.symbols.value(rule) if rule else None
        if symbol is not None and symbol.sort != "number":  # what can't be expressed may be anything
            symbol = Symbol(self.symbols.unknown(), "number", self.symbols.fresh("real"))
        if symbol is not None:
            here = z3.And(is_shown, symbol.present)
            self.symbols.answers[field.id] = Symbol(here, "number", symbol.value)
        self._assert()

    def _given(self, field, kind, is_shown, here, row):
        """A question that a person answers."""
        offered = [(choice.id, self.met(choice.show_when)) for choice in field.choices]
        required = self.symbols.yes if field.required else self.symbols.no
        if field.required_when and not field.required:
            required = self.met(field.required_when)
            met, words = z3.And(is_shown, required), REQUIRED_WORDS
            if problem := self.condition(field.id, is_shown, met, words, "required_conditions"):
                yield replace(problem, level="warning")
        if any(choice.show_when for choice in field.choices):
            yield from self._choices(field, is_shown, required, offered)
        if field.id not in self.read_ids and not any(child.id in self.read_ids for child in field.fields):
            if field.show_when:
                here.append((field, is_shown))
            for child in field.fields:
                yield from self.question(child, is_shown, here, row=True)
            return
        symbol, holds = symbol_of(self.symbols, field, offered)
        self._assert(
            z3.Implies(symbol.present, z3.And(is_shown, *holds)),
            z3.Implies(z3.And(is_shown, required), symbol.present),
        )
        self.symbols.answers[field.id] = symbol
        inner = {}
        if not row:
            self.asked[field.id] = Asked(field, is_shown, symbol, inner)
            here.append((field, is_shown))
            if (wish := usual(symbol)) is not None:
                self.usual.append(wish)
        if field.fields:
            yield from self._rows(field, symbol, inner, here)

    def _rows(self, group, symbol, inner, here):
        """What is asked for each item, for one that stands for all; afterwards it is a list."""
        for child in group.fields:
            yield from self.question(child, symbol.present, [], row=True)
        row_symbols = [(child, self.symbols.answers.get(child.id)) for child in group.fields]
        for child, row_symbol in row_symbols:
            if row_symbol is not None:
                column = column_of(self.symbols, group, child)
                inner[child.id] = (child, row_symbol, column)
                self.symbols.answers[child.id] = column
        self._assert()

    def _choices(self, field, is_shown, required, offered):
        """Choices offered to some only: each to somebody, and to everybody at least one."""
        for choice, (_name, formula) in zip(field.choices, offered, strict=True):
            if choice.show_when and self.never(z3.And(is_shown, formula)):
                label = {"label": choice.label}
                message = N_("Nobody is ever offered “%(label)s”.")
                yield Problem(Code.NEVER_OFFERED, field.id, message, "choice_rules", label, "warning")
        nothing = z3.And(is_shown, required, z3.Not(z3.Or(*(formula for _name, formula in offered))))
        if self.never(nothing) is False:
            example = self.example(nothing, lambda journey: _offers_nothing(journey, field))
            if example is not None:
                message = N_("Some people must choose here but are offered no choice.")
                if example is UNDECIDED:
                    message = N_("Some people may have to choose here without being offered any choice.")
                level = "warning" if example is UNDECIDED else "error"
                yield Problem(
                    Code.NOTHING_OFFERED,
                    field.id,
                    message,
                    "choice_rules",
                    level=level,
                    example=self.told(example, field),
                )

    def checks(self, step: Step, on: z3.BoolRef, here: ShownFields) -> Iterator[Problem]:
        """The Problems of a step's checks: those never met, and whom they stop. From then on everybody passes them.
        `on`: the formula for the step being there; `here`: what it asks."""
        alive = z3.And(on, z3.Not(self.stopped))
        blocked = False
        for check in step.checks:
            met = z3.And(alive, self.met(check.when))
            if self.never(met):
                message = N_("This is never said: no answers meet its condition.")
                yield Problem(Code.NEVER_MET, check.id, message, "conditions", level="warning")
            elif not check.warn:
                self._assert(z3.Not(met))
                blocked = True
        if not blocked:
            return
        if self.never(alive):
            message = N_("Nobody gets past this step: whatever is answered, one of its checks stops it.")
            yield Problem(Code.IMPASSABLE, step.id, message, "checks")
            self.dead = bool(self.never(self.symbols.yes))
            return
        for field, is_shown in here:
            if field.show_when and self.never(is_shown):
                message = N_("Whoever is asked this can't continue: a check of this step always stops them.")
                yield Problem(Code.STOPPED_BY_CHECK, field.id, message, "conditions", level="warning")

    # --- what is asked of the whole form --------------------------------------------------------------------

    def letter(self) -> Iterator[Problem]:
        """Paragraphs that are never printed, and marks that stay empty."""
        letter = self.definition.certificate
        labels = {field.id: field.label for field in self.definition.fields()}
        for block in letter.body if letter else ():
            if not isinstance(block, Paragraph):
                yield from self._dashes(block, labels)
                continue
            printed = self.met(block.show_when)
            if block.show_when and (problem := self.condition(block.id, self.symbols.yes, printed, PARAGRAPH_WORDS)):
                yield replace(problem, level="warning")
                continue
            for name in dict.fromkeys(_merged(block)):
                yield from self._empty(block, name, printed, labels)

    def rest(self) -> Iterator[Problem]:
        """Conditions in what upper floors enter (a stage's, say) that are never or always met."""
        for part_rule in part_rules(self.definition.parts):
            met = self.met(part_rule.rule)
            if problem := self.condition(part_rule.where, self.anything, met, part_rule.words, part_rule.setting):
                yield problem

    def _dashes(self, block, labels):
        """A table with a dash where an answer should stand; a row whose question wasn't put is left out."""
        empty = []
        for asked in (self.asked[name] for name in block.fields if name in self.asked):
            dash = z3.And(asked.is_shown, z3.Not(asked.symbol.present))
            if (example := self._without(dash, asked.field)) is not None:
                empty.append((asked.field, example))
        if not empty:
            return
        field, example = empty[0]
        message = N_("“%(label)s” stays empty for some people: a dash is printed there.")
        if len(empty) > 1:
            message = N_("“%(label)s” and %(count)s more stay empty for some people: a dash is printed there.")
        values = {"label": labels.get(field.id, ""), "count": len(empty) - 1}
        yield Problem(Code.STAYS_EMPTY, block.id, message, "", values, "warning", self.told(example, field))

    def _without(self, dash, field, printed=None):
        """Answers with which a question needn't be answered and isn't; None when none are known. `printed`: what else
        must hold of a journey (None: that the question is put)."""
        if self.never(dash) is not False:
            return None

        def left_empty(journey: Journey) -> bool:
            asked = next(
                (asked for step in journey.steps for asked in step.fields if asked.id == field.id),
                None,
            )
            there = printed(journey) if printed else asked is not None
            return there and field.id not in journey.facts and not (asked and asked.required)

        example = self.example(dash, left_empty)
        return None if example is UNDECIDED else example

    def _empty(self, block, name, printed, labels):
        """A paragraph that is printed with a dash where an answer should stand."""
        asked = self.asked.get(name)
        if asked is None:
            return
        # A paragraph that speaks only of questions that weren't put is left out (`certificates.text`).
        names = _merged(block)
        there = [self.asked[name].is_shown for name in names if name in self.asked]
        there += [self.symbols.answers[name].present for name in names if name in self.symbols.answers]
        is_spoken_of = self.symbols.yes if set(names) & set(MERGE_NAMES) else z3.Or(*there)
        dash = z3.And(printed, is_spoken_of, z3.Not(asked.symbol.present))
        always, met = bool(set(names) & set(MERGE_NAMES)), test_of(block.show_when)

        def printed_then(journey: Journey) -> bool:
            shown_ids = {shown_field.id for step in journey.steps for shown_field in step.fields}
            return (always or not shown_ids.isdisjoint(names)) and (not met or met(journey.facts, self.context))

        example = self._without(dash, asked.field, printed_then)
        if example is not None:
            message = N_("“%(label)s” stays empty for some people: a dash is printed there.")
            yield Problem(
                Code.STAYS_EMPTY,
                block.id,
                message,
                "",
                {"label": labels.get(name, "")},
                "warning",
                self.told(example, asked.field),
            )


def _merged(block: Paragraph) -> list[str]:
    return merged_names(block.text)


def _offers_nothing(journey: Journey, field: Field) -> bool:
    return any(asked.id == field.id and not asked.choices for step in journey.steps for asked in step.fields)
