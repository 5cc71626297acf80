"""A kind of field that is no part of Warkat: everything that it needs stands in this file, as in a module of
`forms_engine/fields/`. `tests/forms_engine/test_a_new_kind.py` takes it through the whole house."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.kind import SheetType
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.text.typed import tidy

# What `make messages` would gather, with its translation.
CATALOGUE = {
    "Passport number": "Nomor paspor",
    "Issued by": "Diterbitkan oleh",
    "Write one letter and eight digits, such as X12345678.": "Tulis satu huruf dan delapan angka, seperti X12345678.",
    "Write who issues the passport.": "Tulis siapa yang menerbitkan paspor.",
}


class Passport(FieldType):
    name = "passport"
    label = gettext_lazy("Passport number")
    icon = "globe"
    group = gettext_lazy("Identity and contact")
    personal = "general"
    identifies = True
    compares = "text"
    texts = first_options = ("office",)
    sheet_types = (SheetType("text", "passport"),)
    short = True
    examples = (({"office": "Imigrasi"}, "x 12345678", "X12345678"),)
    wrong = (({"office": "Imigrasi"}, "12345678"),)

    def option_blocks(self):
        return [("office", blocks.CharBlock(label=gettext_lazy("Issued by"), required=False, max_length=80))]

    def check(self, field):
        if not field.options.get("office"):
            yield Problem(Code.EMPTY, field.id, "Write who issues the passport.", "office")

    def from_sheet(self, row):
        return {"options": {"office": "Imigrasi"}}

    def understand(self, field, typed):
        text = re.sub(r"\s", "", tidy(typed)).upper()
        if not re.fullmatch(r"[A-Z][0-9]{8}", text):
            raise ValidationError(_("Write one letter and eight digits, such as X12345678."), code="unreadable")
        return text

    def made_up(self, field):
        return "C87654321"

    def certificate(self, field, value):
        return f"{value} ({field.options['office']})"


register_kind(Passport())
