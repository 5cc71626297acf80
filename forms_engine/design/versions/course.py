"""Where answers lead in a service: what examples and replays are compared by. Pure."""

from collections.abc import Mapping
from typing import Any

from forms_engine.definition.registry import parts
from forms_engine.logic.compile import Context
from forms_engine.walk.plan import Plan

FILED, STOPPED, REFUSED = "filed", "stopped", "refused"


def course(plan: Plan, answers: Mapping[str, Any], context: Context) -> dict[str, list[str] | str | dict[str, Any]]:
    """{"steps": ids of the steps shown, "end": FILED, STOPPED (not eligible) or REFUSED (a check stands in the way),
    "parts": name → what the part makes of it}, as JSON."""
    way = plan.walk(answers, context)
    end = FILED
    if any(step.stopped for step in way.steps):
        end = STOPPED
    elif any(step.failed for step in way.steps):
        end = REFUSED
    met = {name: part.course(plan.definition.parts.get(name), way.facts, context) for name, part in parts().items()}
    return {"steps": [step.step.id for step in way.steps], "end": end, "parts": met if end == FILED else {}}
