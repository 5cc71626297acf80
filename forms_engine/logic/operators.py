"""The operators whose operands are all worked out first, those that loop, and how far a rule may go."""

from collections.abc import Callable
from typing import Any

from forms_engine.logic import arithmetic
from forms_engine.logic.values import equal, strictly_equal, truthy

MAX_DEPTH, MAX_NODES, MAX_LOOPS = 100, 5_000, 2

_equal, _strictly_equal = arithmetic.chained(equal), arithmetic.chained(strictly_equal)
STRICT: dict[str, tuple[Callable[..., Any], int, int]] = {  # operator: (function, least operands, most operands)
    "==": (_equal, 2, 9),
    "!=": (lambda *values: not _equal(*values), 2, 9),
    "===": (_strictly_equal, 2, 9),
    "!==": (lambda *values: not _strictly_equal(*values), 2, 9),
    "<": (arithmetic.compare(lambda order: order < 0), 2, 9),
    "<=": (arithmetic.compare(lambda order: order <= 0), 2, 9),
    ">": (arithmetic.compare(lambda order: order > 0), 2, 9),
    ">=": (arithmetic.compare(lambda order: order >= 0), 2, 9),
    "!": (lambda value=None: not truthy(value), 0, 1),
    "!!": (lambda value=None: truthy(value), 0, 1),
    "+": (arithmetic.add, 0, MAX_NODES),
    "-": (arithmetic.subtract, 1, 99),
    "*": (arithmetic.multiply, 0, MAX_NODES),
    "/": (arithmetic.divide, 1, 99),
    "%": (arithmetic.remainder, 2, 99),
    "max": (arithmetic.largest, 0, MAX_NODES),
    "min": (arithmetic.smallest, 0, MAX_NODES),
    "cat": (arithmetic.concatenate, 0, MAX_NODES),
    "in": (arithmetic.contains, 2, 2),
    "substr": (arithmetic.substring, 2, 3),
    "merge": (arithmetic.merge, 0, MAX_NODES),
    "round": (arithmetic.nearest, 1, 2),
    "count": (arithmetic.count, 1, 1),
    "sum": (arithmetic.total, 1, 2),
}
ORDERS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0)}
