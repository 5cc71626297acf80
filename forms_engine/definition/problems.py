"""What is wrong with a definition, said where it is."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stops publishing.

    `where` is the id of the part it concerns (step, field, choice, stage, certificate block) or the name of a page
    setting ("title", "fee", "certificate" …); `setting` names the setting inside that part. `message` is an English
    msgid with named placeholders, translated where it is shown; `values` fills them.
    """

    where: str
    message: str
    setting: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def N_(message):
    """Marks a message for the catalogue where it isn't written inside a Problem."""
    return message
