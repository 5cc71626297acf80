"""Short text: one line."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType, tidy


class ShortText(FieldType):
    name = "short_text"
    label = gettext_lazy("Short text")
    icon = "edit"
    compares = "text"
    default_length = 200
    examples = (({}, "  Sari  Wulandari ", "Sari Wulandari"), ({"max_length": 4}, "Sari", "Sari"))
    wrong = (({"max_length": 3}, "Sari"), ({}, "x" * 201))

    def option_blocks(self):
        return [
            (
                "max_length",
                blocks.IntegerBlock(
                    label=gettext_lazy("At most this many characters"), required=False, min_value=1, max_value=10_000
                ),
            )
        ]

    def longest(self, field):
        return field.options.get("max_length") or self.default_length

    def understand(self, field, typed):
        text, longest = tidy(typed, self.lines), self.longest(field)
        if len(text) > longest:
            raise ValidationError(
                _("This is %(length)s characters long. Shorten it to at most %(longest)s.")
                % {"length": len(text), "longest": longest},
                code="too_long",
            )
        return text

    def answer_schema(self, field):
        return {"type": "string", "minLength": 1, "maxLength": self.longest(field)}


register_kind(ShortText())
