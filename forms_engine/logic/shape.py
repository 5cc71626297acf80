"""What a rule looks like from outside: its operator, what it reads, whether the editor guarded it."""

from collections.abc import Mapping
from typing import Any

COMPARISONS = frozenset({"==", "!=", "===", "!==", "<", "<=", ">", ">="})
LOOPS = frozenset({"map", "filter", "reduce", "all", "some", "none"})


def thawed(value: Any) -> Any:
    """Mappings and tuples as dict and list, so that what a frozen definition holds is plain JSON."""
    if isinstance(value, Mapping):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, (list, tuple)) else value


def only(rule: Any) -> tuple[str, list[Any]]:
    """(operator, operands) of a rule; ("", []) of a plain value."""
    if type(rule) is not dict or len(rule) != 1:
        return "", []
    [(operator, operands)] = rule.items()
    return operator, operands if type(operands) is list else [operands]


def paths(rule: Any) -> list[str]:
    """What a rule reads of the answers, as written (`a.b.0`), in order; nothing of what loops read of their items."""
    if type(rule) is list:
        return list(dict.fromkeys(path for item in rule for path in paths(item)))
    operator, operands = only(rule)
    if operator in ("var", "answered"):
        name = operands[0] if operands else ""
        named = paths(name) if type(name) in (dict, list) else ["" if name is None else str(name)]
        return list(dict.fromkeys([*named, *paths(operands[1:])]))
    if operator in ("missing", "missing_some"):
        listed = operands[-1] if operands and type(operands[-1]) is list else operands
        return list(dict.fromkeys(name for name in listed if type(name) is str))
    if operator in LOOPS:
        return paths(operands[:1] + operands[2:])
    return paths(operands)


def is_guarded(rule: Any) -> bool:
    """Whether it is `and` of `answered`s and one comparison that reads just what they guard."""
    operator, operands = only(rule)
    if operator != "and" or len(operands) < 2:
        return False
    *guards, test = operands
    if any(only(guard)[0] != "answered" for guard in guards) or only(test)[0] not in COMPARISONS:
        return False
    return {only(guard)[1][0] for guard in guards} == set(paths(test))
