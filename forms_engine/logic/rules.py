"""Compile a JsonLogic rule (jsonlogic.com) to a closure over answers.

`{"var": id}` reads an answer; an answer that is hidden or missing is None. `{"answered": id}` is true for one that
is there and not empty. A comparison with None is never met, so a rule is false, not an error, when its source is
unanswered. Numbers compare as exact decimals; numeric text counts as a number, ISO dates compare as text.
"""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from json import dumps, loads

MAX_DEPTH = 20


class RuleError(ValueError):
    """A rule that is not in the language; the message says where."""


def _number(value):
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _comparable(left, right):
    a, b = _number(left), _number(right)
    if a is not None and b is not None:
        return a, b
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    return None


def _equal(left, right):
    if left is None or right is None:
        return False
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    pair = _comparable(left, right)
    return pair[0] == pair[1] if pair else left == right


def _ordered(test):
    def compare(left, right):
        pair = _comparable(left, right)
        return pair is not None and test(*pair)

    return compare


def _contains(needle, haystack):
    if needle is None or haystack is None:
        return False
    if isinstance(haystack, str):
        return isinstance(needle, str) and needle in haystack
    return isinstance(haystack, list | tuple) and needle in haystack


def is_answered(value):
    """Whether an answer is there: not None, not empty text, not an empty list. False and 0 are answers."""
    return value is not None and value != "" and value != [] and value != ()


_BINARY = {
    "==": _equal,
    "!=": lambda left, right: left is not None and right is not None and not _equal(left, right),
    "<": _ordered(lambda a, b: a < b),
    "<=": _ordered(lambda a, b: a <= b),
    ">": _ordered(lambda a, b: a > b),
    ">=": _ordered(lambda a, b: a >= b),
    "in": _contains,
}
OPERATORS = frozenset({*_BINARY, "and", "or", "!", "var", "answered"})


def _compile(rule, depth):
    if depth > MAX_DEPTH:
        raise RuleError("The rule is nested too deeply.")
    if not isinstance(rule, dict):
        if isinstance(rule, list):
            items = tuple(rule)
            return lambda answers: items
        return lambda answers: rule
    if len(rule) != 1:
        raise RuleError("A rule has exactly one operator.")
    [(operator, operands)] = rule.items()
    if operator not in OPERATORS:
        raise RuleError(f"Unknown operator {operator!r}.")
    operands = operands if isinstance(operands, list) else [operands]
    if operator in ("var", "answered"):
        if len(operands) != 1 or not isinstance(operands[0], str):
            raise RuleError(f"{operator!r} takes one id.")
        [name] = operands
        if operator == "var":
            return lambda answers: answers.get(name)
        return lambda answers: is_answered(answers.get(name))
    parts = [_compile(operand, depth + 1) for operand in operands]
    if operator == "and":
        return lambda answers: all(part(answers) for part in parts)
    if operator == "or":
        return lambda answers: any(part(answers) for part in parts)
    if operator == "!":
        if len(parts) != 1:
            raise RuleError("'!' takes one operand.")
        return lambda answers: not parts[0](answers)
    if len(parts) != 2:
        raise RuleError(f"{operator!r} takes two operands.")
    test, (left, right) = _BINARY[operator], parts
    return lambda answers: test(left(answers), right(answers))


@lru_cache(maxsize=4096)
def _compiled(text):
    return _compile(loads(text), 0)


def _plain(value):
    if hasattr(value, "items"):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def compile_rule(rule):
    """A function from answers (dict of id → value) to the rule's result. Raises RuleError."""
    return _compiled(dumps(_plain(rule), sort_keys=True))


def reads(rule):
    """The ids of the answers that a rule reads, in order of first reading."""
    found = []

    def walk(node):
        if hasattr(node, "items"):
            for operator, operands in node.items():
                if operator in ("var", "answered"):
                    name = operands[0] if isinstance(operands, list | tuple) else operands
                    if name not in found:
                        found.append(name)
                else:
                    walk(operands)
        elif isinstance(node, list | tuple):
            for item in node:
                walk(item)

    walk(rule)
    return tuple(found)
