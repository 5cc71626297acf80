"""The checker's time is over when it is over, whatever is being done, and nobody waits for another's check."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.checker import symbols
from forms_engine.checker.checklist import checklist, errors_of
from forms_engine.checker.inquiry import QUESTION_MS
from forms_engine.checker.office import Office
from forms_engine.checker.reach import Reach, reach_problems
from forms_engine.checker.symbols import Symbols
from forms_engine.checker.verdicts import FIELD_WORDS
from forms_engine.definition.codec import from_json
from forms_engine.logic.compile import Context
from tests.support.costly import many_conditions

CONTEXT = Context("2026-11-24", frozenset({"2026-12-25"}))
OFFICE = Office({"petugas-loket": 2, "kasi-sosial": 1, "lurah": 1}, CONTEXT)


@pytest.fixture
def built(monkeypatch):
    """The comparisons that were put together as formulas."""
    found, compared = [], Symbols.compared
    monkeypatch.setattr(Symbols, "compared", lambda self, *given: found.append(1) or compared(self, *given))
    return found


def test_when_the_time_is_over_no_formula_is_put_together(built):
    found = reach_problems(from_json(many_conditions(20, 18)), CONTEXT, seconds=-1)
    assert built == []
    assert [(problem.message, problem.level) for problem in found] == [(FIELD_WORDS[2], "warning")] * 20


def test_the_time_runs_out_within_a_formula(built, monkeypatch):
    """A clock that goes on by a hundredth of a second whenever it is read: two hundred looks, not one more."""
    ticks = itertools.count()
    monkeypatch.setattr(symbols.time, "monotonic", lambda: next(ticks) / 100)
    found = reach_problems(from_json(many_conditions(20, 18)), CONTEXT, seconds=2)
    assert 0 < len(built) <= 200 < 20 * 18
    assert found[-1].message == FIELD_WORDS[2]


def test_a_question_to_the_solver_is_broken_off_when_the_time_is_over(monkeypatch):
    """Its own clock is looked at between two steps only: it is rung from outside."""
    rung, set_up = [], threading.Timer

    def timer(seconds, act):
        rung.append((seconds, act.__name__))
        return set_up(seconds, act)

    monkeypatch.setattr("forms_engine.checker.reach.threading.Timer", timer)
    reach_problems(from_json(many_conditions(1, 1)), CONTEXT, seconds=2)
    assert rung == [(2, "interrupt")] and QUESTION_MS < 2000


def test_nobody_waits_for_another_s_check():
    """One check stands still in the midst of its work; others, in other threads, come to their end meanwhile."""
    inside, go_on = threading.Event(), threading.Event()

    def stand_still(reach):
        inside.set()
        assert go_on.wait(60)
        yield from ()

    definition = from_json(many_conditions(2, 2))
    with ThreadPoolExecutor(1) as pool:
        standing = pool.submit(reach_problems, definition, CONTEXT, [stand_still], 60)
        try:
            assert inside.wait(60)
            assert reach_problems(definition, CONTEXT, seconds=60) == []
        finally:
            go_on.set()
        assert standing.result() == []


def test_each_check_has_a_solver_of_its_own():
    definition = from_json(many_conditions(1, 1))
    one, other = Reach(definition, CONTEXT), Reach(definition, CONTEXT)
    assert one.symbols.z3_context is not other.symbols.z3_context
    assert one.anything.ctx is one.symbols.z3_context and other.solver.ctx is other.symbols.z3_context


def test_a_service_above_the_budget_isn_t_examined(built):
    document = many_conditions(20, 60)
    assert len(errors_of(document, OFFICE)) == 1
    assert any(problem.level == "error" for problem in checklist(document, OFFICE))
    assert built == []
