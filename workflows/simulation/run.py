"""A run of a service that isn't real: nothing is numbered, nobody is notified, nothing is counted or kept.

Pure: what happened is a list of events; where the run stands is what the machine makes of them.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Definition
from forms_engine.logic.compile import Context
from forms_engine.walk.plan import Plan
from workflows.machine.core import advance
from workflows.machine.model import Decided, OpenTask, Stage, State, Status, Submitted, Workflow
from workflows.machine.outcomes import FILED

MOST_DAYS, MOST_EVENTS = 3650, 60


@dataclass(frozen=True, slots=True)
class Run:
    """`document`: the service as it was when the run began; `answers` (id → JSON) and `typed` (step's place → control
    → text) of the form; `days`: how far the clock was put forward; `events`: what happened (FILED or an outcome's
    code), as JSON."""

    document: dict
    answers: dict = field(default_factory=dict)
    typed: dict = field(default_factory=dict)
    days: int = 0
    events: tuple = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "document": self.document, "answers": self.answers, "typed": self.typed, "days": self.days,
            "events": list(self.events),
        }  # fmt: skip

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Run":
        return cls(raw["document"], raw["answers"], raw["typed"], raw["days"], tuple(raw["events"]))

    @property
    def definition(self) -> Definition:
        return from_json(self.document)

    @property
    def workflow(self) -> Workflow:
        return Workflow.from_json(self.document["parts"]["workflow"])

    def day(self, today: date) -> date:
        return today + timedelta(self.days)

    def later(self, days: int) -> "Run":
        """The clock put forward."""
        return replace(self, days=min(self.days + max(days, 0), MOST_DAYS))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands: the machine's state, the open task's stage and its opening day (None when none is open),
    and what happened in order: (FILED or the outcome's code, stage's title, day, reason)."""

    state: State
    task: Stage | None = None
    opened: date | None = None
    history: tuple[tuple[str, str, date, str], ...] = ()


def standing(run: Run) -> Standing:
    """The Standing that the events of a run lead to."""
    workflow, state, task, opened, history = run.workflow, State(), None, None, []
    for event in run.events:
        day = date.fromisoformat(event["day"])
        if event["what"] == FILED:
            state, effects = advance(workflow, state, Submitted(tuple(event["skipped"])))
            history.append((FILED, "", day, ""))
        else:
            decision, reason = event["what"], event["reason"]
            title = next(stage.title for stage in workflow.stages if stage.id == state.stage)
            state, effects = advance(workflow, state, Decided(state.stage, state.round, decision, reason))
            history.append((decision, title, day, reason))
        task = next((effect.stage for effect in effects if isinstance(effect, OpenTask)), None)
        opened = day if task else None
    return Standing(state, task, opened, tuple(history))


def filed(run: Run, context: Context) -> Run:
    """The run after its form was sent on the day of `context`."""
    facts = Plan(run.definition).walk(run.answers, context).facts
    skipped = run.workflow.skipped(facts, context)
    event = {"what": FILED, "day": context.today, "skipped": list(skipped)}
    return replace(run, events=(*run.events, event))


def decided(run: Run, decision: str, reason: str, day: date) -> Run:
    """The run after the open stage decided. Raises NotAllowed when there is none, or the reason is missing."""
    after = replace(run, events=(*run.events, {"what": decision, "day": day.isoformat(), "reason": reason}))
    standing(after)
    return after


def may_answer(where: Standing) -> bool:
    """Whether the applicant is at work."""
    return where.state.status in (Status.NEW, Status.CORRECTION)
