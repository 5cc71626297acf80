"""The part of XLSForm's XPath that conditions are mostly written in, as rows of the editor.

    ${age} >= 17 and (${status} = 'single' or selected(${help}, 'food'))

Whatever isn't understood is refused as a whole: a condition is carried over as it was meant, or not at all.
"""

import re
from collections.abc import Callable
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


def parsed(text: str) -> Joined | Test:
    """A Test or Joined of an expression. Raises NotCarried."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens, position = [], 0
        if len(text) > LONGEST:  # with its blanks: what comes after them may have been cut
            raise NotCarried(text)
        text = text.strip()
        while position < len(text):
            token_match = TOKEN.match(text, position)
            if token_match is None or len(self.tokens) > 400:
                raise NotCarried(text)
            sort = str(token_match.lastgroup)
            self.tokens.append((sort, token_match[sort]))
            position = token_match.end()
        self.at = 0

    def peek(self, kind: str | None = None, value: str | None = None) -> tuple[str, str] | None:
        if self.at >= len(self.tokens):
            return None
        token = self.tokens[self.at]
        return token if kind in (None, token[0]) and value in (None, token[1]) else None

    def take(self, kind: str | None = None, value: str | None = None) -> Any:
        token = self.peek(kind, value)
        if token is None:
            raise NotCarried("".join(text for _kind, text in self.tokens))
        self.at += 1
        return token[1]

    def whole(self) -> Joined | Test:
        expression = self.either(0)
        if self.at != len(self.tokens):
            self.take("end")
        return expression

    def either(self, depth: int) -> Joined | Test:
        """What stands between `or`; `depth`: of brackets, at most 20."""
        if depth > 20:
            raise NotCarried("…")
        parts = [self.both(depth)]
        while self.peek("word", "or"):
            self.take()
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Joined("any", tuple(parts))

    def both(self, depth: int) -> Joined | Test:
        parts = [self.term(depth)]
        while self.peek("word", "and"):
            self.take()
            parts.append(self.term(depth))
        return parts[0] if len(parts) == 1 else Joined("all", tuple(parts))

    def term(self, depth: int) -> Joined | Test:
        """A comparison, `not(…)`, `selected(…)` or what is in brackets."""
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
        """A Test of a question with a value or another question, turned around when the question is on the right."""
        (left_kind, left_text), sign, (right_kind, right_text) = self.side(), self.take("sign"), self.side()
        if sign not in FLIPPED:
            raise NotCarried(sign)
        if left_kind != "name" and right_kind == "name":
            left_kind, left_text, right_kind, right_text, sign = (
                right_kind,
                right_text,
                left_kind,
                left_text,
                FLIPPED[sign],
            )
        if left_kind != "name":
            raise NotCarried(left_text)
        if right_kind == "name":
            return Test(left_text, sign, "${" + right_text + "}")
        if right_kind == "text" and right_text == "" and sign in ("=", "!="):
            return Test(left_text, "answered") if sign == "!=" else Joined("none", (Test(left_text, "answered"),))
        return Test(left_text, sign, right_text, right_kind == "text")


def _negated(inner):
    if isinstance(inner, Joined) and inner.match == "none":
        return inner.parts[0] if len(inner.parts) == 1 else Joined("any", inner.parts)
    if isinstance(inner, Joined) and inner.match == "any":
        return Joined("none", inner.parts)
    if isinstance(inner, Joined):  # not all of them: one of them isn't
        return Joined("any", tuple(_negated(part) for part in inner.parts))
    return Joined("none", (inner,))


def rows_of(text: str, row_of: Callable[[Test], dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """(match, rows) as `pickers.conditions.to_rule` takes them. `row_of(test)` makes the row of a Test or raises
    NotCarried."""
    expression = parsed(text)
    if isinstance(expression, Test):
        return "all", [row_of(expression)]
    rows = []
    for part in expression.parts:
        if isinstance(part, Test):
            rows.append(row_of(part))
            continue
        if any(isinstance(inner, Joined) for inner in part.parts):
            raise NotCarried(text)  # the editor has brackets, and none inside them
        rows.append({"match": part.match, "conditions": [row_of(inner) for inner in part.parts]})
    return expression.match, rows
