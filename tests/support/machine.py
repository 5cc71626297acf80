"""Workflows, and what may happen in them, for what holds for the machine whatever outcomes there are."""

from hypothesis import strategies as st

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
from workflows.machine.outcomes import outcome_of

workflows = st.integers(1, 6).map(
    lambda count: Workflow(
        tuple(Stage(f"stage-{place}", f"Tahap {place}", f"jabatan-{place}") for place in range(count))
    )
)


def fitting(state, decision, reason="Sebab."):
    return Decided(state.stage, state.round, decision, reason)


def sequences(codes):
    """Events in any order, and the codes of decisions that fit whatever is open then."""
    codes = st.sampled_from(codes)
    events = st.one_of(
        st.just(Submitted()),
        st.builds(
            Decided,
            stage=st.integers(0, 6).map(lambda place: f"stage-{place}"),
            round=st.integers(0, 3),
            decision=codes,
            reason=st.sampled_from(["", " ", "Foto kurang jelas."]),
        ),
    )
    return st.lists(events | codes, max_size=40)


def decided_once_in_order_to_the_end(workflow, sequence):
    """Whatever outcomes there are: no stage twice in a round, none passed over, one letter, and an end is the end."""
    state, opened, issued, passed, told = State(), [], 0, [], []
    for item in sequence:
        event = fitting(state, item) if isinstance(item, str) else item
        try:
            after, effects = advance(workflow, state, event)
        except NotAllowed:
            continue
        assert state.status not in (Status.APPROVED, Status.REJECTED), "what is finished accepts nothing"
        tasks = [effect for effect in effects if isinstance(effect, OpenTask)]
        assert len(tasks) == (after.status is Status.IN_REVIEW)
        for effect in tasks:
            assert (effect.stage.id, effect.round) == (after.stage, after.round)
            opened.append((effect.stage.id, effect.round))
        told += [(effect, after.round) for effect in effects if isinstance(effect, NotifyApplicant)]
        if isinstance(event, Decided):
            outcome = outcome_of(event.decision)
            assert event.reason.strip() or not outcome.needs_reason
            assert outcome.message is None or outcome.message.name in [effect.message for effect, _round in told]
            if outcome.passes_stage:
                passed.append(event.stage)
            else:
                assert after == State(outcome.then, state.stage, state.round, state.skipped)
        issued += sum(isinstance(effect, IssueCertificate) for effect in effects)
        state = after
    assert len(opened) == len(set(opened)), "no stage is opened twice in a round"
    assert len(told) == len(set(told)), "nothing is told twice"
    assert issued == (state.status is Status.APPROVED)
    if state.status is Status.APPROVED:
        assert passed == [stage.id for stage in workflow.stages], "each stage passed once, in order"
