"""What is wrong with a definition, said where it is."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or doubtful.

    `level`: an "error" stops publishing, a "warning" doesn't. `example`: answers that lead there, as (id, value)
    pairs in the order in which they are asked.

    `where` is the id of the part it concerns (step, field, choice, stage, certificate block) or the name of a page
    setting ("title", "fee", "certificate" …); `setting` names the setting inside that part. `message` is an English
    msgid with named placeholders, translated where it is shown; `values` fills them.
    """

    where: str
    message: str
    setting: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    level: str = "error"
    example: tuple[tuple[str, Any], ...] = ()


def N_(message: str) -> str:
    """Marks a message for the catalogue where it isn't written inside a Problem."""
    return message
