"""What asking a rule costs at most, without asking it: an upper bound, in operations.

An operation is what reading one part of a rule takes: about 0.2 µs on the machine it was measured on. Branches are
counted as if all were taken, and loops for as many items as their list can have.
"""

from collections.abc import Callable, Iterable
from typing import Any

from forms_engine.logic.arithmetic import LONGEST_LIST
from forms_engine.logic.shape import LOOPS, only, thawed

# What an operator takes beside its operands; 1 for those not named. Numbers are exact decimals, dates are texts.
DEAR = {
    "date_add": 12, "date_diff": 12, "+": 5, "-": 5, "*": 5, "/": 10, "%": 10, "round": 12, "max": 3, "min": 3,
    "cat": 60, "substr": 60, "in": 5, "merge": 2, "count": 2, "sum": 5, "missing": 5, "missing_some": 5, "reduce": 5,
}  # fmt: skip
EACH = {"+": 4, "-": 4, "*": 4, "max": 2, "min": 2, "sum": 6, "count": 1, "in": 1, "merge": 1}  # for each of many


def cost_of_rule(rule: Any, many: Callable[[str], int]) -> tuple[int, int]:
    """(the most operations that asking a rule takes, how many parts it has), of one that compiles. `many(id)`: how
    many items an answer has at most, 1 for what is no list."""
    meter = _Meter(many)
    cost, _items = meter.part(thawed(rule))
    return cost, meter.parts


class _Meter:
    """Counts parts. Each method gives (operations, most items that the result has)."""

    def __init__(self, many: Callable[[str], int]) -> None:
        self.many, self.parts = many, 0

    def part(self, node: Any) -> tuple[int, int]:
        self.parts += 1
        if type(node) is list:
            cost, _most, _all = self.every(node)
            return 1 + cost, max(len(node), 1)
        operator, operands = only(node)
        if not operator:
            return 1, 1
        if operator in ("var", "answered"):
            return self.answer(operands)
        if operator in LOOPS and len(operands) > 1:
            return self.loop(operator, operands)
        cost, most, together = self.every(operands)
        items = together if operator == "merge" else most
        each = EACH.get(operator, 0) * max(items, len(operands))
        return DEAR.get(operator, 1) + each + cost, min(items, LONGEST_LIST)

    def every(self, nodes: Iterable[Any]) -> tuple[int, int, int]:
        """(operations, most items of one, items of all) of parts that stand beside each other."""
        cost, most, together = 0, 1, 0
        for node in nodes:
            node_cost, items = self.part(node)
            cost, most, together = cost + node_cost, max(most, items), together + items
        return cost, most, together

    def answer(self, operands: list[Any]) -> tuple[int, int]:
        name = operands[0] if operands else ""
        cost, most, _all = self.every(operands[int(type(name) is str) :])
        named = self.many(name.partition(".")[0]) if type(name) is str else LONGEST_LIST
        return 1 + cost, max(named, most)

    def loop(self, operator: str, operands: list[Any]) -> tuple[int, int]:
        (source, items), (body, _items) = self.part(operands[0]), self.part(operands[1])
        start, _most, _all = self.every(operands[2:])
        # What `reduce` gathers may grow with each item.
        gathered = LONGEST_LIST if operator == "reduce" else items
        return DEAR.get(operator, 1) + source + items * (body + 2) + start, gathered
