"""The machine: whatever happens in whatever order, a case is decided once, in order, and ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.machine import decided_once_in_order_to_the_end, fitting, sequences, workflows
from workflows.machine.core import advance
from workflows.machine.model import (
    Decided,
    IssueCertificate,
    NotAllowed,
    NotifyApplicant,
    OpenTask,
    Stage,
    State,
    Status,
    Submitted,
    Workflow,
)
from workflows.machine.outcomes import outcomes


@given(workflows, sequences([outcome.code for outcome in outcomes()]))
def test_any_sequence(workflow, sequence):
    decided_once_in_order_to_the_end(workflow, sequence)


@given(workflows)
def test_approving_every_stage_ends(workflow):
    state, _effects = advance(workflow, State(), Submitted())
    for _stage in workflow.stages:
        assert state.status is Status.IN_REVIEW
        state, effects = advance(workflow, state, fitting(state, "approve", ""))
    assert state.status is Status.APPROVED
    assert effects == (IssueCertificate(), NotifyApplicant("approved"))


@given(workflows, st.data())
def test_a_correction_returns_to_the_stage_that_asked(workflow, data):
    state, _effects = advance(workflow, State(), Submitted())
    for _ in range(data.draw(st.integers(0, len(workflow.stages) - 1))):
        state, _effects = advance(workflow, state, fitting(state, "approve"))
    asked, effects = advance(workflow, state, fitting(state, "correction"))
    assert effects == (NotifyApplicant("correction"),)
    again, effects = advance(workflow, asked, Submitted())
    assert again == State(Status.IN_REVIEW, state.stage, state.round + 1)
    assert isinstance(effects[0], OpenTask) and effects[0].stage.id == state.stage


@given(workflows, st.data())
def test_no_stage_that_the_last_answers_need_is_passed_over(workflow, data):
    """Whatever corrections add or take away: who is needed at the end has approved, in some round."""
    names = [stage.id for stage in workflow.stages]
    some = st.lists(st.sampled_from(names), unique=True, max_size=len(names) - 1).map(tuple)
    state, _effects = advance(workflow, State(), Submitted(data.draw(some)))
    approved = set()
    for _turn in range(30):
        if state.status is not Status.IN_REVIEW:
            break
        if data.draw(st.booleans()):
            approved.add(state.stage)
            state, _effects = advance(workflow, state, fitting(state, "approve"))
        else:
            state, _effects = advance(workflow, state, fitting(state, "correction"))
            state, _effects = advance(workflow, state, Submitted(data.draw(some)))
    if state.status is Status.APPROVED:
        assert set(names) - set(state.skipped) <= approved


@pytest.mark.parametrize("decision", ["reject", "correction"])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_refusal_needs_a_reason(decision, reason):
    workflow = Workflow((Stage("stage-0", "Periksa", "loket"),))
    state, _effects = advance(workflow, State(), Submitted())
    with pytest.raises(NotAllowed):
        advance(workflow, state, fitting(state, decision, reason))


def test_a_decision_taken_twice_is_refused():
    workflow = Workflow((Stage("stage-0", "Periksa", "loket"), Stage("stage-1", "Putus", "lurah")))
    state, _effects = advance(workflow, State(), Submitted())
    event = fitting(state, "approve")
    state, _effects = advance(workflow, state, event)
    with pytest.raises(NotAllowed):
        advance(workflow, state, event)


def test_a_workflow_without_a_stage_decides_nothing():
    with pytest.raises(NotAllowed):
        advance(Workflow(()), State(), Submitted())


def test_from_json():
    raw = {"stages": [{"id": "stage-0", "title": "Periksa", "position": "loket", "working_days": 2}]}
    assert Workflow.from_json(raw) == Workflow((Stage("stage-0", "Periksa", "loket", 2),))
    assert Workflow.from_json(raw).index("stage-0") == 0
    with pytest.raises(KeyError):
        Workflow.from_json(raw).index("gone")


ADULT = {"and": [{"answered": ["age"]}, {">=": [{"var": "age"}, 17]}]}


@given(
    ages=st.lists(st.integers(0, 40), min_size=1, max_size=4),
    ruled=st.lists(st.booleans(), min_size=1, max_size=6),
)
def test_stages_that_the_answers_do_not_need_are_skipped_and_somebody_always_decides(ages, ruled):
    stages = tuple(
        Stage(f"stage-{place}", f"Tahap {place}", "lurah", None, ADULT if rule else None)
        for place, rule in enumerate(ruled)
    )
    workflow, state, opened = Workflow(stages), State(), []
    for filing, age in enumerate(ages, 1):  # filed, and filed again after each correction
        skipped = workflow.skipped({"age": age})
        state, effects = advance(workflow, state, Submitted(skipped))
        opened += [effect.stage.id for effect in effects if isinstance(effect, OpenTask)]
        assert state.stage not in skipped
        if filing < len(ages):
            state, _effects = advance(workflow, state, Decided(state.stage, state.round, "correction", "x"))
    while state.status is Status.IN_REVIEW:
        assert state.stage not in state.skipped
        state, _effects = advance(workflow, state, Decided(state.stage, state.round, "approve"))
    assert state.status is Status.APPROVED and opened
    if ages[-1] >= 17:
        assert state.skipped == ()


def test_an_adult_passes_a_stage_that_a_child_does_not():
    workflow = Workflow((Stage("stage-0", "Periksa", "loket"), Stage("stage-1", "Camat", "camat", None, ADULT)))
    assert workflow.skipped({"age": 16}) == ("stage-1",) == workflow.skipped({})
    assert workflow.skipped({"age": 17}) == ()
    state, _effects = advance(workflow, State(), Submitted(("stage-1",)))
    state, effects = advance(workflow, state, Decided("stage-0", 1, "approve"))
    assert state.status is Status.APPROVED and effects[0] == IssueCertificate()
