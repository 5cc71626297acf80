"""Telephone number, stored as E.164."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.text.typed import tidy


class Phone(FieldType):
    name = "phone"
    personal = "general"
    identifies = True
    serves_contact = True
    label = gettext_lazy("Telephone")
    icon = "mail"
    group = gettext_lazy("Identity and contact")
    input_type = "tel"
    inputmode = "tel"
    autocomplete = "tel"
    short = True
    examples = (
        ({}, "0812 3456 7890", "+6281234567890"),
        ({}, "+62 812-3456-7890", "+6281234567890"),
        ({}, "6281234567890", "+6281234567890"),
        ({}, "(0285) 421234", "+62285421234"),
        ({}, "+60 12 345 6789", "+60123456789"),
    )
    wrong = (({}, "0812"), ({}, "telepon"), ({}, "0" * 30), ({}, "12345678"), ({}, "08123456789012345"))

    def understand(self, field: Field, typed: Any) -> Any:
        """The number as E.164 (`+628…`). Raises ValidationError."""
        text = re.sub(r"[\s().\-/]", "", tidy(typed))
        if re.fullmatch(r"0[1-9][0-9]{6,11}", text):
            return f"+62{text[1:]}"
        if re.fullmatch(r"62[1-9][0-9]{6,11}", text):
            return f"+{text}"
        if re.fullmatch(r"\+62[1-9][0-9]{6,11}", text) or re.fullmatch(r"\+(?!62)[1-9][0-9]{6,13}", text):
            return text
        raise ValidationError(
            _("Write the number with its area or mobile code, such as 0812 3456 7890."), code="unreadable"
        )

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\+[1-9][0-9]{6,14}$"}

    def display(self, field: Field, value: Any) -> str:
        national = f"0{value[3:]}" if value.startswith("+62") else value
        return " ".join(re.findall(r".{1,4}", national)) if national.startswith("08") else national


register_kind(Phone())
