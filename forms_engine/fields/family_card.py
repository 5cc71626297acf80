"""Number of the family card (Kartu Keluarga): 16 digits, region of issue, day of issue DDMMYY, serial from 0001."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lokal import PROVINCES

from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.nik import Nik, is_real_day
from forms_engine.fields.paper_number import PaperNumber


class FamilyCard(PaperNumber):
    name = "family_card"
    label = gettext_lazy("Family card number (KK)")
    title = gettext_lazy("KK number")
    icon = "group"
    lengths = (16,)
    example = "3375011204100003"
    paper = gettext_lazy("16 digits, at the top of the family card (KK).")
    examples = (
        ({}, "3375011204100003", "3375011204100003"),
        ({}, "3375 0112 0410 0003", "3375011204100003"),
        ({}, "95.01.01.290220.0001", "9501012902200001"),
    )
    wrong = (
        ({}, "337501120410003"), ({}, "33750112041000034"), ({}, "3375013204100003"), ({}, "3375011204100000"),
        ({}, "0075011204100003"), ({}, "satu"), ({}, "3375015204100003"),
    )  # fmt: skip

    def possible(self, digits: str) -> bool:
        day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
        return digits[:2] in PROVINCES and is_real_day(day, month, year) and digits[12:] != "0000"

    def doubts(self, field: Field, value: Any, answered: Mapping[str, tuple[Field, Any]]) -> Iterable[str]:
        """The number of a person in the place of the family's: the two stand on the same card."""
        for question, answer in answered.values():
            if question.kind == Nik.name and answer == value:
                yield _(
                    "“%(label)s” and “%(other)s” have the same number. The KK number stands at the top of the card."
                ) % {"label": field.label, "other": question.label}
                return


register_kind(FamilyCard())
