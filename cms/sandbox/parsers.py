"""What is declared of a parser, and what it may answer. Pure: the child knows no Django.

A parser is a function marked `@parses`: the file's bytes and plain options in, bytes or plain data out. It is named
where it is used, so that the web process never imports what it imports.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

MB = 1024 * 1024
DATA, BYTES = "data", "bytes"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. `memory`: bytes of address space, the interpreter's 80 MB included; `cpu`: seconds of
    one core; `seconds` by the clock; `output`: bytes of the result."""

    memory: int = 400 * MB
    cpu: int = 8
    seconds: int = 20
    output: int = 12 * MB


@dataclass(frozen=True, slots=True)
class Lane:
    """Who stands in one queue: `slots` files are parsed at once on the whole machine, `waiting` more may wait up to
    `seconds`, in at most `threads` of a process: the others are for pages. A citizens' crowd never stands before the
    office's own files."""

    name: str
    slots: int
    waiting: int
    seconds: float
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Parser:
    """`function` (dotted) in the child, the `codes` with which it may refuse a file, and what it `gives`."""

    function: str
    codes: frozenset[str] = frozenset()
    gives: str = BYTES
    limits: Limits = Limits()


class Refused(Exception):
    """The file is wrong in a way that can be worded: a code, and values (text, numbers) for the words."""

    def __init__(self, code: str, /, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def parses(function: Function) -> Function:
    """Mark a function that may be run on a hostile file: nothing else is, whatever name reaches the child."""
    function.parses = True
    return function
