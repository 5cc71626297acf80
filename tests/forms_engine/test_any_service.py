"""Any definition with any answers: the engine never breaks, never takes what the definition forbids, and what is
walked, reviewed and stored agree."""

import json

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.applications.present import answer_sections
from forms_engine.definition.codec import from_json, to_json
from forms_engine.definition.registry import kind_of
from forms_engine.logic.values import is_answered
from forms_engine.walk.doubts import doubts_of
from forms_engine.walk.plan import Plan, field_rows, journey
from tests.support.any_service import (
    CONTEXT,
    JUNK,
    cases,
)


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
