"""What a page of a service costs at most, before anybody opens it: a pure sum over the definition, in operations (see
`checker.rule_cost`; about 0.2 µs each, so that 600,000 are about an eighth of a second).

Every request walks the whole form: each condition, check and calculation is asked, in a group once for each row. On
top of that comes the costliest page: a step draws its questions, the review writes all answers, and the official's
page says of each condition why it decided as it did. The first page of a version in a process also makes it ready.
"""

from dataclasses import dataclass
from typing import Any

from forms_engine.checker.rule_cost import cost_of_rule
from forms_engine.definition.model import Definition, Field, Paragraph, Step
from forms_engine.definition.registry import kind_of, kinds, part_rules
from forms_engine.walk.plan import field_rows
from forms_engine.walk.questions import MAX_ROWS

BUDGET = 600_000
TRIED = 5 * BUDGET  # to try out a draft, whose steps are all drawn at once, and walked for each
MADE, MADE_QUESTION, MADE_CHOICE = 22, 40, 8  # for each part of a rule, each question, each choice, once a process
WALKED, WALKED_ROW = 12, 15  # to judge an answer; to begin a row
WRITTEN, WRITTEN_IN_ROW = 400, 80  # an answer on the review
TRACED = 140  # a part of a rule in words, with its decision
WALKS = 2  # a step that is sent is walked as it was and as it is then


@dataclass(frozen=True, slots=True)
class Cost:
    """`total`: operations of the costliest page. `sort` of what most of them go to: "rules" (with `where`, the id of
    the costliest part), "step" (with the id of that step) or "form". `walk`: operations of one walk; `tried`: of
    drawing all steps at once, as the preview of a draft does."""

    total: int
    sort: str
    where: str = ""
    walk: int = 0
    tried: int = 0


@dataclass
class _Sum:
    """What has been added up of a definition."""

    made: int = 0
    walked: int = 0
    traced: int = 0
    written: int = 0


def rows_of(group: Field) -> int:
    """How many rows a group has at most, whatever an unfinished one says."""
    most = field_rows(group)[1]
    return min(most, MAX_ROWS) if isinstance(most, int) else MAX_ROWS


class _Meter:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.questions_before = 0  # how many questions come before: what a row begins with
        self.many = {}
        for field in definition.fields():
            self.many[field.id] = rows_of(field) if field.fields else max(len(field.choices), 1)
            for child in field.fields:
                self.many[child.id] = max(self.many[field.id], len(child.choices))
        self.most = max([MAX_ROWS, *self.many.values()])
        self.sum = _Sum()
        self.rules: dict[str, int] = {}  # id → operations of its rules

    def how_many(self, name: str) -> int:
        return self.many.get(name, self.most)

    def rule(self, where: str, rule: Any, times: int = 1, traced: bool = False) -> int:
        """Operations of a rule that is asked so many times in a walk."""
        if not rule:
            return 0
        once, parts_ = cost_of_rule(rule, self.how_many)
        cost, traced_cost = times * once, TRACED * parts_ if traced else 0
        self.sum.made += MADE * parts_
        self.sum.walked += cost
        self.sum.traced += traced_cost
        self.rules[where] = self.rules.get(where, 0) + WALKS * cost + MADE * parts_ + traced_cost
        return cost

    def question(self, field: Field, rows: int | None = None) -> int:
        """Operations of drawing a question and what its rows ask, with the rules that are asked meanwhile. `rows`:
        how many there are of the group that asks it, None outside of groups."""
        kind, inner = kind_of(field), rows is not None
        times, choices = rows or 1, len(field.choices)
        cost = self.rule(field.id, field.show_when, times, traced=not inner)
        cost += self.rule(field.id, field.required_when, times)
        for choice in field.choices:
            cost += self.rule(field.id, choice.show_when, times)
        if kind.computes:
            cost += self.rule(field.id, kind.rule(field), times)
        self.sum.made += MADE_QUESTION + MADE_CHOICE * choices
        self.sum.walked += times * WALKED
        self.sum.written += times * (WRITTEN_IN_ROW if inner else WRITTEN)
        self.questions_before += 1
        if field.fields:
            most = times * rows_of(field)
            self.sum.walked += most * (WALKED_ROW + self.questions_before // 40)
            return cost + sum(self.question(child, most) for child in field.fields)
        return cost + times * (kind.drawn + kind.drawn_choice * choices)

    def step(self, step: Step) -> int:
        """Operations of drawing a step."""
        self.rule(step.id, step.show_when, traced=True)
        cost = sum(self.question(field) for field in step.fields)
        return cost + sum(self.rule(check.id, check.when) for check in step.checks)


def cost_of(definition: Definition) -> Cost:
    """The Cost of a definition whose rules compile."""
    meter = _Meter(definition)
    steps = {step.id: meter.step(step) for step in definition.steps}
    for block in definition.certificate.body if definition.certificate else ():
        if isinstance(block, Paragraph):
            meter.rule(block.id, block.show_when)
    for part_rule in part_rules(definition.parts):
        meter.rule(part_rule.where, part_rule.rule, traced=True)
    summed = meter.sum
    worst = max(steps, key=steps.__getitem__, default="")
    always = summed.made + WALKS * summed.walked
    pages = {"step": steps.get(worst, 0), "form": summed.written, "rules": summed.traced}
    sort = max(pages, key=pages.__getitem__)
    total = always + pages[sort]
    dear = max(meter.rules, key=meter.rules.__getitem__, default="")
    tried = summed.made + summed.walked * (len(steps) + 1) + sum(steps.values())
    if sum(meter.rules.values()) * 2 > total:
        return Cost(total, "rules", dear, summed.walked, tried)
    return Cost(total, sort, worst if sort == "step" else "", summed.walked, tried)


def is_too_costly(definition: Definition) -> bool:
    """Whether a service that isn't published yet, finished or not, would keep the server too busy: then it isn't
    walked or drawn, for a preview as little as for a simulation."""
    if not {field.kind for field in definition.every_field()} <= kinds().keys():
        return False  # it can't be walked at all
    cost = cost_of(definition)
    return cost.total > BUDGET or cost.tried > TRIED
