"""A service that is legal and slow: its cost is known before anybody opens it, and above the budget it is refused."""

import random
import sys

import pytest
from django.utils import translation

import forms_engine.fields
from forms_engine.checker.checklist import checklist, errors_of
from forms_engine.checker.cost import BUDGET, cost_of, is_too_costly
from forms_engine.checker.office import Office
from forms_engine.checker.rule_cost import cost_of_rule
from forms_engine.definition.codec import from_json
from forms_engine.design.editor.errors import message_of
from forms_engine.design.editor.tried import tried_steps
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.logic.compile import Context, RuleError, compile_fresh
from forms_engine.walk.plan import Plan
from tests.support import costly
from tests.support.documents import fields_document
from tests.support.rules import answers, rule

CONTEXT = Context("2026-11-24", frozenset({"2026-12-25", "2027-01-01"}))
OFFICE = Office({"petugas-loket": 2, "kasi-sosial": 1, "lurah": 1}, CONTEXT)
SHAPES = {  # a kind of cost: (a service of it, what it is called, the part that is named)
    "conditions": (lambda many: costly.many_conditions(20, many), "rules", "fld-x000"),
    "rows": (costly.many_rows, "step", "step-0000"),
    "dates in rows": (lambda many: costly.many_rows(many, "date"), "step", "step-0000"),
    "choices in rows": (costly.many_choices_in_rows, "step", "step-0000"),
    "answers": (lambda many: costly.many_groups(many, 5), "form", "steps"),
    "totals": (costly.many_totals, "step", "step-0000"),
}


def calls(act):
    """How many functions of Python `act` calls: what it does, whatever machine it runs on."""
    count = 0

    def called(_frame, event, _what):
        nonlocal count
        count += event == "call"

    sys.setprofile(called)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


def cost(document):
    return cost_of(from_json(document))


def largest(make):
    """The largest number for which `make` gives a service within the budget."""
    low, high = 1, 200
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if cost(make(middle)).total <= BUDGET else (low, middle - 1)
    return low


@pytest.mark.parametrize("name", SHAPES)
def test_at_the_budget_a_walk_does_no_more_than_was_added_up(name):
    make, _sort, _where = SHAPES[name]
    document = make(largest(make))
    assert cost(document).total > 0.85 * BUDGET
    plan, given = Plan(from_json(document)), costly.answers_of(document)
    plan.walk(given, CONTEXT)  # whatever is made once
    done = calls(lambda: plan.walk(given, CONTEXT))
    assert done <= 2 * cost(document).walk
    assert done < BUDGET


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", SHAPES)
def test_above_the_budget_it_is_refused_in_words_where_the_cost_is(name, language):
    make, sort, where = SHAPES[name]
    document = make(int(largest(make) * 1.1) + 1)
    assert cost(document).sort == sort
    [problem] = errors_of(document, OFFICE)
    assert problem.where == where and problem.level == "error"
    with translation.override(language):
        words = message_of(problem)
    assert "%" in words and "%%" not in words and str(problem.values["percent"]) in words


def test_near_the_budget_it_is_pointed_out():
    document = costly.many_rows(largest(costly.many_rows))
    assert errors_of(document, OFFICE) == []
    assert any("can't be published" in problem.message for problem in checklist(document, OFFICE))


def test_what_offices_write_is_far_below():
    assert [document["title"] for document in gallery_documents() if cost(document).total > 0.35 * BUDGET] == []
    assert cost(fields_document(10, 20)).total < 0.2 * BUDGET


def test_twenty_questions_with_twenty_far_dates_are_walked_at_once():
    """What was published without a finding, and took a page for seconds: 400 times 7000 days and more."""
    plan = Plan(from_json(costly.many_conditions(20, 20)))
    plan.walk({"fld-when": "2026-11-01"}, CONTEXT)
    assert calls(lambda: plan.walk({"fld-when": "2026-11-01"}, CONTEXT)) < 20_000


def test_a_formula_is_read_once_and_not_at_each_answer(monkeypatch):
    document = costly.many_totals(5)
    plan, given = Plan(from_json(document)), costly.answers_of(document)
    kind = forms_engine.fields.formula.Formula
    monkeypatch.setattr(kind, "rule", None)
    assert plan.walk(given, CONTEXT).answers["fld-s000"] == 50 * 42 * 4


def test_the_bound_holds_for_any_rule():
    """For random rules, loops inside each other included."""
    pick, checked = random.Random(13), 0
    for _case in range(1500):
        one, data = rule(pick), answers(pick)
        try:
            ask = compile_fresh(one)
        except RuleError:
            continue
        most, _parts = cost_of_rule(one, lambda name: 3)
        ask(data, CONTEXT)  # what is looked up once
        done = calls(lambda ask=ask, data=data: ask(data, CONTEXT))
        assert done <= 6 * most + 10, one
        checked += 1
    assert checked > 1000


def test_loops_are_counted_for_each_item():
    body = {"+": [{"var": "a"}, 1]}
    inner = {"map": [{"var": "rows"}, body]}
    once, twice = (cost_of_rule(one, lambda name: 50)[0] for one in (inner, {"map": [{"var": "rows"}, inner]}))
    assert once > 50 and twice > 50 * once


def test_a_draft_that_costs_too_much_is_never_walked(monkeypatch):
    definition = from_json(costly.many_conditions(20, 60))
    assert is_too_costly(definition)
    monkeypatch.setattr(Plan, "walk", None)
    assert tried_steps(definition, CONTEXT) == []


def test_a_draft_of_many_steps_is_drawn_at_once_and_so_it_counts():
    """No page of it is above the budget; the preview would draw all of them."""
    document = costly.many_groups(18, 5)
    assert cost(document).total < BUDGET and is_too_costly(from_json(document))
