"""`advance`: the only place where a case moves."""

from collections.abc import Container
from dataclasses import replace

from workflows.machine.model import (
    Decided,
    Effect,
    Event,
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
from workflows.machine.outcomes import APPROVED, Outcome, outcome_of


def advance(workflow: Workflow, state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """The next state and what must be done, in order. Raises NotAllowed and changes nothing."""
    match event:
        case Submitted():
            return _submitted(workflow, state, event)
        case Decided():
            return _decided(workflow, state, event)
    raise NotAllowed(f"Unknown event {event!r}.")


def _next(workflow: Workflow, first_index: int, skipped: Container[str]) -> Stage | None:
    """The first stage from `place` on that isn't skipped, None after the last."""
    return next((stage for stage in workflow.stages[first_index:] if stage.id not in skipped), None)


def _submitted(workflow: Workflow, state: State, event: Submitted) -> tuple[State, tuple[Effect, ...]]:
    if state.status is Status.NEW:
        stage_index = 0
    elif state.status is Status.CORRECTION:
        stage_index = workflow.index(state.stage)
        # What the first answers left out before it, and the corrected ones need, comes first.
        for earlier_index, earlier in enumerate(workflow.stages[:stage_index]):
            if earlier.id in state.skipped and earlier.id not in event.skipped:
                stage_index = earlier_index
                break
    else:
        raise NotAllowed(f"An application that is {state.status} can't be filed.")
    # A correction may have made the stage needless that asked for it: then the next one, or else the last needed.
    stage = _next(workflow, stage_index, event.skipped) or next(
        (stage for stage in reversed(workflow.stages) if stage.id not in event.skipped), None
    )
    if stage is None:
        raise NotAllowed("A workflow without a stage decides nothing.")
    new = State(Status.IN_REVIEW, stage.id, state.round + 1, event.skipped)
    return new, (OpenTask(stage, new.round), NotifyApplicant("received"))


def _decided(workflow: Workflow, state: State, event: Decided) -> tuple[State, tuple[Effect, ...]]:
    if state.status is not Status.IN_REVIEW or (event.stage, event.round) != (state.stage, state.round):
        raise NotAllowed("This stage isn't open (any more).")
    try:
        outcome = outcome_of(event.decision)
    except KeyError:
        raise NotAllowed(f"Unknown decision {event.decision!r}.") from None
    if outcome.needs_reason and not event.reason.strip():
        raise NotAllowed("This decision needs a reason.")
    effects = _messages_of(outcome, event.stage)
    if outcome.passes_stage and (stage := _next(workflow, workflow.index(state.stage) + 1, state.skipped)):
        return replace(state, stage=stage.id), (OpenTask(stage, state.round), *effects)
    status = outcome.then or Status.APPROVED
    if status is Status.APPROVED:
        effects = (*effects, IssueCertificate(), NotifyApplicant(APPROVED.name))
    return replace(state, status=status), effects


def _messages_of(outcome: Outcome, stage: str) -> tuple[Effect, ...]:
    """What the applicant is told of a decision. One that stops the round is taken once in it."""
    if outcome.message is None:
        return ()
    return (NotifyApplicant(outcome.message.name, stage if outcome.passes_stage else ""),)
