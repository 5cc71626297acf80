"""Short text: one line."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.kind import Examples, SheetType, Wrong
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.fields.number import limit_problems
from forms_engine.text.typed import tidy

CHARACTERS = [
    ("", gettext_lazy("any")),
    ("letters", gettext_lazy("letters, no digits")),
    ("digits", gettext_lazy("digits only")),
]


class ShortText(FieldType):
    name = "short_text"
    label = gettext_lazy("Short text")
    icon = "edit"
    compares = "text"
    sheet_types: Sequence[SheetType] = (
        SheetType("text"),
        SheetType("string"),
        SheetType("barcode", note=gettext_lazy("Barcodes can't be scanned here; the number is typed.")),
    )
    default_length = 200
    examples: Examples = (
        ({}, "  Sari  Wulandari ", "Sari Wulandari"),
        ({"max_length": 4}, "Sari", "Sari"),
        ({"characters": "digits", "min_length": 3}, "002", "002"),
        ({"characters": "letters"}, "Ni Made Ayu D'Arcy-Sari, S.E.", "Ni Made Ayu D'Arcy-Sari, S.E."),
    )
    wrong: Wrong = (
        ({"max_length": 3}, "Sari"), ({}, "x" * 201), ({"min_length": 3}, "ab"), ({"characters": "digits"}, "12a"),
        ({"characters": "letters"}, "Sari 2"), ({"characters": "digits"}, "٣"),
    )  # fmt: skip

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """How long, and of which characters."""
        count = {"required": False, "min_value": 1, "max_value": 10_000}
        return [
            ("min_length", blocks.IntegerBlock(label=gettext_lazy("At least this many characters"), **count)),
            ("max_length", blocks.IntegerBlock(label=gettext_lazy("At most this many characters"), **count)),
            (
                "characters",
                blocks.ChoiceBlock(label=gettext_lazy("Allowed characters"), choices=CHARACTERS, required=False),
            ),
        ]

    def check(self, field: Field) -> Iterable[Problem]:
        yield from limit_problems(field, "min_length", "max_length")

    def longest(self, field: Field) -> int:
        return field.options.get("max_length") or self.default_length

    def understand(self, field: Field, typed: Any) -> Any:
        text = tidy(typed, self.lines)
        self.judge(field, text)
        return text

    def is_answer(self, field: Field, value: Any) -> bool:
        """A stored text was tidied when it was given; what may have changed are the settings."""
        if not isinstance(value, str) or value != value.strip():
            return False
        try:
            self.judge(field, value)
        except ValidationError:
            return False
        return True

    def from_limit(self, measure: str, sign: str, value: str) -> dict[str, Any] | None:
        if measure != "length" or sign not in ("<", "<="):
            return None
        return {"max_length": int(value) - (sign == "<")}

    def judge(self, field: Field, text: str) -> None:
        """Raise ValidationError when the text doesn't keep the field's settings."""
        longest = self.longest(field)
        if len(text) > longest:
            raise ValidationError(
                _("This is %(length)s characters long. Shorten it to at most %(longest)s.")
                % {"length": len(text), "longest": longest},
                code="too_long",
            )
        least = field.options.get("min_length") or 0
        if len(text) < least:
            raise ValidationError(
                _("This is %(length)s characters long; write at least %(least)s.")
                % {"length": len(text), "least": least},
                code="too_short",
            )
        kind = field.options.get("characters")
        if kind == "digits" and not re.fullmatch(r"[0-9]*", text):
            raise ValidationError(_("Write digits only, without letters or signs."), code="digits")
        if (kind == "letters" and re.search(r"[^\W\d_]", text) is None) or (
            kind == "letters" and re.search(r"\d", text)
        ):
            raise ValidationError(_("Write letters, without digits."), code="letters")

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        numeric = {"inputmode": "numeric"} if field.options.get("characters") == "digits" else {}
        return super().control(field, value, uploads) | numeric

    def answer_schema(self, field: Field) -> dict[str, Any]:
        least = field.options.get("min_length") or 1
        return {"type": "string", "minLength": least, "maxLength": self.longest(field)}


register_kind(ShortText())
