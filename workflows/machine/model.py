"""The workflow of a service, the state of a case, what can happen to it and what follows, all as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forms_engine.logic.compile import NOWHERE, Context, compile_rule
from forms_engine.logic.values import truthy


@dataclass(frozen=True, slots=True)
class Stage:
    """One decision in the line: the position that takes it, within how many working days (None: no deadline), and
    the JsonLogic rule on the answers without which it is skipped (None: it never is)."""

    id: str
    title: str
    position: str
    working_days: int | None = None
    show_when: Any = None


@dataclass(frozen=True, slots=True)
class Workflow:
    stages: tuple[Stage, ...]

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Workflow":
        """From the `workflow` part of a service document."""
        return cls(
            tuple(
                Stage(
                    stage["id"],
                    stage["title"],
                    stage["position"],
                    stage.get("working_days"),
                    stage.get("show_when"),
                )
                for stage in raw["stages"]
            )
        )

    def skipped(self, facts: Mapping[str, Any], context: Context = NOWHERE) -> tuple[str, ...]:
        """The ids of the stages that these answers (id → value, as rules read them) don't need. Somebody always
        decides: when no stage is needed, the last one is."""
        passed = tuple(
            stage.id
            for stage in self.stages
            if stage.show_when and not truthy(compile_rule(stage.show_when)(facts, context))
        )
        return passed[:-1] if len(passed) == len(self.stages) else passed

    def index(self, stage_id: str) -> int:
        """The place of a stage; KeyError when there is none."""
        for stage_index, stage in enumerate(self.stages):
            if stage.id == stage_id:
                return stage_index
        raise KeyError(stage_id)


class Status(StrEnum):
    NEW = "new"
    IN_REVIEW = "in_review"
    CORRECTION = "correction"
    REJECTED = "rejected"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class State:
    """`stage` is the id of the stage whose task is open (or that asked for correction); `round` counts filings;
    `skipped` are the ids of the stages that the answers don't need."""

    status: Status = Status.NEW
    stage: str = ""
    round: int = 0
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """The applicant filed the application, or filed it again after a correction; `skipped` are the ids of the stages
    that the answers don't need (`Workflow.skipped`)."""

    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """The holder of the open stage's position decided; `decision` is the code of an outcome."""

    stage: str
    round: int
    decision: str
    reason: str = ""


Event = Submitted | Decided


@dataclass(frozen=True, slots=True)
class OpenTask:
    stage: Stage
    round: int


@dataclass(frozen=True, slots=True)
class NotifyApplicant:
    """`what` names the message; `stage` is the stage that it is about when several stages of a round may send it."""

    message: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class IssueCertificate:
    pass


Effect = OpenTask | NotifyApplicant | IssueCertificate


class NotAllowed(Exception):
    """The event can't happen in this state: decided already, wrong stage, finished, unknown, or a missing reason."""
