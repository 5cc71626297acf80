"""The part of XLSForm's XPath that conditions are mostly written in, as rows of the editor.

    ${age} >= 17 and (${status} = 'single' or selected(${help}, 'food'))

Whatever isn't understood is refused as a whole: a condition is carried over as it was meant, or not at all.
"""

import re
from dataclasses import dataclass
from typing import Any

TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{\s*[^}\s]+\s*\})|(?P<number>-?\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign><=|>=|!=|=|<|>|\(|\)|,|\+|-|\*)|(?P<word>[A-Za-z_][\w.-]*)|(?P<dot>\.))"
)
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


class NotCarried(ValueError):
    """An expression beyond what the editor holds."""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: `source` a question's name ("." for the own one), `sign` (=, !=, <, …, "selected", "answered"),
    `value` a text, a number as text, or TODAY."""

    source: str
    sign: str
    value: str = ""
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Tests of which all, any or none are met."""

    match: str
    parts: tuple


TODAY = "today()"
LONGEST = 2_000  # characters of an expression; cells are cut at more than that (`sheets.MAX_TEXT`)


def parsed(text: str) -> Joined:
    """A Test or Joined of an expression. Raises NotCarried."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens, place = [], 0
        if len(text) > LONGEST:  # with its blanks: what comes after them may have been cut
            raise NotCarried(text)
        text = text.strip()
        while place < len(text):
            found = TOKEN.match(text, place)
            if found is None or len(self.tokens) > 400:
                raise NotCarried(text)
            sort = str(found.lastgroup)
            self.tokens.append((sort, found[sort]))
            place = found.end()
        self.at = 0

    def peek(self, kind: Any = None, value: Any = None) -> Any:
        if self.at >= len(self.tokens):
            return None
        token = self.tokens[self.at]
        return token if kind in (None, token[0]) and value in (None, token[1]) else None

    def take(self, kind: Any = None, value: Any = None) -> Any:
        token = self.peek(kind, value)
        if token is None:
            raise NotCarried("".join(text for _kind, text in self.tokens))
        self.at += 1
        return token[1]

    def whole(self) -> Joined:
        found = self.either(0)
        if self.at != len(self.tokens):
            self.take("end")
        return found

    def either(self, depth: int) -> Any:
        if depth > 20:
            raise NotCarried("…")
        parts = [self.both(depth)]
        while self.peek("word", "or"):
            self.take()
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Joined("any", tuple(parts))

    def both(self, depth: int) -> Any:
        parts = [self.one(depth)]
        while self.peek("word", "and"):
            self.take()
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else Joined("all", tuple(parts))

    def one(self, depth: int) -> Joined | Test:
        if self.peek("word", "not"):
            self.take()
            self.take("sign", "(")
            inner = self.either(depth + 1)
            self.take("sign", ")")
            return _negated(inner)
        if self.peek("word", "selected"):
            self.take()
            self.take("sign", "(")
            source = self.question()
            self.take("sign", ",")
            value = self.take("text")[1:-1]
            self.take("sign", ")")
            return Test(source, "selected", value, True)
        if self.peek("sign", "("):
            self.take()
            inner = self.either(depth + 1)
            self.take("sign", ")")
            return inner
        return self.comparison()

    def question(self) -> str:
        if self.peek("dot"):
            self.take()
            return "."
        return self.take("name")[2:-1].strip()

    def side(self) -> tuple[Any, ...] | None:
        """(kind, text) of one side of a comparison."""
        if self.peek("name") or self.peek("dot"):
            return "name", self.question()
        if self.peek("number"):
            return "number", self.take()
        if self.peek("text"):
            return "text", self.take()[1:-1]
        if self.peek("word", "today"):
            self.take()
            self.take("sign", "(")
            self.take("sign", ")")
            return "today", TODAY
        self.take("end")
        return None

    def comparison(self) -> Test | Joined:
        (left, one), sign, (right, other) = self.side(), self.take("sign"), self.side()
        if sign not in FLIPPED:
            raise NotCarried(sign)
        if left != "name" and right == "name":
            left, one, right, other, sign = right, other, left, one, FLIPPED[sign]
        if left != "name":
            raise NotCarried(one)
        if right == "name":
            return Test(one, sign, "${" + other + "}")
        if right == "text" and other == "" and sign in ("=", "!="):
            return Test(one, "answered") if sign == "!=" else Joined("none", (Test(one, "answered"),))
        return Test(one, sign, other, right == "text")


def _negated(inner):
    if isinstance(inner, Joined) and inner.match == "none":
        return inner.parts[0] if len(inner.parts) == 1 else Joined("any", inner.parts)
    if isinstance(inner, Joined) and inner.match == "any":
        return Joined("none", inner.parts)
    if isinstance(inner, Joined):  # not all of them: one of them isn't
        return Joined("any", tuple(_negated(part) for part in inner.parts))
    return Joined("none", (inner,))


def rows_of(text: str, row_of: Any) -> tuple[Any, ...]:
    """(match, rows) as `pickers.conditions.to_rule` takes them. `row_of(test)` makes the row of a Test or raises
    NotCarried."""
    found = parsed(text)
    if isinstance(found, Test):
        return "all", [row_of(found)]
    rows = []
    for part in found.parts:
        if isinstance(part, Test):
            rows.append(row_of(part))
            continue
        if any(isinstance(inner, Joined) for inner in part.parts):
            raise NotCarried(text)  # the editor has brackets, and none inside them
        rows.append({"match": part.match, "conditions": [row_of(inner) for inner in part.parts]})
    return found.match, rows
