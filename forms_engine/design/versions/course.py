"""Where answers lead in a service: what examples and replays are compared by. Pure."""

from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import parts
from forms_engine.walk.plan import Plan

FILED, STOPPED, REFUSED = "filed", "stopped", "refused"


def course(document, answers, context, plan=None):
    """{"steps": ids of the steps shown, "end": FILED, STOPPED (not eligible) or REFUSED (a check stands in the way),
    "parts": name → what the part makes of it}, as JSON. `plan`: the document's, if it was made already."""
    plan = plan or Plan(from_json(document))
    way = plan.walk(answers, context)
    end = FILED
    if any(step.stopped for step in way.steps):
        end = STOPPED
    elif any(step.failed for step in way.steps):
        end = REFUSED
    met = {
        name: part.course((document.get("parts") or {}).get(name), way.facts, context)
        for name, part in parts().items()
    }
    return {"steps": [step.step.id for step in way.steps], "end": end, "parts": met if end == FILED else {}}
