"""The workflow of a service, the state of a case, what can happen to it and what follows, all as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Stage:
    """One decision in the line: the position that takes it, and within how many working days (None: no deadline)."""

    id: str
    title: str
    position: str
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Workflow:
    stages: tuple[Stage, ...]

    @classmethod
    def from_json(cls, raw: Mapping) -> "Workflow":
        """From the `workflow` part of a service document."""
        return cls(
            tuple(
                Stage(stage["id"], stage["title"], stage["position"], stage.get("working_days"))
                for stage in raw["stages"]
            )
        )

    def index(self, stage_id: str) -> int:
        """The place of a stage; KeyError when there is none."""
        for place, stage in enumerate(self.stages):
            if stage.id == stage_id:
                return place
        raise KeyError(stage_id)


class Status(StrEnum):
    NEW = "new"
    IN_REVIEW = "in_review"
    CORRECTION = "correction"
    REJECTED = "rejected"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class State:
    """`stage` is the id of the stage whose task is open (or that asked for correction); `round` counts filings."""

    status: Status = Status.NEW
    stage: str = ""
    round: int = 0


class Decision(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Submitted:
    """The applicant filed the application, or filed it again after a correction."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The holder of the open stage's position decided. Rejecting and asking for correction need a reason."""

    stage: str
    round: int
    decision: Decision
    reason: str = ""


Event = Submitted | Decided


@dataclass(frozen=True, slots=True)
class OpenTask:
    stage: Stage
    round: int


@dataclass(frozen=True, slots=True)
class NotifyApplicant:
    """`what`: received, correction, rejected or approved."""

    what: str


@dataclass(frozen=True, slots=True)
class IssueCertificate:
    pass


Effect = OpenTask | NotifyApplicant | IssueCertificate


class NotAllowed(Exception):
    """The event can't happen in this state: decided already, wrong stage, finished, or a missing reason."""
