"""A JSON file as plain data of bounded depth and number. Runs in the child (cms.sandbox)."""

import json
from typing import Any

from cms.sandbox.parsers import Refused, parses


@parses
def document(content: bytes, most_deep: int, most_values: int) -> dict[str, Any]:
    """The object that the file holds. Raises Refused: not_json, not_an_object, too_deep, too_many."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused("not_json") from None
    if not isinstance(value, dict):
        raise Refused("not_an_object")
    deep, many = measured(value, most_deep)
    if deep > most_deep:
        raise Refused("too_deep")
    if many > most_values:
        raise Refused("too_many")
    return value


def measured(tree: Any, most_deep: int) -> tuple[int, int]:
    """(how deeply lists and objects are in each other, at most one more than `most_deep`; how many values)."""
    level, count, waiting = 0, 0, [tree]
    while waiting and level <= most_deep:
        level += 1
        inner = []
        for node in waiting:
            values = node.values() if isinstance(node, dict) else node
            count += len(values)
            inner += [value for value in values if isinstance(value, dict | list)]
        waiting = inner
    return level, count
