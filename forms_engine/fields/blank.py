"""What a question looks like on the paper form: the places to write, tick or sign that a kind asks for."""

from dataclasses import dataclass


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


def line(label="", **more):
    return Blank("line", label, **more)


def short(label="", **more):
    return Blank("short", label, **more)


def digits(count, label=""):
    return Blank("digits", label, count)
