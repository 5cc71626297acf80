"""Which steps, questions, choices, checks, stages and paragraphs anybody ever meets, and where nobody gets on.

One pass over the form in the order in which it is asked: what has been asked so far is asserted, and each condition
is put to the solver as a question. A "never" is a proof, for formulas never allow less than the rules do. An example
of answers is tried out on the real engine before it is shown; what can't be decided is said to be undecided.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import z3

from forms_engine.checker.answers import column_of, symbol_of, usual
from forms_engine.checker.inquiry import SECONDS, UNDECIDED, Asked, Inquiry
from forms_engine.checker.symbol import Symbol
from forms_engine.checker.verdicts import FIELD_WORDS, PARAGRAPH_WORDS, REQUIRED_WORDS, STEP_WORDS
from forms_engine.definition.merging import merged_names
from forms_engine.definition.model import MERGE_NAMES, Definition, Field, Paragraph, Step
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import kind_of, part_rules
from forms_engine.logic.compile import NOWHERE, Context, RuleError, reads
from forms_engine.logic.sentence import N_
from forms_engine.walk.questions import test_of


def reach_problems(
    definition: Definition, context: Context = NOWHERE, extra: Iterable[Any] = (), seconds: float = SECONDS
) -> list[Problem | Any]:
    """The Problems of a definition whose rules are sound (see `definition.rules`), as a list. `extra`: what upper
    floors ask once the form is filled in, as functions of a Reach that yield Problems. It takes so many seconds at
    most, whatever the definition holds: what isn't decided by then is said to be undecided."""
    reach = Reach(definition, context, seconds)
    # The solver looks at its own clock between two steps only, and some of them are long.
    bell = threading.Timer(seconds, reach.symbols.own.interrupt)
    bell.daemon = True
    bell.start()
    try:
        return list(_problems(reach, extra))
    finally:
        bell.cancel()


def _problems(reach, extra):
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
        self.read = self._read()
        self.put = []  # (question, formula for its being shown) of the step that is gone through

    def _read(self):
        """The ids of the answers on which anything depends."""
        found = set()
        for step in self.definition.steps:
            for rule in (step.show_when, *(check.when for check in step.checks)):
                found.update(reads(rule) if rule else ())
        for field in self.definition.every_field():
            for rule in (field.show_when, field.required_when, *(choice.show_when for choice in field.choices)):
                found.update(reads(rule) if rule else ())
            found.update(kind_of(field).sources(field))
        letter = self.definition.certificate
        for block in letter.body if letter else ():
            if isinstance(block, Paragraph):
                found.update(reads(block.show_when) if block.show_when else ())
                found.update(_merged(block))
            else:
                found.update(block.fields)
        for known in part_rules(self.definition.parts):
            found.update(reads(known.rule))
        return found

    # --- the form -------------------------------------------------------------------------------------------

    def form(self) -> Iterator[Any]:
        for step in self.definition.steps:
            on = z3.And(z3.Not(self.stopped), self.met(step.show_when))
            if step.show_when and (found := self.condition(step.id, z3.Not(self.stopped), on, STEP_WORDS)):
                yield found
                if found.level == "error":
                    self._skip(step.fields)
                    continue
            here, self.put = [], []
            for field in step.fields:
                yield from self.question(field, on, here)
                if self.dead:
                    return
            yield from self.checks(step, z3.And(on, self.stands(step)), here)
            if self.dead:
                return
            self.stepped.add(step.id)
        self._assert(z3.Not(self.stopped))

    def stands(self, step: Step) -> Any:
        """The formula for a step being there at all: one that has nothing to ask just now is left out, unless it only
        ever informs, and so are its checks (`walk.plan.Plan.walk`)."""
        asks = [shown for field, shown in self.put if kind_of(field).asks and not kind_of(field).computes]
        informs = [shown for _field, shown in self.put] if len(self.put) == len(step.fields) else [self.symbols.no]
        return z3.Or(*asks, z3.And(*informs))

    def _skip(self, fields):
        """Questions that nobody meets have no answers."""
        for field in fields:
            for own in (field, *field.fields):
                self.symbols.answers.pop(own.id, None)

    def condition(self, owner: Any, before: Any, met: Any, words: Any, setting: str = "conditions") -> Problem | None:
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

    def question(self, field: Field, on: Any, here: Any, row: bool = False) -> Iterator[Any]:
        kind = kind_of(field)
        alive = z3.And(on, z3.Not(self.stopped))
        shown = z3.And(alive, self.met(field.show_when)) if field.show_when else alive
        if field.show_when and (found := self.condition(field.id, alive, shown, FIELD_WORDS)):
            yield found
            if found.level == "error":
                self._skip((field,))
                return
        if not row:
            self.put.append((field, shown))
        if kind.stops:
            self.stopped = z3.Or(self.stopped, shown)
            if self.never(z3.Not(self.stopped)):
                self.dead = True
                yield Problem(
                    Code.ALL_STOPPED, field.id, N_("Everybody is stopped here: nobody can apply."), "conditions"
                )
            return
        if not kind.asks:
            return
        if kind.computes:
            self._computed(field, shown)
            return
        yield from self._given(field, kind, shown, here, row)

    def _computed(self, field, shown):
        rule = kind_of(field).rule(field)
        symbol = self.symbols.value(rule) if rule else None
        if symbol is not None and symbol.sort != "number":  # what can't be expressed may be anything
            symbol = Symbol(self.symbols.unknown(), "number", self.symbols.fresh("real"))
        if symbol is not None:
            here = z3.And(shown, symbol.present)
            self.symbols.answers[field.id] = Symbol(here, "number", symbol.value)
        self._assert()

    def _given(self, field, kind, shown, here, row):
        """A question that a person answers."""
        offered = [(choice.id, self.met(choice.show_when)) for choice in field.choices]
        required = self.symbols.yes if field.required else self.symbols.no
        if field.required_when and not field.required:
            required = self.met(field.required_when)
            words = REQUIRED_WORDS
            if found := self.condition(field.id, shown, z3.And(shown, required), words, "required_conditions"):
                yield replace(found, level="warning")
        if any(choice.show_when for choice in field.choices):
            yield from self._choices(field, shown, required, offered)
        if field.id not in self.read and not any(own.id in self.read for own in field.fields):
            if field.show_when:
                here.append((field, shown))
            for child in field.fields:
                yield from self.question(child, shown, here, row=True)
            return
        symbol, holds = symbol_of(self.symbols, field, offered)
        self._assert(
            z3.Implies(symbol.present, z3.And(shown, *holds)), z3.Implies(z3.And(shown, required), symbol.present)
        )
        self.symbols.answers[field.id] = symbol
        inner = {}
        if not row:
            self.asked[field.id] = Asked(field, shown, symbol, inner)
            here.append((field, shown))
            if (wish := usual(symbol)) is not None:
                self.usual.append(wish)
        if field.fields:
            yield from self._rows(field, symbol, inner, here)

    def _rows(self, group, symbol, inner, here):
        """What is asked for each item, for one that stands for all; afterwards it is a list."""
        for child in group.fields:
            yield from self.question(child, symbol.present, [], row=True)
        own = [(child, self.symbols.answers.get(child.id)) for child in group.fields]
        for child, known in own:
            if known is not None:
                column = column_of(self.symbols, group, child)
                inner[child.id] = (child, known, column)
                self.symbols.answers[child.id] = column
        self._assert()

    def _choices(self, field, shown, required, offered):
        """Choices offered to some only: each to somebody, and to everybody at least one."""
        for choice, (_name, formula) in zip(field.choices, offered, strict=True):
            if choice.show_when and self.never(z3.And(shown, formula)):
                label = {"label": choice.label}
                message = N_("Nobody is ever offered “%(label)s”.")
                yield Problem(Code.NEVER_OFFERED, field.id, message, "choice_rules", label, "warning")
        nothing = z3.And(shown, required, z3.Not(z3.Or(*(formula for _name, formula in offered))))
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

    def checks(self, step: Step, on: Any, here: Any) -> Iterator[Any]:
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
        for field, shown in here:
            if field.show_when and self.never(shown):
                message = N_("Whoever is asked this can't continue: a check of this step always stops them.")
                yield Problem(Code.STOPPED_BY_CHECK, field.id, message, "conditions", level="warning")

    # --- what is asked of the whole form --------------------------------------------------------------------

    def letter(self) -> Iterator[Any]:
        """Paragraphs that are never printed, and marks that stay empty."""
        letter = self.definition.certificate
        labels = {field.id: field.label for field in self.definition.fields()}
        for block in letter.body if letter else ():
            if not isinstance(block, Paragraph):
                yield from self._dashes(block, labels)
                continue
            printed = self.met(block.show_when)
            if block.show_when and (found := self.condition(block.id, self.symbols.yes, printed, PARAGRAPH_WORDS)):
                yield replace(found, level="warning")
                continue
            for name in dict.fromkeys(_merged(block)):
                yield from self._empty(block, name, printed, labels)

    def rest(self) -> Iterator[Any]:
        """Conditions in what upper floors enter (a stage's, say) that are never or always met."""
        for known in part_rules(self.definition.parts):
            met = self.met(known.rule)
            if found := self.condition(known.where, self.anything, met, known.words, known.setting):
                yield found

    def _dashes(self, block, labels):
        """A table with a dash where an answer should stand; a row whose question wasn't put is left out."""
        empty = []
        for asked in (self.asked[name] for name in block.fields if name in self.asked):
            dash = z3.And(asked.shown, z3.Not(asked.symbol.present))
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

        def left_empty(journey):
            own = next((own for step in journey.steps for own in step.fields if own.id == field.id), None)
            there = printed(journey) if printed else own is not None
            return there and field.id not in journey.facts and not (own and own.required)

        example = self.example(dash, left_empty)
        return None if example is UNDECIDED else example

    def _empty(self, block, name, printed, labels):
        """A paragraph that is printed with a dash where an answer should stand."""
        asked = self.asked.get(name)
        if asked is None:
            return
        # A paragraph that speaks only of questions that weren't put is left out (`certificates.text`).
        names = _merged(block)
        there = [self.asked[name].shown for name in names if name in self.asked]
        there += [self.symbols.answers[name].present for name in names if name in self.symbols.answers]
        put = self.symbols.yes if set(names) & set(MERGE_NAMES) else z3.Or(*there)
        dash = z3.And(printed, put, z3.Not(asked.symbol.present))
        always, met = bool(set(names) & set(MERGE_NAMES)), test_of(block.show_when)

        def printed_then(journey):
            shown = {own.id for step in journey.steps for own in step.fields}
            return (always or not shown.isdisjoint(names)) and (not met or met(journey.facts, self.context))

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


def _merged(block):
    return merged_names(block.text)


def _offers_nothing(journey, field):
    return any(own.id == field.id and not own.choices for step in journey.steps for own in step.fields)
