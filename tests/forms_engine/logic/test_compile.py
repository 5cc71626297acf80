"""Compiling: what is refused and why, what a rule reads, and that nothing a rule or an answer holds breaks it."""

import json
import sys
import tracemalloc
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_engine.logic import arithmetic
from forms_engine.logic.compile import MAX_DEPTH, MAX_NODES, OPERATORS, RuleError, compile_rule, reads
from forms_engine.logic.values import NAN, UNDEFINED, is_answered, plain, truthy


@pytest.mark.parametrize(
    "rule",
    [
        {"nope": [1]}, {"==": [1]}, {"a": 1, "b": 2}, {"!": [1, 2]}, {"var": ["a", 1, 2]}, {"answered": []},
        {"answered": [1]}, {"answered": ["a", "b"]}, {"answered": [""]}, {"today": ["x"]}, {"date_add": ["x", 1]},
        {"date_add": ["2026-01-01", 1, "hours"]}, {"map": [[1]]}, {"reduce": [[1], 1, 2, 3]}, {"missing_some": [1]},
        {"substr": ["x"]}, {"round": []}, {"count": []}, {"if": [{"nope": 1}, 1]},
    ],
)  # fmt: skip
def test_what_is_not_in_the_language_is_refused(rule):
    with pytest.raises(RuleError):
        compile_rule(rule)


def nested(depth, rule=1):
    for _ in range(depth):
        rule = {"!": [rule]}
    return rule


def test_depth_size_and_loops_are_bounded():
    assert compile_rule(nested(MAX_DEPTH - 2))({}) in (True, False)
    for rule in (
        nested(MAX_DEPTH + 2), nested(900), {"+": [1] * (MAX_NODES + 1)},
        {"map": [[1], {"map": [[1], {"map": [[1], {"var": ""}]}]}]},
    ):  # fmt: skip
        with pytest.raises(RuleError):
            compile_rule(rule)


def test_what_grows_stops_growing():
    doubling = {"reduce": [{"var": "n"}, {"cat": [{"var": "accumulator"}, {"var": "accumulator"}]}, "xxxxxxxx"]}
    assert len(compile_rule(doubling)({"n": [1] * 60}) or "") <= 100_000
    merging = {"reduce": [{"var": "n"}, {"merge": [{"var": "accumulator"}, {"var": "accumulator"}]}, [1, 1]]}
    assert len(compile_rule(merging)({"n": [1] * 60}) or []) <= 10_000
    powers = {"reduce": [{"var": "n"}, {"*": [{"var": "accumulator"}, {"var": "accumulator"}]}, 99999]}
    assert plain(compile_rule(powers)({"n": [1] * 60})) is None


def test_branches_are_lazy():
    touched = []

    class Answers(dict):
        def get(self, key, default=None):
            touched.append(key)
            return dict.get(self, key, default)

    rule = {"if": [{"var": "a"}, {"or": [{"var": "b"}, {"var": "never"}]}, {"var": "never"}]}
    assert compile_rule(rule)(Answers(a=1, b=2)) == 2 and touched == ["a", "b"]


def test_what_a_rule_reads():
    rule = {"and": [{"==": [{"var": "b"}, {"var": "a"}]}, {"answered": ["c"]}, {"in": ["x", {"var": "b"}]}]}
    assert reads(rule) == ("b", "a", "c")
    loop = {"some": [{"filter": [{"var": "rows"}, {"var": "inner"}]}, {"==": [{"var": "x"}, 1]}]}
    assert reads(loop) == ("rows",)
    assert reads({"sum": [{"var": ["rows.0.price", {"var": "d"}]}, "price"]}) == ("rows", "d")
    assert reads({"missing_some": [1, ["p", "q"]]}) == ("p", "q") and reads({"missing": "p"}) == ("p",)
    assert reads({"==": [{"var": ""}, 1]}) == ("",)
    with pytest.raises(RuleError):
        reads({"var": {"cat": ["a", "b"]}})


def test_a_frozen_rule_is_the_same_rule():
    frozen = MappingProxyType({"==": (MappingProxyType({"var": "a"}), 1)})
    assert compile_rule(frozen)({"a": 1}) is True


def test_money_is_exact():
    fee = compile_rule({"*": [{"var": "price"}, {"/": [{"var": "rate"}, 100]}]})
    assert fee({"price": Decimal("19999999.99"), "rate": Decimal("2.5")}) == Decimal("499999.99975")
    assert plain(compile_rule({"+": [0.1] * 10})({})) == 1


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.decimals(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner, max_size=3),
    max_leaves=6,
)
any_rule = st.recursive(
    st.builds(lambda name: {"var": name}, st.sampled_from(["a", "b.x", "", "a.0"])) | scalars,
    lambda inner: st.builds(
        lambda operator, operands: {operator: operands},
        st.sampled_from(sorted(OPERATORS)),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@given(any_rule, st.dictionaries(st.sampled_from("abc"), values))
def test_a_rule_is_refused_or_gives_a_json_value(rule, answers):
    try:
        ask = compile_rule(rule)
    except RuleError:
        return
    json.dumps(plain(ask(answers)), default=float)
    assert truthy(ask(answers)) in (True, False)


@given(st.sampled_from(["!=", "<", "<=", ">", ">="]), scalars)
def test_a_guarded_comparison_with_a_missing_answer_is_never_met(operator, value):
    rule = {"and": [{"answered": ["missing"]}, {operator: [{"var": "missing"}, value]}]}
    assert compile_rule(rule)({}) is False


def test_answered():
    assert not any(map(is_answered, [None, "", [], (), {}, UNDEFINED, NAN]))
    assert all(map(is_answered, [0, False, "x", ["x"], " "]))


def test_a_place_of_thousands_of_digits_is_nowhere():
    """Python refuses to read such a number; a rule never raises."""
    assert compile_rule({"var": "a." + "9" * 5000})({"a": [1]}) is UNDEFINED
    assert compile_rule({"var": {"cat": ["a.", {"var": "text"}]}})({"a": [1], "text": "9" * 5000}) is UNDEFINED


def test_a_text_or_list_that_is_too_long_isn_t_put_together_first():
    """Beyond the bound nothing more is read."""

    for put_together, part in ((arithmetic.concatenate, "x" * 60_000), (arithmetic.merge, [0] * 6_000)):
        assert put_together(*[part] * 50) is NAN
        size = sys.getsizeof(part)
        tracemalloc.start()
        try:
            put_together(*[part] * 500)
            assert tracemalloc.get_traced_memory()[1] < 20 * size
        finally:
            tracemalloc.stop()
