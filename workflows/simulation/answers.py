"""Answers in a run: made up, so that nobody has to type for a look, and taken without keeping a file."""

import re
from collections.abc import Iterable
from typing import Any

from forms_engine.checker.answers import sample
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of

NAMES = ("Sari Wulandari", "Rahmat Hidayat", "Putri Melati", "Budi Santoso")


def not_kept(field: Field, cleaned: Any) -> Any:
    """The answer of a question as the journey would store it, without keeping a file."""
    return kind_of(field).unsettled(field, cleaned)


def made_up(field: Field, used: Iterable[Any] = ()) -> Any:
    """A made-up answer to a question, None where none is known; another one than those `used`, where there is one."""
    kind = kind_of(field)
    if (made := kind.made_up(field)) is not None:
        return made
    if re.search(r"\bnama\b", field.label.casefold()):
        for name in NAMES:
            if name not in used and kind.is_answer(field, name):
                return name
    texts = [value for value in used if isinstance(value, str)] if kind.personal else ()
    return sample(field, avoid=texts) or sample(field)
