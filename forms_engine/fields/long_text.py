"""Long text: several lines."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.blank import Blank
from forms_engine.fields.short_text import ShortText


class LongText(ShortText):
    name = "long_text"
    label = gettext_lazy("Long text")
    icon = "pilcrow"
    template = "forms_engine/fields/long_text.html"
    default_length = 5000
    lines = True
    sheet_types = (SheetType("text", "multiline"), SheetType("string", "multiline"))
    examples = (({}, "Satu\r\nDua\x00 ", "Satu\nDua"),)
    wrong = (({"max_length": 3}, "a\nbc"), ({}, "x" * 5001))

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("lines", count=4)]


register_kind(LongText())
