"""Postcode: five digits, the first from 1 to 9."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.blank import Blank, digits
from forms_engine.fields.paper_number import PaperNumber


class Postcode(PaperNumber):
    name = "postcode"
    label = gettext_lazy("Postcode")
    title = gettext_lazy("postcode")
    icon = "mail"
    autocomplete = "postal-code"
    lengths = (5,)
    personal = ""
    identifies = False
    example = "51113"
    examples = (({}, "51113", "51113"), ({}, " 51 113 ", "51113"))
    wrong = (({}, "5111"), ({}, "511130"), ({}, "01113"), ({}, "kode pos"))

    def possible(self, digits: str) -> bool:
        return digits[0] != "0"

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [digits(5)]


register_kind(Postcode())
