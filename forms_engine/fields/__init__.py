"""Kinds of field: each module enters one. The order is the order of the editor's chooser."""

from forms_engine.fields import (  # isort: skip
    short_text,
    long_text,
    number,
    rupiah,
    computed,
    date,
    date_range,
    time,
    choice,
    dropdown,
    choices,
    yes_no,
    statement,
    rating,
    nik,
    family_card,
    nip,
    npwp,
    nib,
    plate,
    postcode,
    address,
    phone,
    email,
    file,
    location,
    group,
    information,
    stop,
)

__all__ = [
    "address", "choice", "choices", "computed", "date", "date_range", "dropdown", "email", "family_card", "file",
    "group", "information", "location", "long_text", "nib", "nik", "nip", "npwp", "number", "phone", "plate",
    "postcode", "rating", "rupiah", "short_text", "statement", "stop", "time", "yes_no",
]  # fmt: skip
