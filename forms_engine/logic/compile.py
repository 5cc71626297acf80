"""Compile a JsonLogic rule (jsonlogic.com) once to closures, then ask it any number of times.

The language is JsonLogic as its implementations agree on it, with exact decimals, plus our operators: `answered`,
`today`, `date_add`, `date_diff`, `round`, `count`, `sum` (docs/logic.md). A rule is checked when it is
compiled; asking it never raises: what can't be calculated is NAN, which leaves as null. Branches are lazy; depth,
size and nesting of loops are bounded. No operator's cost grows with the size of a number; what a rule costs at most
is added up in `checker.rule_cost`, and a service that costs too much isn't published.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from json import dumps, loads
from typing import Any

from forms_engine.logic import dates
from forms_engine.logic.operators import MAX_DEPTH, MAX_LOOPS, MAX_NODES, ORDERS, STRICT
from forms_engine.logic.shape import LOOPS, thawed
from forms_engine.logic.values import NAN, UNDEFINED, equal, is_answered, number, ordered, plain, truthy


class RuleError(ValueError):
    """A rule that is not in the language; the message says where."""


@dataclass(frozen=True)
class Context:
    """What a rule may know beside the answers: the day in the region (ISO text) and its holidays (ISO texts)."""

    today: str = ""
    holidays: frozenset[str] = frozenset()


NOWHERE = Context()
Ask = Callable[[Any, Context], Any]  # of the data and the context: the value of a part of a rule


def look_up(data: Any, path: str) -> Any:
    """What `path` (`a.b.0`) leads to in the data; UNDEFINED when it leads nowhere."""
    for name in path.split("."):
        if isinstance(data, Mapping):
            data = data.get(name, UNDEFINED)
        elif type(data) in (list, tuple) and _is_index(name) and int(name) < len(data):
            data = data[int(name)]
        else:
            return UNDEFINED
    return data


def _is_index(name: str) -> bool:
    return name.isdecimal() and name.isascii() and len(name) <= 200  # more, and it isn't a number for Python


def _value_at(data: Any, key: Any) -> Any:
    if key is None or key == "":
        return data
    if type(key) is bool or (type(key) is not str and number(key) is None):
        return UNDEFINED
    return look_up(data, key if type(key) is str else str(plain(key)))


def _is_given(value: Any) -> bool:
    return value is not None and value is not UNDEFINED and value is not NAN and value != ""


class _Compiler:
    """One compilation: counts nodes, knows how deep it is. Each method returns a closure of (data, context)."""

    def __init__(self) -> None:
        self.nodes = 0

    def node(self, rule: Any, depth: int, loops: int) -> Ask:
        """The closure of a rule, or of a part of it, `depth` parts and `loops` loops inside. Raises RuleError."""
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise RuleError("The rule is nested too deeply.")
        if self.nodes > MAX_NODES:
            raise RuleError("The rule is too long.")
        if type(rule) is list:
            parts = [self.node(item, depth + 1, loops) for item in rule]
            return lambda data, context: [part(data, context) for part in parts]
        if type(rule) is not dict or not rule:
            return lambda data, context: rule
        if len(rule) != 1:
            raise RuleError("A rule has exactly one operator.")
        [(operator, operands)] = rule.items()
        operands = operands if type(operands) is list else [operands]
        if special := _SPECIAL.get(operator):
            return special(self, operator, operands, depth + 1, loops)
        if operator in LOOPS:
            return self.loop(operator, operands, depth + 1, loops)
        if operator not in STRICT:
            raise RuleError(f"Unknown operator {operator!r}.")
        return self.strict(operator, operands, depth + 1, loops)

    def nodes_of(self, operands: list[Any], depth: int, loops: int) -> list[Ask]:
        return [self.node(operand, depth, loops) for operand in operands]

    def strict(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        """An operator whose operands are all worked out first (`operators.STRICT`)."""
        function, least, most = STRICT[operator]
        if not least <= len(operands) <= most:
            raise RuleError(f"{operator!r} takes {least} operands." if least == most else f"{operator!r}: how many?")
        parts = self.nodes_of(operands, depth, loops)
        if len(parts) == 1:
            [part] = parts
            return lambda data, context: function(part(data, context))
        if len(parts) != 2:
            return lambda data, context: function(*[part(data, context) for part in parts])
        left, right = parts
        if wanted := ORDERS.get(operator):
            return _comparison(wanted, left, right)
        if operator in ("==", "!="):
            return _equality(operator == "==", left, right)
        return lambda data, context: function(left(data, context), right(data, context))

    def loop(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        """An operator that asks its second operand of each item of the first."""
        if loops == MAX_LOOPS:
            raise RuleError("Loops are nested too deeply.")
        if not 2 <= len(operands) <= (3 if operator == "reduce" else 2):
            raise RuleError(f"{operator!r} takes a list and a rule.")
        source, body = self.node(operands[0], depth, loops), self.node(operands[1], depth, loops + 1)
        start = self.node(operands[2], depth, loops) if len(operands) == 3 else lambda data, context: None
        if operator == "reduce":

            def fold(data: Any, context: Context) -> Any:
                value = start(data, context)
                for item in _items(source(data, context)):
                    value = body({"current": item, "accumulator": value}, context)
                return value

            return fold
        return _LOOP_BODIES[operator](source, body)

    def var(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        """The answer that a path leads to, or the default of one that isn't there."""
        if len(operands) > 2:
            raise RuleError("'var' takes a name and a default.")
        path = operands[0] if operands else ""
        if len(operands) < 2 and type(path) is str and path and "." not in path:
            # The common case, a form's answer: answers are a dict, rows of a group as well.
            return lambda data, context: data.get(path, UNDEFINED) if type(data) is dict else look_up(data, path)
        if type(path) in (dict, list):
            find = self.node(path, depth, loops)
            value_of = lambda data, context: _value_at(data, find(data, context))  # noqa: E731
        else:
            value_of = lambda data, context: _value_at(data, path)  # noqa: E731
        if len(operands) < 2:
            return value_of
        default = self.node(operands[1], depth, loops)

        def with_default(data: Any, context: Context) -> Any:
            value = value_of(data, context)
            return default(data, context) if value is None or value is UNDEFINED else value

        return with_default

    def answered(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        if len(operands) != 1 or type(operands[0]) is not str or not operands[0]:
            raise RuleError("'answered' takes one id.")
        [path] = operands
        return lambda data, context: is_answered(look_up(data, path))

    def condition(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        """Tests with what each leads to, and what holds when none of them is met."""
        parts = self.nodes_of(operands, depth, loops)
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
        last = parts[-1] if len(parts) % 2 else lambda data, context: None

        def choose(data: Any, context: Context) -> Any:
            for test, then in pairs:
                if truthy(test(data, context)):
                    return then(data, context)
            return last(data, context)

        return choose

    def junction(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        """`and` and `or`: the operand that decides, those after it aren't asked."""
        parts, stops = self.nodes_of(operands, depth, loops), operator == "or"

        def join(data: Any, context: Context) -> Any:
            value = False
            for part in parts:
                value = part(data, context)
                if truthy(value) is stops:
                    return value
            return value

        return join

    def missing(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        """Those of the ids without an answer."""
        parts = self.nodes_of(operands, depth, loops)

        def names(data: Any, context: Context) -> list[Any]:
            ids = [part(data, context) for part in parts]
            ids = ids[0] if ids and type(ids[0]) is list else ids
            return [name for name in ids if not _is_given(_value_at(data, name))]

        return names

    def missing_some(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        """Those of the ids without an answer, while fewer than so many have one."""
        if len(operands) != 2:
            raise RuleError("'missing_some' takes how many and a list of names.")
        least, listed = self.nodes_of(operands, depth, loops)

        def names(data: Any, context: Context) -> Any:
            wanted, needed = listed(data, context), number(least(data, context))
            wanted = wanted if type(wanted) is list else []
            absent = [name for name in wanted if not _is_given(_value_at(data, name))]
            return [] if len(wanted) - len(absent) >= (needed or 0) else absent

        return names

    def today(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        if operands not in ([], [None]):
            raise RuleError("'today' takes nothing.")
        return lambda data, context: context.today or NAN

    def date(self, operator: str, operands: list[Any], depth: int, loops: int) -> Ask:
        if len(operands) != 3 or operands[2] not in dates.UNITS:
            raise RuleError(f"{operator!r} takes two operands and one of {', '.join(dates.UNITS)}.")
        function, unit = (dates.date_add if operator == "date_add" else dates.date_diff), operands[2]
        left, right = self.nodes_of(operands[:2], depth, loops)
        return lambda data, context: function(left(data, context), right(data, context), unit, context.holidays)


def _comparison(wanted: tuple[int, ...], left: Ask, right: Ask) -> Ask:
    def compare(data: Any, context: Context) -> bool:
        a, b = left(data, context), right(data, context)
        if type(a) is type(b) is int:
            return (a > b) - (a < b) in wanted
        return ordered(a, b) in wanted

    return compare


def _equality(wanted: bool, left: Ask, right: Ask) -> Ask:
    def compare(data: Any, context: Context) -> bool:
        a, b = left(data, context), right(data, context)
        if type(a) is type(b) is str:
            return (a == b) is wanted
        return equal(a, b) is wanted

    return compare


def _items(value: Any) -> Sequence[Any]:
    return value if type(value) in (list, tuple) else ()


def _every(source: Ask, body: Ask) -> Ask:
    def test(data: Any, context: Context) -> bool:
        items = _items(source(data, context))
        return bool(items) and all(truthy(body(item, context)) for item in items)

    return test


def _some(source: Ask, body: Ask) -> Ask:
    return lambda data, context: any(truthy(body(item, context)) for item in _items(source(data, context)))


_LOOP_BODIES = {
    "map": lambda source, body: lambda data, context: [body(item, context) for item in _items(source(data, context))],
    "filter": lambda source, body: (
        lambda data, context: [item for item in _items(source(data, context)) if truthy(body(item, context))]
    ),
    "all": _every,
    "some": _some,
    "none": lambda source, body: lambda data, context: not _some(source, body)(data, context),
}
_SPECIAL = {
    "var": _Compiler.var, "answered": _Compiler.answered, "if": _Compiler.condition, "?:": _Compiler.condition,
    "and": _Compiler.junction, "or": _Compiler.junction, "missing": _Compiler.missing,
    "missing_some": _Compiler.missing_some, "today": _Compiler.today, "date_add": _Compiler.date,
    "date_diff": _Compiler.date,
}  # fmt: skip
OPERATORS = frozenset(STRICT) | LOOPS | frozenset(_SPECIAL)


def compile_fresh(rule: Any) -> Ask:
    """A function from (data, context) to the rule's raw value (UNDEFINED and NAN possible). Raises RuleError."""
    try:
        return _Compiler().node(thawed(rule), 0, 0)
    except RecursionError:
        raise RuleError("The rule is nested too deeply.") from None


@lru_cache(maxsize=4096)
def _compiled(written: str) -> Callable[..., Any]:
    closure = compile_fresh(loads(written, parse_float=Decimal))
    return lambda data, context=NOWHERE: closure(data, context)


def compile_rule(rule: Any) -> Callable[..., Any]:
    """A function from answers (dict of id → value) and, if dates matter, a Context to the rule's value.

    Compiled once for each rule. Raises RuleError.
    """
    try:
        return _compiled(dumps(thawed(rule), default=float))
    except RecursionError:
        raise RuleError("The rule is nested too deeply.") from None


def reads(rule: Any) -> tuple[str, ...]:
    """The ids of the answers that a rule reads, in order of first reading; what a loop reads of its rows isn't one.
    The whole of the answers counts as an empty id.

    A path that is itself calculated can't be known: RuleError.
    """
    ids: dict[str, None] = {}

    def path(value: Any) -> None:
        if type(value) is list:
            value = value[0] if value else ""
        if isinstance(value, (dict, list)):
            raise RuleError("'var' must name its answer.")
        ids.setdefault(("" if value is None else str(value)).partition(".")[0])

    def walk(node: Any) -> None:
        if type(node) is list:
            for item in node:
                walk(item)
        if type(node) is not dict:
            return
        for operator, operands in node.items():
            if operator in ("var", "answered"):
                path(operands)
                walk(operands[1:] if type(operands) is list else None)
            elif operator in ("missing", "missing_some"):
                names = operands[-1] if operator == "missing_some" and operands else operands
                for name in names if type(names) is list else [names]:
                    path(name)
            elif operator in LOOPS and type(operands) is list:
                walk(operands[:1] + operands[2:])
            else:
                walk(operands)

    walk(thawed(rule))
    return tuple(ids)
