"""The pattern of a certificate's number, such as `{classification}/{number:3}/{unit}/{month_roman}/{year}`. Pure.

A pattern must hold `{number}` once and `{year}`, because numbering starts again each year; it is checked before a
service is published, so formatting can't fail.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from forms_engine.definition.model import NUMBER_TOKENS, Certificate
from forms_engine.definition.problems import Code, Problem
from forms_engine.text.words import roman_month

_TOKEN = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"number(?::([1-9]))?")
LONGEST = 120
LONGEST_SERIES = 300


class PatternError(ValueError):
    """A pattern that can't make numbers; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


def _pieces(pattern: str) -> list[str]:
    """Literals and token texts in turn: at even indexes literals, at odd ones tokens."""
    return _TOKEN.split(pattern)


def _fill(pattern: str, values: Callable[[str], str]) -> str:
    pieces = _pieces(pattern)
    for index in range(1, len(pieces), 2):
        pieces[index] = values(pieces[index])
    return "".join(pieces)


def _format(certificate: Certificate, number: int, day: date) -> str:
    def value(token: str) -> str:
        """What a token stands for in this number."""
        if match := _NUMBER.fullmatch(token):
            return str(number).zfill(int(match[1] or 1))
        return {
            "classification": certificate.classification,
            "unit": certificate.unit,
            "month": f"{day.month:02}",
            "month_roman": roman_month(day.month),
            "year": str(day.year),
        }[token]

    return _fill(certificate.number_pattern, value)


def format_number(certificate: Certificate, number: int, day: date) -> str:
    """The number of the letter that is the `number`-th of its sequence, dated `day`. Raises PatternError."""
    if problems := list(check(certificate)):
        raise PatternError(problems)
    return _format(certificate, number, day)


def series(certificate: Certificate) -> str:
    """What stays the same in the numbers of a sequence: the pattern without number and date, with classification and
    unit filled in. Patterns that differ only in digits or in how the date is written share a sequence."""
    fixed = {"classification": certificate.classification, "unit": certificate.unit}
    return _fill(certificate.number_pattern, lambda token: fixed.get(token, ""))[:LONGEST_SERIES]


def check(certificate: Certificate) -> Iterator[Problem]:
    """What is wrong with the certificate's pattern."""
    pieces = _pieces(certificate.number_pattern)
    literals, tokens = pieces[::2], pieces[1::2]
    if any("{" in literal or "}" in literal for literal in literals):
        yield Problem(
            Code.NUMBER_PATTERN,
            "certificate",
            "The number pattern has a curly bracket without its partner.",
            "number_pattern",
        )
        return
    numbers = [token for token in tokens if token.split(":")[0] == "number"]
    for token in tokens:
        if token not in numbers and token not in NUMBER_TOKENS:
            possible = ", ".join(f"{{{name}}}" for name in NUMBER_TOKENS)
            yield Problem(
                Code.NUMBER_PATTERN,
                "certificate",
                "The number can't hold %(token)s. Possible are %(known)s.",
                "number_pattern",
                {"token": f"{{{token}}}", "known": possible},
            )
            return
    if len(numbers) != 1:
        yield Problem(
            Code.NUMBER_PATTERN,
            "certificate",
            "The number pattern must have {number} exactly once.",
            "number_pattern",
        )
        return
    if not _NUMBER.fullmatch(numbers[0]):
        yield Problem(
            Code.NUMBER_PATTERN,
            "certificate",
            "Write {number} or, with at least so many digits, {number:1} to {number:9}.",
            "number_pattern",
        )
        return
    if "year" not in tokens:
        yield Problem(
            Code.NUMBER_PATTERN,
            "certificate",
            "The number pattern must have {year}, because numbering starts again each year.",
            "number_pattern",
        )
        return
    index = 2 * tokens.index(numbers[0]) + 1
    before, after = pieces[index - 1], pieces[index + 1]
    touching = (not before and index > 1) or (not after and index + 2 < len(pieces))
    if touching or before[-1:].isalnum() or after[:1].isdigit():
        yield Problem(
            Code.NUMBER_PATTERN,
            "certificate",
            "Put a character such as “/” between {number} and what is next to it.",
            "number_pattern",
        )
        return
    for name in ("classification", "unit"):
        if name in tokens and not getattr(certificate, name).strip():
            yield Problem(
                Code.EMPTY,
                "certificate",
                "The number pattern uses “%(token)s”, but none is given.",
                name,
                {"token": f"{{{name}}}"},
            )
            return
    if len(_format(certificate, 999_999, date(2000, 8, 8))) > LONGEST:
        yield Problem(
            Code.NUMBER_PATTERN,
            "certificate",
            "The number would have more than %(longest)s characters.",
            "number_pattern",
            {"longest": LONGEST},
        )
