"""Kinds of field: what is typed becomes one canonical answer or a message that says how to mend it."""

import json
import re

import jsonschema
import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.model import Choice
from forms_engine.fields.base import html_name
from forms_engine.fields.number import read_number
from forms_engine.text.numbers import write_number, write_plain_number
from forms_engine.text.typed import tidy
from tests.support.kinds import CHOICES, KINDS, make_field
from tests.support.lists import offer_example

TYPED = {name: kind for name, kind in KINDS.items() if kind.is_typed and not kind.multipart}


@pytest.fixture(autouse=True, scope="module")
def example_list():
    with pytest.MonkeyPatch.context() as patch:
        offer_example(patch)
        yield


def understand(field, typed):
    return KINDS[field.kind].clean(field, typed)


EXAMPLES = [(name, *example) for name, kind in TYPED.items() for example in kind.examples]
WRONG = [(name, *example) for name, kind in TYPED.items() for example in kind.wrong]


def test_every_kind_has_examples_of_both_sorts():
    assert {name for name, *_ in EXAMPLES} == {name for name, *_ in WRONG} == set(TYPED)


@pytest.mark.parametrize(("kind", "options", "typed", "answer"), EXAMPLES)
def test_right_values(kind, options, typed, answer):
    field = make_field(kind, options)
    assert understand(field, typed) == answer
    assert KINDS[kind].is_answer(field, answer)
    jsonschema.validate(answer, KINDS[kind].answer_schema(field))
    assert understand(field, KINDS[kind].to_form(field, answer)) == answer
    assert json.loads(json.dumps(answer)) == answer
    for language in ("id", "en"):
        with translation.override(language):
            assert KINDS[kind].display(field, answer) and KINDS[kind].certificate(field, answer)


@pytest.mark.parametrize(("kind", "options", "typed"), WRONG)
def test_wrong_values_say_how_to_mend_them(kind, options, typed):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        understand(make_field(kind, options), typed)
    [message] = refused.value.messages
    assert len(message) > 15 and "invalid" not in message.lower()


@pytest.mark.parametrize("kind", TYPED)
def test_nothing_typed(kind):
    empty = KINDS[kind].typed(make_field(kind), QueryDict(""))
    with translation.override("en"), pytest.raises(ValidationError, match="Pertanyaan"):
        understand(make_field(kind), empty)
    assert understand(make_field(kind, required=False), empty) is None


@pytest.mark.parametrize("kind", KINDS)
def test_html(kind):
    label = '<script>alert("1")</script>'
    field = make_field(kind, label=label, hint="Petunjuk & contoh", required=False)
    with translation.override("id"):
        html = KINDS[kind].render(
            field, KINDS[kind].typed(field, QueryDict("")) if KINDS[kind].is_typed else None, ["Salah <b>"]
        )
    assert "<script>" not in html and "&lt;script&gt;" in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for referred in re.findall(r'(?:for|aria-describedby)="([^"]+)"', html):
        assert set(referred.split()) <= set(ids)
    if KINDS[kind].is_typed:
        assert "Salah &lt;b&gt;" in html and 'aria-invalid="true"' in html
        assert KINDS[kind].focus_id(field) in ids
        assert ("<label for=" in html) or ("<legend>" in html)
    assert 'autocomplete="off"' not in html and "style=" not in html


hostile = st.text(max_size=60) | st.sampled_from(
    [
        "\x00",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{{7*7}}",
        "\u202egnp.exe",
        "\ud800",
        "9" * 5000,
        "🏠" * 200,
        "١٢٣",
    ]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.sampled_from(list(TYPED)),
    st.dictionaries(st.sampled_from(["", "-d", "-m", "-y", "-ad", "-am", "-ay", "-bd"]), hostile),
)
def test_whatever_is_typed_is_refused_or_stable(kind, posted):
    field = make_field(kind)
    data = QueryDict(mutable=True)
    for suffix, text in posted.items():
        data[f"{html_name(field)}{suffix}"] = text
    typed = KINDS[kind].typed(field, data)
    try:
        answer = understand(field, typed)
    except ValidationError:
        KINDS[kind].render(field, typed, ["x"])
        return
    json.dumps(answer)
    assert KINDS[kind].is_answer(field, answer)
    assert understand(field, KINDS[kind].to_form(field, answer)) == answer
    KINDS[kind].render(field, KINDS[kind].to_form(field, answer))


@given(st.sampled_from(list(KINDS)), json_values)
def test_any_stored_json_is_judged(kind, value):
    assert KINDS[kind].is_answer(make_field(kind), value) in (True, False)
    if KINDS[kind].is_typed:
        KINDS[kind].render(make_field(kind), KINDS[kind].to_form(make_field(kind), value))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_numbers_survive_being_written(number):
    assert read_number(write_number(number)) == number


@given(st.text())
def test_tidy_text_holds_nothing_invisible(text):
    clean = tidy(text)
    assert tidy(clean) == clean and "\x00" not in clean and "\u200b" not in clean and "\u202e" not in clean


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("number", {"options": {"min": 5, "max": 1}}),
        ("choice", {"choices": CHOICES[:1]}),
        ("choice", {"choices": (Choice("ch-1", "Satu"), Choice("ch-2", "satu "))}),
        ("choices", {"options": {"min": 3, "max": 1}}),
        ("date", {"options": {"earliest": "2026-01-02", "latest": "2026-01-01"}}),
        ("date", {"options": {"earliest": "besok"}}),
        ("information", {"label": ""}),
    ],
)
def test_contradictory_settings_are_found(kind, settings):
    options = settings.pop("options", {})
    field = make_field(kind, options, **settings)
    assert list(KINDS[kind].check(field))
    assert not list(KINDS[kind].check(make_field(kind)))


def test_a_year_is_written_as_a_year():
    written = {1998: "1998", 999: "999", -2026: "-2026", 10_000: "10.000", 1_234_567: "1.234.567"}
    assert {number: write_plain_number(number) for number in written} == written
    assert write_plain_number("1998.5", "en") == "1998.5" and write_plain_number(12_345, "en") == "12,345"
