"""What a question looks like on the paper form: the places to write, tick or sign that a kind asks for."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Blank:
    """One place on paper.

    `sort` is one of: `line`, `short` (a short line), `lines` (several), `digits` (a box for each of `count`), `date`
    (boxes for day, month, year), `one` (tick one of `options`), `many` (tick any of them), `area` (room to sign),
    `enclose` (tick when the document is enclosed), `office` (filled in by the office).
    """

    sort: str
    label: str = ""
    count: int = 0
    options: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


def line(label: str = "", **more: Any) -> Blank:
    return Blank("line", label, **more)


def short(label: str = "", **more: Any) -> Blank:
    return Blank("short", label, **more)


def digits(count: int, label: str = "") -> Blank:
    return Blank("digits", label, count)
