"""What this floor enters into a service: the workflow's blocks, JSON Schema, compile and check.

Imported while the models of floor 2 are being defined, so nothing here may import a model at module level.
"""

from forms_engine.definition.registry import register_part


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
                    },
                },
            }
        },
    }

    def blocks(self):
        """The stream blocks of the editor's workflow panel."""
        from workflows.designer.blocks import StageBlock

        return [("stage", StageBlock())]

    def compile(self, stream):
        """The part's JSON from the editor's StreamValue (lenient: half-finished stages compile too)."""
        raise RuntimeError("compile is entered by workflows.designer")

    def decompile(self, raw):
        """Raw stream data (list of dicts) from the part's JSON, ids kept."""
        raise RuntimeError("decompile is entered by workflows.designer")

    def check(self, raw, definition):
        """Problems that stop publishing."""
        return []


WORKFLOW_PART = register_part(WorkflowPart())
