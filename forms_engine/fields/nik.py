"""NIK: the 16-digit identity number (UU 24/2013): PPKKCC DDMMYY SSSS, day + 40 for women, serial from 0001.

The region is that of the first registration. Some legal numbers contradict what else is known of a person, so only
what no NIK can be is refused.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lokal import PROVINCES

from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.fields.blank import Blank, digits
from forms_engine.fields.identity import Says, SaysWho, days_of
from forms_engine.text.typed import tidy


def is_real_day(day: int, month: int, year: int) -> bool:
    """Whether the day exists in either century that two digits can mean."""
    return bool(days_of(day, month, 1900 + year, 2000 + year))


class Nik(SaysWho, FieldType):
    name = "nik"
    personal = "general"
    identifies = True
    compares = "text"  # so that two people can be told from one
    label = gettext_lazy("NIK")
    icon = "user"
    group = gettext_lazy("Identity and contact")
    inputmode = "numeric"
    short = True
    examples = (
        ({}, "3375014508850001", "3375014508850001"),
        ({}, "33.75.01.450885.0001", "3375014508850001"),
        ({}, " 6571 0117 0890 0002 ", "6571011708900002"),
        ({}, "9501012902000003", "9501012902000003"),
        ({}, "3375016902960001", "3375016902960001"),
    )
    wrong = (
        ({}, "337501450885001"), ({}, "33750145088500012"), ({}, "3375014508850000"), ({}, "3375018108850001"),
        ({}, "3375013202850001"), ({}, "3375011513850001"), ({}, "0075014508850001"), ({}, "abcd014508850001"),
        ({}, "٣٣٧٥٠١٤٥٠٨٨٥٠٠٠١"), ({}, "3375013002850001"),
    )  # fmt: skip

    def says(self, digits: str) -> Says:
        day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
        return Says(days_of(day - 40 if day > 40 else day, month, 1900 + year, 2000 + year), day > 40)

    def hint(self, field: Field) -> str:
        return field.hint or _("16 digits, as on the identity card (KTP) or family card (KK).")

    def understand(self, field: Field, typed: Any) -> Any:
        """The 16 digits, whatever stood between them. Raises ValidationError for what no NIK can be."""
        digits = re.sub(r"[\s.\-]", "", tidy(typed))
        if not re.fullmatch(r"[0-9]+", digits):
            raise ValidationError(_("Write the NIK in digits only, such as 3375014508850001."), code="digits")
        if len(digits) != 16:
            raise ValidationError(
                _("A NIK has 16 digits; this has %(count)s. Compare it with the identity card.")
                % {"count": len(digits)},
                code="length",
            )
        if digits[:2] not in PROVINCES or not self.says(digits).days or digits[12:] == "0000":
            raise ValidationError(
                _("%(nik)s can't be a NIK. Compare each digit with the identity card.") % {"nik": digits},
                code="impossible",
            )
        return digits

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{16}$"}

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [digits(16)]


register_kind(Nik())
