"""What this floor enters into a service: the workflow's blocks, JSON Schema, compile and check.

Imported while the models of floor 2 are being defined, so nothing here may import a model at module level.
"""

from forms_engine.definition.problems import Problem
from forms_engine.definition.registry import register_part
from forms_engine.definition.rules import final_rule_problems


class WorkflowPart:
    name = "workflow"
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["stages"],
        "properties": {
            "stages": {
                "type": "array",
                "maxItems": 30,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["id", "title", "position"],
                    "properties": {
                        "id": {"type": "string", "pattern": "^[A-Za-z0-9-]{4,36}$"},
                        "title": {"type": "string", "maxLength": 200},
                        "position": {"type": "string", "pattern": "^[a-z0-9-]{0,40}$"},
                        "working_days": {"type": "integer", "minimum": 1, "maximum": 365},
                        "show_when": {"description": "A JsonLogic rule; the stage is skipped when it isn't met."},
                    },
                },
            }
        },
    }

    def blocks(self):
        """The stream blocks of the editor's workflow panel."""
        from workflows.designer.blocks import StageBlock

        return [("stage", StageBlock())]

    def compile(self, stream, compares):
        """The part's JSON from the editor's StreamValue (lenient: half-finished stages compile too). `compares`: what
        each question of the form compares as, by id."""
        from forms_engine.builder.compile import rule_of, whole

        stages = []
        for child in stream:
            stage = {
                "id": child.id,
                "title": (child.value.get("title") or "").strip(),
                "position": child.value.get("position") or "",
            }
            if child.value.get("working_days"):
                stage["working_days"] = whole(child.value["working_days"])
            if rule := rule_of(child.value, compares):
                stage["show_when"] = rule
            stages.append(stage)
        return {"stages": stages}

    def decompile(self, raw):
        """Raw stream data (list of dicts) from the part's JSON, ids kept. Raises NotEditable."""
        from forms_engine.builder.decompile import conditions_of

        return [
            {
                "id": stage["id"],
                "type": "stage",
                "value": {
                    "title": stage["title"],
                    "position": stage["position"],
                    "working_days": stage.get("working_days"),
                }
                | conditions_of(stage.get("show_when")),
            }
            for stage in (raw or {}).get("stages", ())
        ]

    def check(self, raw, definition, positions=None):
        """Problems that stop publishing. `positions` are the codes that exist in the region (None: not asked)."""
        stages = (raw or {}).get("stages", ())
        if not stages:
            yield Problem("workflow", "Add at least one stage: somebody must decide.")
        for stage in stages:
            if not stage["title"].strip():
                yield Problem(stage["id"], "Give the stage a name.", "title")
            yield from final_rule_problems(definition, stage["id"], stage.get("show_when"))
            if not stage["position"]:
                yield Problem(stage["id"], "Choose the position that decides.", "position")
            elif positions is not None and stage["position"] not in positions:
                yield Problem(stage["id"], "This position doesn't exist in your region (any more).", "position")


WORKFLOW_PART = register_part(WorkflowPart())
