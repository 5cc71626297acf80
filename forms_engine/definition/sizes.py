"""How large a service may be: far more than anybody needs, and few enough that a check takes no more than a moment.

Looked at before anything else of a document is, so it expects nothing of its shape.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from forms_engine.definition.problems import Code, Problem
from forms_engine.logic.sentence import N_

MOST_QUESTIONS, MOST_CHOICES, MOST_PARTS = 1_200, 3_000, 40_000
MOST_LETTER = 60_000  # characters, some twenty pages
RULES = ("show_when", "required_when", "when")
TOO_MANY_QUESTIONS = N_("This service has more than %(most)s questions. Make several services of it.")
TOO_MANY_CHOICES = N_("This service has more than %(most)s choices. Use reference lists for the long ones.")
TOO_MANY_PARTS = N_("The conditions and formulas of this service have more than %(most)s parts. Use fewer.")
LETTER_TOO_LONG = N_("The letter is longer than %(most)s characters. Shorten it.")


def size_problems(document: Any) -> Iterator[Problem]:
    """The Problems of a document (any JSON object) that is larger than a service may be."""
    questions, choices, rules = _counts(document)
    for where, count, most, message in (
        ("steps", questions, MOST_QUESTIONS, TOO_MANY_QUESTIONS),
        ("steps", choices, MOST_CHOICES, TOO_MANY_CHOICES),
        ("steps", rules, MOST_PARTS, TOO_MANY_PARTS),
        ("certificate", _letter(document), MOST_LETTER, LETTER_TOO_LONG),
    ):
        if count > most:
            yield Problem(Code.TOO_LARGE, where, message, values={"most": most})


def _items(node: Any, name: str) -> Sequence[Any]:
    items = node.get(name) if isinstance(node, dict) else None
    return items if isinstance(items, list) else ()


def _counts(document: Any) -> tuple[int, int, int]:
    """(questions, choices, parts of rules); counting ends where one of them is too many."""
    certificate = document.get("certificate")
    rules = [*_items(certificate, "body"), document.get("parts")]
    questions = choices = 0
    waiting = list(_items(document, "steps"))
    while waiting and questions <= MOST_QUESTIONS and choices <= MOST_CHOICES and len(rules) <= MOST_PARTS:
        part = waiting.pop()
        fields, offered = _items(part, "fields"), _items(part, "choices")
        questions += len(fields)
        choices += len(offered)
        waiting.extend(fields)
        for holder in (part, *offered, *_items(part, "checks")):
            rules += [holder.get(name) for name in RULES] if isinstance(holder, dict) else []
        if isinstance(part, dict):
            rules.append(part.get("options"))
    return questions, choices, pieces([rule for rule in rules if rule], MOST_PARTS)


def _letter(document: Any) -> int:
    blocks = _items(document.get("certificate"), "body")
    return sum(len(str(block.get("text", ""))) for block in blocks if isinstance(block, dict))


def pieces(value: Any, most: int) -> int:
    """How many values, lists and objects a JSON value has; counting ends beyond `most`."""
    count, waiting = 0, [value]
    while waiting and count <= most:
        node = waiting.pop()
        count += 1
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return count
