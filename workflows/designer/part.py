"""What this floor enters into a service: the workflow's blocks, JSON Schema, compile and check. Entered by the
app's `ready()`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cms.accounts.models import Position
from cms.regions.models import Region
from forms_engine.checker.office import Office
from forms_engine.definition.model import Definition
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import PartRule
from forms_engine.definition.rules import final_rule_problems
from forms_engine.design.editor.compile import rule_of, whole
from forms_engine.design.editor.decompile import conditions_of
from forms_engine.design.versions.differences import Difference, is_moved, matched, rule_changed
from forms_engine.logic.compile import Context
from forms_engine.logic.sentence import N_
from workflows.designer.blocks import StageBlock
from workflows.designer.diagram import workflow_diagram
from workflows.machine.model import Workflow

WORDS = (
    N_("No application reaches this stage: no answers meet its condition."),
    N_("Every application reaches this stage: its condition is always met and can be removed."),
    N_("It couldn't be determined whether any application reaches this stage."),
)


class WorkflowPart:
    name = "workflow"
    title = N_("Approval")
    item = N_("Stage")
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

    def blocks(self) -> list[tuple[str, StageBlock]]:
        """The stream blocks of the editor's workflow panel."""
        return [("stage", StageBlock())]

    def compile(self, stream: Iterable[Any], compares: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
        """The part's JSON from the editor's StreamValue (lenient: half-finished stages compile too). `compares`: what
        each question of the form compares as, by id."""
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

    def decompile(self, raw: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """Raw stream data (list of dicts) from the part's JSON, ids kept. Raises NotEditable."""
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

    def check(
        self, raw: Mapping[str, Any] | None, definition: Definition, positions: frozenset[str] | None = None
    ) -> Iterator[Problem]:
        """Problems that stop publishing. `positions` are the codes that exist in the region (None: not asked)."""
        stages = (raw or {}).get("stages", ())
        if not stages:
            yield Problem(Code.EMPTY, "workflow", "Add at least one stage: somebody must decide.")
        for stage in stages:
            if not stage["title"].strip():
                yield Problem(Code.EMPTY, stage["id"], "Give the stage a name.", "title")
            yield from final_rule_problems(definition, stage["id"], stage.get("show_when"))
            if not stage["position"]:
                yield Problem(Code.EMPTY, stage["id"], "Choose the position that decides.", "position")
            elif positions is not None and stage["position"] not in positions:
                yield Problem(
                    Code.POSITION_GONE,
                    stage["id"],
                    "This position doesn't exist in your region (any more).",
                    "position",
                )

    def rules(self, raw: Mapping[str, Any] | None) -> list[PartRule]:
        """The conditions of stages."""
        stages = (raw or {}).get("stages", ())
        return [PartRule(stage["id"], stage["show_when"], WORDS) for stage in stages if stage.get("show_when")]

    def doubts(self, raw: Mapping[str, Any] | None, definition: Definition, office: Office) -> Iterator[Problem]:
        """Positions that nobody holds, and deadlines that break the promise."""
        stages = (raw or {}).get("stages", ())
        for stage in stages:
            if office.holders.get(stage["position"], 1) == 0:
                message = N_("Nobody holds this position today: its tasks will wait.")
                yield Problem(Code.POSITION_VACANT, stage["id"], message, "position", level="warning")
            elif office.holders.get(stage["position"]) == 1 and definition.audience == "civil_servants":
                message = N_("Only one person holds this position. Who decides when that person applies?")
                yield Problem(Code.POSITION_SINGLE, stage["id"], message, "position", level="warning")
        if definition.certificate and office.holders.get(definition.certificate.signatory, 1) == 0:
            message = N_("Nobody holds the position that signs today.")
            yield Problem(Code.POSITION_VACANT, "certificate", message, "signatory", level="warning")
        promised, needed = definition.about.working_days, sum(stage.get("working_days", 0) for stage in stages)
        if promised is not None and needed > promised:
            message = N_("The stages may take %(needed)s working days; %(promised)s are promised.")
            yield Problem(
                Code.PROMISE_BROKEN, "workflow", message, "", {"needed": needed, "promised": promised}, "warning"
            )

    def route(self, raw: Mapping[str, Any] | None, facts: Mapping[str, Any], context: Context) -> list[str]:
        """The ids of the stages that answers lead through."""
        workflow = Workflow.from_json(raw or {"stages": ()})
        skipped = workflow.skipped(facts, context) if workflow.stages else ()
        return [stage.id for stage in workflow.stages if stage.id not in skipped]

    def names(self, raw: Mapping[str, Any] | None) -> dict[str, str]:
        """Stage titles by id."""
        return {stage["id"]: stage["title"] for stage in (raw or {}).get("stages", ())}

    def picture(self, raw: Mapping[str, Any] | None, region: Region) -> str:
        """The workflow as a diagram (SVG), with each condition in words below its stage."""
        titles = dict(Position.objects.values_list("code", "title"))
        return workflow_diagram(Workflow.from_json(raw or {"stages": ()}).stages, titles)

    def diff(self, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[Difference]:
        """The Differences between two workflows."""
        before, after = (raw.get("stages", ()) if raw else () for raw in (old, new))
        came, went, stayed = matched(before, after, lambda stage: stage["id"])
        for stage in came:
            yield Difference(self.name, N_("New stage “%(label)s”."), {"label": stage["title"]})
        for stage in went:
            yield Difference(self.name, N_("The stage “%(label)s” is gone."), {"label": stage["title"]})
        for former_stage, new_stage in stayed:
            yield from self._stage_diff(former_stage, new_stage)
        if is_moved([stage["id"] for stage in before], [stage["id"] for stage in after]):
            yield Difference(self.name, N_("The stages are in a different order."))

    def _stage_diff(self, former_stage: Mapping[str, Any], new_stage: Mapping[str, Any]) -> Iterator[Difference]:
        values = {"label": new_stage["title"]}
        if former_stage["title"] != new_stage["title"]:
            message = N_("The stage “%(before)s” is now called “%(after)s”.")
            yield Difference(self.name, message, {"before": former_stage["title"], "after": new_stage["title"]})
        if former_stage["position"] != new_stage["position"]:
            yield Difference(self.name, N_("Another position decides in “%(label)s”."), values)
        if former_stage.get("working_days") != new_stage.get("working_days"):
            message = N_("The deadline of “%(label)s” was %(before)s and is %(after)s working days.")
            days = {"before": former_stage.get("working_days") or "–", "after": new_stage.get("working_days") or "–"}
            yield Difference(self.name, message, values | days)
        words = (
            N_("“%(label)s” now decides only when %(after)s."),
            N_("“%(label)s” now decides on every application; before only when %(before)s."),
            N_("“%(label)s” now decides when %(after)s; before when %(before)s."),
        )
        yield from rule_changed(
            self.name, new_stage["title"], former_stage.get("show_when"), new_stage.get("show_when"), words
        )

    def reach(self, raw: Mapping[str, Any] | None, reach: Any) -> Iterator[Problem]:
        """Applications that no stage is for."""
        stages = (raw or {}).get("stages", ())
        met = [reach.met(stage.get("show_when")) for stage in stages]
        if stages and reach.never(reach.none_of(met)) is False:
            rules = [stage["show_when"] for stage in stages]
            example = reach.example(reach.none_of(met), lambda journey: reach.meets_none(rules, journey))
            if example is not None:
                message = N_("Some applications match none of the stages: then the last one decides.")
                yield Problem(
                    Code.NO_STAGE, "workflow", message, level="warning", example=reach.told_of(example, *rules)
                )


WORKFLOW_PART = WorkflowPart()
