"""Kinds of field: each module enters one. The order is the order of the editor's chooser."""

from forms_engine.fields import (  # isort: skip
    short_text,
    long_text,
    number,
    rupiah,
    date,
    choice,
    choices,
    yes_no,
    nik,
    phone,
    email,
    file,
    information,
)

__all__ = [
    "choice", "choices", "date", "email", "file", "information", "long_text", "nik", "number", "phone", "rupiah",
    "short_text", "yes_no",
]  # fmt: skip
