"""Any definition with any answers: the engine never breaks, never takes what the definition forbids, and what is
walked, reviewed and stored agree."""

import json

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.applications.present import answer_sections
from forms_engine.definition.codec import from_json, to_json
from forms_engine.definition.registry import kind_of, kinds
from forms_engine.logic.compile import Context
from forms_engine.logic.values import is_answered
from forms_engine.walk.doubts import doubts_of
from forms_engine.walk.plan import Plan, field_rows, journey

CONTEXT = Context("2026-11-25", frozenset({"2026-12-25"}))
TYPED = [name for name, kind in kinds().items() if kind.is_typed and not kind.multipart]
CHOICES = [{"id": f"ch-{number}", "label": f"Pilihan {number}"} for number in range(1, 4)]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**18) | st.text(max_size=6) | st.sampled_from(["ch-1", "ch-2"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def right_answers(name):
    """Canonical answers of a kind: those of its own examples that need no option."""
    return [answer for options, _typed, answer in kinds()[name].examples if not options] or [None]


def condition(known):
    """A guarded rule over the ids asked before."""
    test = st.sampled_from([{"answered": [source]} for source in known]) | st.sampled_from(
        [
            {"and": [{"answered": [source]}, {operator: [{"var": source}, value]}]}
            for source in known
            for operator in ("==", "!=", "<", ">=")
            for value in ("ch-1", 3, "2020-01-01")
        ]
    )
    return st.none() | test | st.lists(test, min_size=1, max_size=3).map(lambda tests: {"or": tests})


@st.composite
def fields(draw, known, prefix, most):
    made = []
    for number in range(draw(st.integers(1, most))):
        kind = kinds()[draw(st.sampled_from(TYPED))]
        field = {"id": f"{prefix}{number}", "kind": kind.name, "label": f"Isian {prefix}{number}"}
        if kind.has_choices:
            field["choices"] = CHOICES
        if any(option == "text" for option, _block in kind.option_blocks()):
            field["options"] = {"text": "Semua keterangan saya benar."}
        if not draw(st.booleans()):
            field["required"] = False
        if draw(st.booleans()):
            field["warn"] = True
        for setting in ("show_when", "required_when"):
            if known and (rule := draw(condition(known))):
                field[setting] = rule
        known = [*known, field["id"]]
        made.append(field)
    return made


@st.composite
def services(draw):
    """A document of one to three steps, some with a repeating group."""
    steps, known = [], []
    for number in range(draw(st.integers(1, 3))):
        asked = draw(fields(known, f"fld-{number}", 4))
        known = [*known, *(field["id"] for field in asked)]
        if draw(st.booleans()):
            inner = draw(fields(known, f"row-{number}", 3))
            group = {"id": f"grp-{number}", "kind": "group", "label": "Butir", "options": {"max": 3}, "fields": inner}
            asked.append(group)
        steps.append({"id": f"stp-{number}", "title": f"Langkah {number}", "fields": asked})
    return {"schema": 1, "title": "Apa saja", "audience": "residents", "about": {}, "steps": steps}


@st.composite
def answered(draw, asked):
    """Answers to some of the fields: right ones of the kind mostly, anything else at times."""
    found = {}
    for field in asked:
        if field["kind"] == "group":
            rows = st.lists(answered(field["fields"]), max_size=4)
            names = "abcd"
            value = [{"_row": names[place]} | row for place, row in enumerate(draw(rows))]
            found[field["id"]] = draw(st.just(value) | JUNK)
        elif draw(st.integers(0, 9)):
            found[field["id"]] = draw(st.sampled_from(right_answers(field["kind"])) | JUNK)
    return found


@st.composite
def cases(draw):
    document = draw(services())
    return document, draw(answered([field for step in document["steps"] for field in step["fields"]]))


def judged(shown_fields, answers):
    """Assert that answers hold nothing the fields forbid."""
    for field in shown_fields:
        value, kind = answers.get(field.id), kind_of(field)
        if field.fields:
            least, most = field_rows(field)
            assert least <= len(value) <= most
            own = {child.id: child for child in field.fields}
            for row in value:
                judged([own[key] for key in row if key in own and own[key].required], row)
        elif is_answered(value):
            assert kind.is_answer(field, value)
        else:
            assert not field.required


@given(cases())
def test_walk_review_and_document_agree(case):
    document, answers = case
    definition = from_json(document)
    assert from_json(json.loads(json.dumps(to_json(definition)))) == definition
    way = journey(definition, answers, CONTEXT)
    shown = [field for step in way.steps for field in step.fields]
    assert set(way.answers) <= {field.id for field in shown}
    if way.complete:
        judged(shown, way.answers)
    # What was filed walks again to the same answers: an application never changes by being looked at.
    assert journey(definition, way.answers, CONTEXT).answers == way.answers
    for language in ("id", "en"):
        with translation.override(language):
            sections = answer_sections(definition, way.answers, (), CONTEXT)
        assert [row.field.id for section in sections for row in section.rows] == [field.id for field in shown]
        for row in (row for section in sections for row in section.rows):
            assert bool(row.text) or not is_answered(way.answers.get(row.field.id))
    doubts_of(way)


@given(cases(), st.data())
def test_what_was_judged_a_moment_ago_needn_t_be_judged_again(case, data):
    document, answers = case
    plan = Plan(from_json(document))
    before = plan.walk(answers)
    changed = dict(answers)
    for key in list(changed):
        if data.draw(st.booleans()):
            changed[key] = data.draw(st.just(None) | JUNK)
        elif data.draw(st.booleans()):
            del changed[key]
    assert plan.walk(changed, trusted=before.answers) == plan.walk(changed)
