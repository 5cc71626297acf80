"""Where answers lead in a service: what examples and replays are compared by. Pure."""

from collections.abc import Mapping
from typing import Any

from forms_engine.definition.registry import parts
from forms_engine.logic.compile import Context
from forms_engine.walk.plan import Plan

FILED, STOPPED, REFUSED = "filed", "stopped", "refused"


def route(plan: Plan, answers: Mapping[str, Any], context: Context) -> dict[str, list[str] | str | dict[str, Any]]:
    """{"steps": ids of the steps shown, "end": FILED, STOPPED (not eligible) or REFUSED (a check stands in the way),
    "parts": name → what the part makes of it}, as JSON."""
    journey = plan.walk(answers, context)
    end = FILED
    if any(step.stopped for step in journey.steps):
        end = STOPPED
    elif any(step.failed for step in journey.steps):
        end = REFUSED
    met = {
        name: part.route(plan.definition.parts.get(name), journey.facts, context) for name, part in parts().items()
    }
    return {"steps": [step.step.id for step in journey.steps], "end": end, "parts": met if end == FILED else {}}
