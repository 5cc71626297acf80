"""Number plate of a vehicle: region letters, up to four digits, up to three letters (Perpol 7/2021)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.text.typed import tidy


class Plate(FieldType):
    name = "plate"
    personal = "general"
    label = gettext_lazy("Number plate")
    icon = "tag"
    group = gettext_lazy("Identity and contact")
    short = True
    examples = (
        ({}, "g 1234 ab", "G 1234 AB"),
        ({}, "AB1RI", "AB 1 RI"),
        ({}, "B-9999-XYZ", "B 9999 XYZ"),
        ({}, "L 5", "L 5"),
    )
    wrong = (({}, "1234"), ({}, "ABC 123"), ({}, "G 01234"), ({}, "G 12345 A"), ({}, "G 0123 AB"), ({}, "G 1 ABCD"))

    def understand(self, field: Field, typed: Any) -> Any:
        text = re.sub(r"[\s.\-]", "", tidy(typed)).upper()
        match = re.fullmatch(r"([A-Z]{1,2})([1-9][0-9]{0,3})([A-Z]{0,3})", text)
        if match is None:
            raise ValidationError(_("Write the plate as on the vehicle, such as G 1234 AB."), code="unreadable")
        return " ".join(part for part in match.groups() if part)

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[A-Z]{1,2} [1-9][0-9]{0,3}( [A-Z]{1,3})?$"}


register_kind(Plate())
