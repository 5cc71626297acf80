"""Business identity number (NIB, PP 28/2025): 13 digits without a public check digit."""

from django.utils.translation import gettext_lazy

from forms_engine.definition.registry import register_kind
from forms_engine.fields.paper_number import PaperNumber


class Nib(PaperNumber):
    name = "nib"
    label = gettext_lazy("Business identity number (NIB)")
    title = gettext_lazy("NIB")
    lengths = (13,)
    personal = ""
    identifies = False
    example = "9120001234567"
    paper = gettext_lazy("13 digits, on the document from OSS.")
    examples = (({}, "9120001234567", "9120001234567"), ({}, "0220 0012 3456 7", "0220001234567"))
    wrong = (({}, "912000123456"), ({}, "91200012345678"), ({}, "NIB-1"), ({}, "0000000000000"))

    def possible(self, digits: str) -> bool:
        return digits.strip("0") != ""


register_kind(Nib())
