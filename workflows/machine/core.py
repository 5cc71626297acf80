"""`advance`: the only place where a case moves."""

from dataclasses import replace
from typing import Any

from workflows.machine.model import (
    Decided,
    Decision,
    Effect,
    Event,
    IssueCertificate,
    NotAllowed,
    NotifyApplicant,
    OpenTask,
    State,
    Status,
    Submitted,
    Workflow,
)


def advance(workflow: Workflow, state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """The next state and what must be done, in order. Raises NotAllowed and changes nothing."""
    match event:
        case Submitted():
            return _submitted(workflow, state, event)
        case Decided():
            return _decided(workflow, state, event)
    raise NotAllowed(f"Unknown event {event!r}.")


def _next(workflow: Any, place: Any, skipped: Any) -> Any:
    """The first stage from `place` on that isn't skipped, None after the last."""
    return next((stage for stage in workflow.stages[place:] if stage.id not in skipped), None)


def _submitted(workflow: Any, state: Any, event: Any) -> tuple[Any, Any]:
    if state.status is Status.NEW:
        place = 0
    elif state.status is Status.CORRECTION:
        place = workflow.index(state.stage)
        # What the first answers left out before it, and the corrected ones need, comes first.
        for earlier, stage in enumerate(workflow.stages[:place]):
            if stage.id in state.skipped and stage.id not in event.skipped:
                place = earlier
                break
    else:
        raise NotAllowed(f"An application that is {state.status} can't be filed.")
    # A correction may have made the stage needless that asked for it: then the next one, or else the last needed.
    stage = _next(workflow, place, event.skipped) or next(
        (stage for stage in reversed(workflow.stages) if stage.id not in event.skipped), None
    )
    if stage is None:
        raise NotAllowed("A workflow without a stage decides nothing.")
    new = State(Status.IN_REVIEW, stage.id, state.round + 1, event.skipped)
    return new, (OpenTask(stage, new.round), NotifyApplicant("received"))


def _decided(workflow: Any, state: Any, event: Any) -> tuple[Any, Any]:
    if state.status is not Status.IN_REVIEW or (event.stage, event.round) != (state.stage, state.round):
        raise NotAllowed("This stage isn't open (any more).")
    if event.decision is not Decision.APPROVE and not event.reason.strip():
        raise NotAllowed("This decision needs a reason.")
    match event.decision:
        case Decision.REJECT:
            return replace(state, status=Status.REJECTED), (NotifyApplicant("rejected"),)
        case Decision.CORRECTION:
            return replace(state, status=Status.CORRECTION), (NotifyApplicant("correction"),)
    if stage := _next(workflow, workflow.index(state.stage) + 1, state.skipped):
        return replace(state, stage=stage.id), (OpenTask(stage, state.round),)
    return replace(state, status=Status.APPROVED), (IssueCertificate(), NotifyApplicant("approved"))
