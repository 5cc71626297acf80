"""The journey is derived: random definitions and answers, and what must hold of every walk."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Field
from forms_engine.walk.plan import journey
from tests.support.documents import service_document
from tests.support.journeys import FILLED

DEFINITION = from_json(service_document())


def test_an_empty_draft_begins_at_the_first_step():
    way = journey(DEFINITION, {})
    assert not way.complete
    assert way.first_incomplete.step.id == "step-a1b2"
    assert way.answers == {}


def test_all_answered_is_complete():
    way = journey(DEFINITION, FILLED)
    assert way.complete and way.first_incomplete is None
    assert way.answers == FILLED


def test_an_answer_brings_up_a_question():
    way = journey(DEFINITION, FILLED | {"fld-stat": "ch-sewa"})
    assert way.first_incomplete.step.id == "step-c3d4"
    assert [field.id for field in way.find("step-c3d4").fields] == ["fld-addr", "fld-stat", "fld-rent", "fld-with"]


def test_a_hidden_answer_does_not_count_but_is_not_lost():
    answers = FILLED | {"fld-rent": 750000}
    assert "fld-rent" not in journey(DEFINITION, answers).answers
    assert journey(DEFINITION, answers | {"fld-stat": "ch-sewa"}).answers["fld-rent"] == 750000


def test_an_optional_question_counts_once_it_was_passed():
    answers = {key: value for key, value in FILLED.items() if key != "fld-note"}
    assert not journey(DEFINITION, answers).complete
    assert journey(DEFINITION, answers | {"fld-note": None}).complete


def test_neighbours():
    way = journey(DEFINITION, FILLED)
    assert way.before("step-a1b2") is None and way.after("step-a1b2").step.id == "step-c3d4"
    assert way.after("step-e5f6") is None and way.find("gone") is None


def test_a_step_with_nothing_left_to_ask_is_left_out():
    hidden = {"==": [{"var": "fld-stat"}, "never"]}
    step = DEFINITION.steps[2]
    third = replace(step, fields=tuple(replace(field, show_when=hidden) for field in step.fields))
    way = journey(replace(DEFINITION, steps=(*DEFINITION.steps[:2], third)), FILLED)
    assert [shown.step.id for shown in way.steps] == ["step-a1b2", "step-c3d4"]


def test_a_step_is_left_out_when_its_condition_is_not_met():
    rented = {"==": [{"var": "fld-stat"}, "ch-sewa"]}
    definition = replace(DEFINITION, steps=(*DEFINITION.steps[:2], replace(DEFINITION.steps[2], show_when=rented)))
    assert [shown.step.id for shown in journey(definition, FILLED).steps] == ["step-a1b2", "step-c3d4"]
    rent = FILLED | {"fld-stat": "ch-sewa", "fld-rent": 750000}
    way = journey(definition, rent)
    assert way.complete and len(way.steps) == 3
    assert "fld-foto" not in journey(definition, FILLED).answers


def test_a_stop_ends_the_way_where_it_is_shown():
    step = DEFINITION.steps[1]
    few = {"and": [{"answered": ["fld-stat"]}, {"==": [{"var": "fld-stat"}, "ch-sewa"]}]}
    stop = Field("fld-stop", "stop", "Belum bisa", show_when=few, options={"text": "Hanya untuk pemilik rumah."})
    fields = (*step.fields[:2], stop, *step.fields[2:])
    definition = replace(DEFINITION, steps=(DEFINITION.steps[0], replace(step, fields=fields), DEFINITION.steps[2]))
    assert journey(definition, FILLED).complete
    way = journey(definition, FILLED | {"fld-stat": "ch-sewa", "fld-rent": 750000})
    assert way.steps[-1].stopped and way.first_incomplete is way.steps[-1] and len(way.steps) == 2
    assert [field.id for field in way.steps[-1].fields] == ["fld-addr", "fld-stat", "fld-stop"]


junk = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3)
junk_answers = st.dictionaries(st.sampled_from([*FILLED, "fld-rent", "unknown"]), junk | st.sampled_from(["ch-sewa"]))


@given(junk_answers)
def test_any_answers_give_a_journey(answers):
    way = journey(DEFINITION, answers)
    shown = {field.id for step in way.steps for field in step.fields}
    assert set(way.answers) <= shown & set(answers)
    assert way.complete == (way.first_incomplete is None)
    assert way == journey(DEFINITION, dict(reversed(answers.items())))


@given(st.sets(st.sampled_from([*FILLED])))
def test_removing_answers_never_completes_a_journey(removed):
    answers = {key: value for key, value in FILLED.items() if key not in removed}
    assert journey(DEFINITION, answers).complete == (not removed)
