"""Civil servant's number (NIP, Perka BKN 22/2007): born YYYYMMDD, appointed YYYYMM, sex 1 or 2, serial from 001. For
PPPK staff the month of appointment is 21."""

from typing import Any

from django.utils.translation import gettext_lazy

from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.identity import Says, SaysWho, days_of
from forms_engine.fields.paper_number import PaperNumber


class Nip(SaysWho, PaperNumber):
    name = "nip"
    label = gettext_lazy("Civil servant's number (NIP)")
    title = gettext_lazy("NIP")
    icon = "user"
    lengths = (18,)
    example = "19760612 199603 1 004"
    paper = gettext_lazy("18 digits, as in the letter of appointment.")
    examples = (
        ({}, "19760612 199603 1 004", "197606121996031004"),
        ({}, "199001012022212001", "199001012022212001"),
    )
    wrong = (
        ({}, "19760612199603100"), ({}, "197613121996031004"), ({}, "197606121996131004"), ({}, "197606121996033004"),
        ({}, "197606121996031000"), ({}, "197606121976031004"), ({}, "nip"),
    )  # fmt: skip

    def says(self, digits: str) -> Says:
        return Says(days_of(int(digits[6:8]), int(digits[4:6]), int(digits[:4])), digits[14] == "2")

    def possible(self, digits: str) -> bool:
        """Whether date of birth, month of appointment, sex and serial can be such."""
        born, month, appointed = int(digits[:4]), int(digits[12:14]), int(digits[8:12])
        return (
            bool(self.says(digits).days)
            and born >= 1930
            and (1 <= month <= 12 or month == 21)
            and 15 <= appointed - born <= 70
            and digits[14] in "12"
            and digits[15:] != "000"
        )

    def display(self, field: Field, value: Any) -> str:
        return f"{value[:8]} {value[8:14]} {value[14]} {value[15:]}"


register_kind(Nip())
