"""Conditions: what each operator does, and that nothing a rule or an answer holds breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_engine.logic.rules import OPERATORS, RuleError, compile_rule, is_answered, reads

CASES = [
    ({"==": [{"var": "a"}, "x"]}, {"a": "x"}, True),
    ({"==": [{"var": "a"}, "x"]}, {"a": "y"}, False),
    ({"==": [{"var": "a"}, "x"]}, {}, False),
    ({"==": [{"var": "a"}, True]}, {"a": True}, True),
    ({"==": [{"var": "a"}, True]}, {"a": False}, False),
    ({"==": [{"var": "a"}, 1]}, {"a": True}, False),
    ({"==": [{"var": "a"}, 2.5]}, {"a": "2.50"}, True),
    ({"!=": [{"var": "a"}, "x"]}, {"a": "y"}, True),
    ({"!=": [{"var": "a"}, "x"]}, {}, False),
    ({"<": [{"var": "a"}, 17]}, {"a": 16}, True),
    ({"<": [{"var": "a"}, 17]}, {"a": 17}, False),
    ({"<": [{"var": "a"}, 17]}, {}, False),
    ({"<=": [{"var": "a"}, 17]}, {"a": "17"}, True),
    ({">": [{"var": "a"}, 0.1]}, {"a": "0.10000000000000000001"}, True),
    ({">=": [{"var": "a"}, "2026-01-01"]}, {"a": "2026-11-24"}, True),
    ({"<": [{"var": "a"}, 3]}, {"a": "soon"}, False),
    ({"in": ["x", {"var": "a"}]}, {"a": ["x", "y"]}, True),
    ({"in": ["x", {"var": "a"}]}, {"a": []}, False),
    ({"in": ["x", {"var": "a"}]}, {}, False),
    ({"in": [{"var": "a"}, ["x", "y"]]}, {"a": "y"}, True),
    ({"answered": ["a"]}, {"a": 0}, True),
    ({"answered": ["a"]}, {"a": False}, True),
    ({"answered": ["a"]}, {"a": ""}, False),
    ({"answered": "a"}, {"a": []}, False),
    ({"!": [{"answered": ["a"]}]}, {}, True),
    ({"and": [{"answered": ["a"]}, {"==": [{"var": "b"}, "x"]}]}, {"a": 1, "b": "x"}, True),
    ({"and": [{"answered": ["a"]}, {"==": [{"var": "b"}, "x"]}]}, {"b": "x"}, False),
    ({"or": [{"answered": ["a"]}, {"==": [{"var": "b"}, "x"]}]}, {"b": "x"}, True),
    ({"or": []}, {}, False),
    ({"and": []}, {}, True),
]


@pytest.mark.parametrize(("rule", "answers", "expected"), CASES)
def test_cases(rule, answers, expected):
    assert compile_rule(rule)(answers) is expected


@pytest.mark.parametrize(
    "rule", [{"nope": [1]}, {"==": [1]}, {"a": 1, "b": 2}, {}, {"var": [1]}, {"!": [1, 2]}, {"var": ["a", "b"]}]
)
def test_what_is_not_in_the_language_is_refused(rule):
    with pytest.raises(RuleError):
        compile_rule(rule)


def test_a_bottomless_rule_is_refused():
    rule = {"answered": ["a"]}
    for _ in range(30):
        rule = {"!": [rule]}
    with pytest.raises(RuleError):
        compile_rule(rule)


def test_what_a_rule_reads():
    rule = {"and": [{"==": [{"var": "b"}, {"var": "a"}]}, {"answered": ["c"]}, {"in": ["x", {"var": "b"}]}]}
    assert reads(rule) == ("b", "a", "c")


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.text(max_size=3))
leaves = st.builds(lambda name: {"var": name}, st.sampled_from("abc")) | values.filter(
    lambda value: not isinstance(value, float) or value == value
)
rules = st.recursive(
    st.builds(
        lambda operator, left, right: {operator: [left, right]},
        st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in"]),
        leaves,
        leaves,
    )
    | st.builds(lambda name: {"answered": [name]}, st.sampled_from("abc")),
    lambda inner: (
        st.builds(lambda items: {"and": items}, st.lists(inner, max_size=3))
        | st.builds(lambda items: {"or": items}, st.lists(inner, max_size=3))
        | st.builds(lambda item: {"!": [item]}, inner)
    ),
    max_leaves=8,
)


@given(rules, st.dictionaries(st.sampled_from("abc"), values))
def test_any_rule_gives_a_truth_value_on_any_answers(rule, answers):
    assert isinstance(compile_rule(rule)(answers), bool)


@given(st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in"]), values)
def test_a_comparison_with_a_missing_answer_is_never_met(operator, value):
    assert compile_rule({operator: [{"var": "missing"}, value]})({}) is False


def test_every_operator_is_covered_by_a_case():
    assert {operator for rule, _, _ in CASES for operator in _operators(rule)} == OPERATORS


def _operators(rule):
    if isinstance(rule, dict):
        for operator, operands in rule.items():
            yield operator
            yield from _operators(operands)
    elif isinstance(rule, list):
        for item in rule:
            yield from _operators(item)


def test_answered():
    assert not any(map(is_answered, [None, "", [], ()]))
    assert all(map(is_answered, [0, False, "x", ["x"]]))
