"""Kinds of field: each module of this package that enters one is found by itself. The editor's chooser shows those in
ORDER first, and then the others by their names."""

import pkgutil
from importlib import import_module

ORDER = (
    "number", "short_text", "long_text", "rupiah", "computed", "formula", "date", "date_range", "time", "choice",
    "dropdown", "reference", "choices", "yes_no", "statement", "rating", "nik", "family_card", "nip", "npwp", "nib",
    "plate", "postcode", "address", "phone", "email", "file", "photo", "signature", "location", "group",
    "information", "stop",
)  # fmt: skip


def enter() -> None:
    """Enter the kinds of every module of the package that wasn't imported yet."""
    for name in dict.fromkeys((*ORDER, *sorted(module.name for module in pkgutil.iter_modules(__path__)))):
        import_module(f"{__name__}.{name}")


enter()
