"""Taxpayer number (NPWP, PMK 112/2022): 16 digits, a NIK or 0 and the old number; the old one has 15 digits, of which
the first nine are protected by Luhn's check digit."""

import re
from typing import Any

from django.utils.translation import gettext_lazy
from lokal import PROVINCES, format_npwp15

from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.paper_number import PaperNumber


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: doubled from the second last, the sum of digits ends in 0."""
    doubled = (int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


class Npwp(PaperNumber):
    name = "npwp"
    label = gettext_lazy("Taxpayer number (NPWP)")
    title = gettext_lazy("NPWP")
    lengths = (15, 16)
    example = "01.300.066.6-091.000"
    paper = gettext_lazy("15 or 16 digits, as on the NPWP card. For a citizen the 16 digits are the NIK.")
    examples = (
        ({}, "01.300.066.6-091.000", "013000666091000"),
        ({}, "0013000666091000", "0013000666091000"),
        ({}, "3375014508850001", "3375014508850001"),
    )
    wrong = (
        ({}, "01.300.066.7-091.000"),
        ({}, "0013000667091000"),
        ({}, "123"),
        ({}, "NPWP"),
        ({}, "0075014508850001"),
    )

    def possible(self, digits: str) -> bool:
        if len(digits) == 16 and digits[0] != "0":
            return digits[:2] in PROVINCES
        return passes_luhn(digits[-15:][:9])

    def display(self, field: Field, value: Any) -> str:
        return format_npwp15(value) if len(value) == 15 else " ".join(re.findall("....", value))


register_kind(Npwp())
