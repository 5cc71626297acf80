"""What an official may decide. Each outcome is described here once, and nobody else knows one by its code: machine,
cases, inbox, tracking page, e-mails, audit trail and simulation go through what is entered.

Every outcome closes the task on which it is taken: a task is decided once, which the database holds as well.
Pure: the texts are msgids, translated where they are shown.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from forms_engine.applications.messages import Message
from forms_engine.logic.sentence import N_
from workflows.machine.model import Status

FILED = "filed"  # what happens beside decisions; in a simulation's events it stands where a code may stand


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to decide.

    `code` is kept in tasks, posted by forms and written in the audit trail, so it never changes. `then`: the case's
    next status; None passes the stage and goes on to the next one, after the last to the approval. `needs_reason`:
    it is refused without one, which the applicant then reads. `message`: what the applicant is told whenever it is
    taken (`APPROVED` is told besides, when a case comes there).

    For staff: `label` names the choice and the decision, `told` is said to who took it, `act` says it in the audit
    trail, `line` (with %(title)s, the stage) in a simulation. For the applicant: `milestone` (with %(stage)s), which
    stands on the tracking page as "done" or "stopped" (`milestone_state`).
    """

    code: str
    label: str
    confirmation: str
    act: str
    line: str
    milestone: str = "%(stage)s"
    milestone_state: str = "done"
    then: Status | None = None
    needs_reason: bool = False
    message: Message | None = None

    @property
    def passes_stage(self) -> bool:
        """Whether the stage is done with: nobody is asked there again unless the answers are corrected."""
        return self.then is None

    @property
    def action(self) -> str:
        """What the audit trail calls it."""
        return f"task.{self.code}"


class BadOutcome(ValueError):
    """An outcome can't be entered: its code is taken or ill-formed, or it leads nowhere."""


_outcomes: dict[str, Outcome] = {}
_followers: list[Callable[[Outcome], object]] = []


def register_outcome(outcome: Outcome) -> Outcome:
    """Enter an outcome; forms offer it in the order of entering. Raises BadOutcome."""
    if not re.fullmatch(r"[a-z_]{1,12}", outcome.code) or outcome.code == FILED:
        raise BadOutcome(f"“{outcome.code}” can't be the code of an outcome.")
    if outcome.code in _outcomes:
        raise BadOutcome(f"The outcome “{outcome.code}” is entered already.")
    if outcome.then not in (None, Status.CORRECTION, Status.REJECTED, Status.APPROVED):
        raise BadOutcome(f"No decision makes a case {outcome.then}.")
    _outcomes[outcome.code] = outcome
    for follow in _followers:
        follow(outcome)
    return outcome


def each_outcome(follow: Callable[[Outcome], object]) -> None:
    """Call `follow` with every outcome, those included that are entered later."""
    _followers.append(follow)
    for outcome in _outcomes.values():
        follow(outcome)


def outcomes() -> tuple[Outcome, ...]:
    """All of them, in the order in which they are offered."""
    return tuple(_outcomes.values())


def outcome_of(code: str) -> Outcome:
    """The outcome of a code; KeyError when there is none."""
    return _outcomes[code]


APPROVED = Message(
    "approved", N_("Your application was approved"), N_("The office has approved your application.")
)  # told when a case becomes approved, by whatever outcome

register_outcome(
    Outcome(
        code="approve",
        label=N_("Approve"),
        confirmation=N_("Approved."),
        act=N_("approved an application in a stage"),
        line=N_("“%(title)s” approved"),
    )
)
register_outcome(
    Outcome(
        code="reject",
        label=N_("Reject"),
        confirmation=N_("Rejected. The applicant reads your reason."),
        act=N_("rejected an application"),
        line=N_("“%(title)s” rejected"),
        milestone=N_("Rejected: %(stage)s"),
        milestone_state="stopped",
        then=Status.REJECTED,
        needs_reason=True,
        message=Message(
            "rejected",
            N_("Your application was rejected"),
            N_("The office has rejected your application. The reason stands on the tracking page."),
        ),
    )
)
register_outcome(
    Outcome(
        code="correction",
        label=N_("Ask for correction"),
        confirmation=N_("Returned for correction. The applicant reads your reason."),
        act=N_("returned an application for correction"),
        line=N_("“%(title)s” asked for a correction"),
        milestone=N_("Returned for correction: %(stage)s"),
        milestone_state="stopped",
        then=Status.CORRECTION,
        needs_reason=True,
        message=Message(
            "correction",
            N_("Please correct your application"),
            N_("The office asks you to correct something. What it is stands on the tracking page."),
        ),
    )
)
