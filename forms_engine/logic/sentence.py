"""What a sentence about a rule is made of: English msgids with named placeholders, and what fills them. Nothing here
is translated; `forms_engine.explain.rule_words` says it in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# How tightly a part holds together; a looser part inside a tighter one is put in brackets.
JOIN, TEST, CALCULATION, ATOM = range(4)


def N_(message: str) -> str:
    """Marks a message for the catalogue."""
    return message


@dataclass(frozen=True, slots=True)
class Names:
    """How questions are called: id → label, id → {id of a choice → its label}, and the ids whose answer is a date."""

    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the service itself (a label), or text that is compared with (quoted)."""

    text: str
    quoted: bool = False
    level: int = ATOM


@dataclass(frozen=True, slots=True)
class Value:
    """A number (int, Decimal or float), or a day (a date)."""

    value: Any
    level: int = ATOM


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: a whole number of `unit` (dates.UNITS), or a part that calculates it."""

    amount: Any
    unit: str
    level: int = ATOM


@dataclass(frozen=True, slots=True)
class Phrase:
    """A msgid; `values` (name → part) fill its placeholders."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    level: int = ATOM


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts in a row: with commas and the word `by` ("and", "or") before the last, or with the sign `by` between."""

    by: str
    parts: tuple[Any, ...]
    level: int = JOIN


@dataclass(frozen=True, slots=True)
class Bracketed:
    """A part that is looser than what it stands in."""

    inner: Any
    level: int = ATOM


Part = Text | Value | Span | Phrase | Joined | Bracketed


def within(part: Part, least: int) -> Part:
    """`part` where only parts that hold together at least so tightly can stand."""
    return part if part.level >= least else Bracketed(part)
