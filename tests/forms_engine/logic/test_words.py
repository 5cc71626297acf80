"""Rules in words: a table of exact sentences, any rule of the language said without an error, and traces that decide
as the compiled rule does."""

import random

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_engine.definition.model import EMPTY, About, Choice, Definition, Field, Step
from forms_engine.explain.rule_words import in_words, names_of, rule_sentence, trace_lines
from forms_engine.explain.trace import explain
from forms_engine.explain.words import words
from forms_engine.logic.compile import OPERATORS, Context, RuleError, compile_rule
from forms_engine.logic.sentence import Names
from forms_engine.logic.values import truthy
from forms_engine.pickers.conditions import to_rule
from tests.support import rules

NAMES = Names(
    {"age": "Age", "status": "Status", "needs": "Needs", "agree": "Agreed", "born": "Born", "other": "Moved",
     "children": "Children", "name": "Name", "income": "Income", "stay": "Stay"},
    {"status": {"s": "Single", "m": "Married"}, "needs": {"w": "Wheelchair", "i": "Interpreter"}},
    frozenset({"born", "other"}),
)  # fmt: skip
CONTEXT = Context("2026-11-24", frozenset({"2026-12-25"}))


def var(name):
    return {"var": name}


def guarded(test, *names):
    return {"and": [*({"answered": [name]} for name in names), test]}


YOUNG, SINGLE = guarded({"<": [var("age"), 17]}, "age"), {"==": [var("status"), "s"]}
SENTENCES = [
    (YOUNG, "Age is less than 17"),
    ({"and": [YOUNG, SINGLE]}, "Age is less than 17 and Status is Single"),
    ({"or": [YOUNG, SINGLE, {"answered": ["name"]}]}, "Age is less than 17, Status is Single, or Name is answered"),
    ({"and": [YOUNG, {"or": [SINGLE, {"==": [var("status"), "m"]}]}]},
     "Age is less than 17 and (Status is Single or Status is Married)"),
    ({"and": [{"and": [YOUNG, SINGLE]}, {"answered": "name"}]},
     "Age is less than 17, Status is Single, and Name is answered"),
    ({"!": [{"or": [YOUNG, SINGLE]}]}, "none of these is met: Age is less than 17 or Status is Single"),
    ({"!": [{"or": [SINGLE]}]}, "it isn't true that Status is Single"),
    ({"and": [{"!": [{"or": [YOUNG, SINGLE]}]}, {"answered": ["name"]}]},
     "(none of these is met: Age is less than 17 or Status is Single) and Name is answered"),
    ({"==": [var("status"), "gone"]}, "Status is (deleted choice)"),
    (guarded({"!=": [var("status"), "m"]}, "status"), "Status is not Married"),
    ({"in": ["w", var("needs")]}, "Needs includes Wheelchair"),
    ({"in": [var("status"), ["s", "m"]]}, "Status is one of Single or Married"),
    ({"==": [var("agree"), True]}, "Agreed is Yes"),
    ({"!": [{"answered": ["name"]}]}, "Name is not answered"),
    ({"!": [{"==": [var("name"), "Budi"]}]}, "Name is not “Budi”"),
    (guarded({"<=": [var("born"), "2009-11-24"]}, "born"), "Born is on or before 24 November 2009"),
    (guarded({"<=": [var("born"), {"date_add": [{"today": []}, -17, "years"]}]}, "born"),
     "Born is on or before the day 17 years before the day of the application"),
    (guarded({">": [var("other"), {"date_add": [var("born"), 1, "months"]}]}, "other", "born"),
     "Moved is after the day 1 month after Born"),
    (guarded({">=": [var("born"), var("other")]}, "born", "other"), "Born is on or after Moved"),
    (guarded({">=": [{"count": [var("children")]}, 2]}, "children"), "the number of Children is at least 2"),
    ({">": [{"sum": [var("children"), "age"]}, 1500000.5]},
     "the sum of Age over all items of Children is more than 1,500,000.5"),
    ({">": [{"+": [var("income"), {"*": [2, var("age")]}]}, 10]}, "Income + (2 × Age) is more than 10"),
    ({"<": [{"date_diff": [var("born"), {"today": []}, "years"]}, 17]},
     "the number of full years from Born to the day of the application is less than 17"),
    ({"<": [1, var("age"), 10]}, "1 < Age < 10"),
    ({"!=": [1, var("age"), 10]}, "it isn't true that 1 = Age = 10"),
    ({"some": [var("children"), {"<": [var("age"), 5]}]}, "for at least one item of Children: Age is less than 5"),
    ({"if": [SINGLE, YOUNG, {"answered": ["name"]}]},
     "if Status is Single then Age is less than 17, otherwise Name is answered"),
    ({"<": [{"var": "children.0.age"}, 5]}, "Age of Children no. 1 is less than 5"),
    ({"==": [{"var": "stay.from"}, "2026-01-02"]}, "the first day of Stay is 2 January 2026"),
    ({"missing": ["age", "name"]}, "at least one of these is not answered: Age and Name"),
    ({"missing_some": [1, ["age", "name"]]}, "fewer than 1 of these are answered: Age and Name"),
    (var("agree"), "Agreed is neither empty, zero nor No"),
    ({"!": [var("agree")]}, "Agreed is empty, zero or No"),
    ({"==": [{"round": [var("income"), 2]}, {"max": [1, var("age")]}]},
     "Income rounded to 2 decimal places is (the largest of 1 and Age)"),
    ({"==": [{"%": [var("age"), 2]}, 0]}, "the remainder of Age ÷ 2 is 0"),
    ({"and": [{"answered": ["name"]}, {"<": [var("age"), 17]}]}, "Name is answered and Age is less than 17"),
    ({"in": [{"date_add": [var("born"), var("age"), "days"]}, var("children")]},
     "Children includes the day Age days after Born"),
    ({"and": []}, "never"),
    (True, "always"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES, ids=[sentence for _rule, sentence in SENTENCES])
def test_sentences(rule, sentence):
    with translation.override("en"):
        assert rule_sentence(rule, NAMES) == sentence
    with translation.override("id"):
        assert rule_sentence(rule, NAMES)


def test_what_a_formula_calculates():
    with translation.override("en"):
        assert (
            rule_sentence({"-": [var("income"), 5, {"-": [var("age")]}]}, NAMES, True) == "Income − 5 − (minus Age)"
        )
        assert rule_sentence({"if": [SINGLE, 1, 2]}, NAMES, True) == "if Status is Single then 1, otherwise 2"


def test_what_the_editor_writes_reads_as_its_rows():
    rows = [
        {"source": "age", "comparison": "<", "value": "17"},
        {"match": "none", "conditions": [{"source": "status", "comparison": "==", "value": "s"},
                                         {"source": "needs", "comparison": "in", "value": "w"}]},
    ]  # fmt: skip
    rule = to_rule("all", rows, lambda name: "number" if name == "age" else "choice")
    with translation.override("en"):
        assert rule_sentence(rule, NAMES) == (
            "Age is less than 17 and (none of these is met: Status is Single or Needs includes Wheelchair)"
        )


def test_names_of_a_service_reach_into_groups():
    inner = Field("age", "number", "Age")
    fields = (
        Field("status", "choice", "Status", choices=(Choice("s", "Single"),)),
        Field("born", "date", "Born"),
        Field("children", "group", "Children", fields=(inner,)),
    )
    names = names_of(Definition("T", "public", About(), (Step("one", "One", fields=fields),), None, EMPTY))
    assert names.labels == {"status": "Status", "born": "Born", "children": "Children", "age": "Age"}
    assert names.choices == {"status": {"s": "Single"}}
    assert names.dates == {"born"}


def test_what_is_no_rule_is_said_to_be_unreadable():
    with pytest.raises(RuleError):
        words({"nope": [1]})
    with translation.override("en"):
        assert rule_sentence({"nope": [1]}, NAMES) == "This condition can't be understood. Set it again."


def test_a_deep_rule_costs_little_and_says_something():
    rule = SINGLE
    for level in range(95):
        operator = ("and", "or", "if", "+", "<", "==")[level % 6]
        rule = {operator: [rule, rule if level < 8 else 1, 1]}
    with translation.override("en"):
        assert "a longer" in rule_sentence(rule, NAMES)


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
PLAIN |= st.decimals(allow_nan=False, allow_infinity=False)
PLAIN |= st.sampled_from(["days", "years", "2026-11-24", "age", "status", "children", "s"])
PLAIN |= st.sampled_from([var("age"), var("status"), var("children"), var("children.0.age"), {"var": ""}])
WORDS_OF_RULES = st.sampled_from(sorted(OPERATORS))


def nested(inner):
    lists = st.lists(inner, max_size=4)
    return lists | st.dictionaries(WORDS_OF_RULES, lists | inner, min_size=1, max_size=1)


def test_lists_inside_lists_end_in_words():
    rule = []
    for _ in range(60):
        rule = [rule]
    with translation.override("en"):
        assert rule_sentence({"==": [rule, 1]}, NAMES) == "a longer calculation is 1"


OPERANDS = st.recursive(PLAIN, nested, max_leaves=15)


@settings(max_examples=400, deadline=None)
@given(OPERANDS, st.dictionaries(st.sampled_from(["age", "status", "children"]), OPERANDS, max_size=3))
def test_any_rule_has_words_and_its_trace_decides_as_the_rule_does(rule, answers):
    try:
        decides = compile_rule(rule)
    except RuleError:
        with pytest.raises(RuleError):
            words(rule, NAMES)
        return
    hold(rule, answers, truthy(decides(answers, CONTEXT)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_the_rules_of_the_agreement_have_words_and_a_trace(seed):
    pick = random.Random(seed)
    for _ in range(20):
        rule, answers = rules.rule(pick), rules.answers(pick)
        hold(rule, answers, truthy(compile_rule(rule)(answers, CONTEXT)))


def hold(rule, answers, met):
    """A rule has words as a condition and as a calculation, and a trace that comes to `met`."""
    for language in ("en", "id"):
        with translation.override(language):
            for as_value in (False, True):
                sentence = in_words(words(rule, NAMES, as_value))
                assert sentence.strip() or rule == "" or str(rule).isspace()
                assert "%(" not in sentence or "%(" in str(rule)
            lines = trace_lines(rule, answers, CONTEXT, NAMES)
            assert (lines[0].outcome == "met") is met
            assert all(line.text for line in lines)
    assert explain(rule, answers, CONTEXT, NAMES).met is met


def trace(rule, answers):
    with translation.override("en"):
        return [(line.depth, line.text) for line in trace_lines(rule, answers, CONTEXT, NAMES)]


def test_a_trace_names_each_comparison_with_the_answer_it_read():
    rule = {"and": [YOUNG, {"or": [SINGLE, {"in": ["w", var("needs")]}]}]}
    assert trace(rule, {"age": 12, "status": "m", "needs": ["w", "i"]}) == [
        (0, "All of these must be met: met"),
        (1, "Age is less than 17: met (Age: 12)"),
        (1, "One of these must be met: met"),
        (2, "Status is Single: not met (Status: Married)"),
        (2, "Needs includes Wheelchair: met (Needs: Wheelchair and Interpreter)"),
    ]


def test_a_trace_tells_unanswered_from_not_met():
    assert trace(YOUNG, {}) == [(0, "Age is less than 17: not answered")]
    assert trace(YOUNG, {"age": 30}) == [(0, "Age is less than 17: not met (Age: 30)")]
    assert trace({"answered": ["age"]}, {}) == [(0, "Age is answered: not met")]
    assert trace({"!": [{"answered": ["age"]}]}, {}) == [(0, "Age is not answered: met")]


def test_a_trace_of_none_and_of_a_branch():
    assert trace({"!": [{"or": [YOUNG, SINGLE]}]}, {"age": 30, "status": "s"}) == [
        (0, "None of these is met: not met"),
        (1, "Age is less than 17: not met (Age: 30)"),
        (1, "Status is Single: met (Status: Single)"),
    ]
    assert trace({"if": [SINGLE, YOUNG, True]}, {"age": 3, "status": "m"}) == [
        (0, "The first condition that is met decides: met"),
        (1, "Status is Single: not met (Status: Married)"),
        (1, "always: met"),
    ]


def test_a_trace_shows_days_and_rows():
    rule = {"or": [guarded({"<": [var("born"), {"today": []}]}, "born"), {">": [{"count": [var("children")]}, 3]}]}
    assert trace(rule, {"born": "2010-01-02", "children": [{"age": 1}, {"age": 2}]})[1:] == [
        (1, "Born is before the day of the application: met (Born: 2 January 2010)"),
        (1, "the number of Children is more than 3: not met (Children: 2 in the list)"),
    ]
