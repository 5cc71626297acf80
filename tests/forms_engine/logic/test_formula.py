"""Formulas as people write them: there and back, and what is said of those that aren't any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_engine.logic.compile import Context, compile_rule
from forms_engine.logic.formula import FUNCTIONS, FormulaError, parse, written
from forms_engine.logic.values import plain

FACTS = {"a": 6, "b": 4, "s": "sewa", "born": "2000-05-17", "rows": [{"x": 1}, {"x": 2}, {"x": 3}], "nums": [1, 2, 3]}
RESULTS = [
    ("{{a}} + {{b}}", 10),
    ("{{a}} − {{b}} − 1", 1),
    ("2 + {{a}} × 3", 20),
    ("(2 + {{a}}) * 3", 24),
    ("{{a}} / {{b}}", 1.5),
    ("{{a}} ÷ 0", None),
    ("-{{a}} + 10", 4),
    ("1.250.000,50 * 2", 2500001),
    ("{{a}} * 25%", 1.5),
    ("JIKA({{s}} = {{choice:sewa}}; 500; 250,5)", 500),
    ("if({{s}} <> {{choice:sewa}}; 500; 250,5)", 250.5),
    ("JIKA(DAN({{a}} > 5; {{b}} ≤ 4); 1; 0)", 1),
    ("JIKA(ATAU({{a}} > 50; BUKAN({{b}} = 4)); 1; 0)", 0),
    ("JUMLAH({{nums}})", 6),
    ("SUM({{a}}; {{b}}; 5)", 15),
    ("BANYAKNYA({{rows}}) * 10.000", 30000),
    ("BULATKAN({{a}} / 7; 2)", 0.86),
    ("TERKECIL({{a}}; {{b}}; 5)", 4),
    ("TERBESAR({{a}}; 0)", 6),
    ("TAHUN({{born}}; HARI_INI())", 26),
    ("HARI({{born}}; {{born}})", 1),
    ("JIKA(TERJAWAB({{none}}); 1; 2)", 2),
    ("{{a}} + {{none}}", None),
]
WRONG = [
    ("", "Write the formula"),
    ("   ", "Write the formula"),
    ("{{a}} +", "missing after “+”"),
    ("{{a}} {{b}}", "An operator is missing before “…”"),
    ("2 3", "An operator is missing before “3”"),
    ("({{a}} + 1", "bracket isn't closed"),
    ("{{a}} + 1)", "closing bracket too many"),
    ("()", "closing bracket too many"),
    ("* 3", "missing before “*”"),
    ("LUAS * 3", "“LUAS” isn't a function"),
    ("JIKA 3", "JIKA must be followed by a bracket: JIKA(… > 10; 5; 0)."),
    ("JIKA({{a}} > 1; 2)", "JIKA doesn't take this many values (2)"),
    ("1 < {{a}} < 3", "Compare two values at a time"),
    ("{{a}}%", "A percent sign stands after a number"),
    ("1; 2", "A semicolon stands only"),
    ("3 @ 4", "“@ 4” isn't understood"),
    ("TERJAWAB(3)", "TERJAWAB needs a question"),
    ("(" * 30 + "1" + ")" * 30, "too many brackets"),
    ("-" * 1_500 + "1", "too many minus signs"),
    ("1 - 1 + " * 240 + "1", "formula is too long"),
    ("-{{choice:sewa}}", "minus sign stands before a number"),
    ("1 + " + "9" * 400 + ",5", "number is too long"),
    ("1+" * 2000 + "1", "too long"),
]


@pytest.mark.parametrize(("text", "result"), RESULTS)
def test_results(text, result):
    value = plain(compile_rule(parse(text))(FACTS, Context("2026-11-25")))
    assert (float(value) if value is not None else None) == result


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_is_wrong_is_said(text, words):
    with pytest.raises(FormulaError, match=r".") as caught:
        parse(text)
    assert words in str(caught.value)


def test_both_names_mean_the_same():
    for function, _build in FUNCTIONS.values():
        example = function.example.replace("…", "{{a}}")
        assert parse(example) == parse(example.replace(f"{function.id}(", f"{function.en}("))
        assert written(parse(example))


names = st.sampled_from(["luas", "fld-2a", "x"]).map(lambda name: {"var": name})
numbers = st.integers(-(10**12), 10**12) | st.decimals(-1000, 1000, places=2).map(float).filter(lambda n: n % 1)


def operations(inner):
    pair = st.tuples(inner, inner).map(list)
    tests = st.builds(lambda sign, both: {sign: both}, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), pair)
    return st.one_of(
        st.builds(lambda sign, both: {sign: both}, st.sampled_from(["+", "-", "*", "/", "min", "max"]), pair),
        st.builds(lambda test, both: {"if": [test, *both]}, tests, pair),
        st.builds(lambda test, other, both: {"if": [{"and": [test, other]}, *both]}, tests, tests, pair),
        inner.filter(lambda node: isinstance(node, dict)).map(lambda node: {"-": [node]}),
        inner.map(lambda node: {"round": [node, 2]}),
        st.lists(names, min_size=3, max_size=4).map(lambda items: {"+": items}),
        names.map(lambda name: {"date_diff": [{"date_add": [name, -1, "days"]}, {"today": []}, "days"]}),
        names.map(lambda name: {"sum": [name]}),
    )


@given(st.recursive(names | numbers, operations, max_leaves=12))
def test_there_and_back(rule):
    """A rule as a formula has the same value: what is joined in a row may be joined in one."""
    try:
        text = written(rule)
    except FormulaError:
        text = None  # a + (b + c) written by others: the same value, another shape
        assert _nested(rule)
    if text:
        assert parse(text) == rule


def _nested(rule):
    """Whether a sum stands first in a sum (or a product in a product), which reads as one."""
    if not isinstance(rule, dict):
        return False
    [(operator, operands)] = rule.items()
    operands = operands if isinstance(operands, list) else [operands]
    own = operator in "+*" and any(isinstance(one, dict) and operator in one for one in operands[:1])
    return own or any(_nested(one) for one in operands)


@given(st.text("{}ab1;()+-*/<>=%. ,JIKA", max_size=40))
def test_any_text_is_a_formula_or_said_to_be_none(text):
    try:
        rule = parse(text)
    except FormulaError as error:
        assert str(error)
    else:
        compile_rule(rule)
        assert parse(written(rule)) == rule
