"""E-mail address."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.fields.masking import masked_email
from forms_engine.text.typed import tidy


def is_mixed(host: str) -> bool:
    """Whether a part of a host mixes Latin letters with those of another alphabet (a Cyrillic о for an o)."""
    for part in host.split("."):
        latin = {unicodedata.name(letter, "").startswith("LATIN") for letter in part if letter.isalpha()}
        if len(latin) > 1:
            return True
    return False


class Email(FieldType):
    name = "email"
    personal = "general"
    identifies = True
    serves_contact = True
    label = gettext_lazy("E-mail")
    icon = "mail"
    group = gettext_lazy("Identity and contact")
    input_type = "email"
    autocomplete = "email"
    examples = (({}, " Sari@Contoh.ID ", "Sari@contoh.id"),)
    wrong = (({}, "sari"), ({}, "sari@"), ({}, "a@b c.id"), ({}, "x" * 300 + "@contoh.id"), ({}, "sari@cоntoh.id"))

    def understand(self, field: Field, typed: Any) -> Any:
        """The address with its host in small letters. Raises ValidationError; look-alike letters are refused."""
        text = tidy(typed)
        name, _at, host = text.rpartition("@")
        if is_mixed(host):
            raise ValidationError(
                _("After the @, letters of several alphabets are mixed that only look alike. Type it again."),
                code="mixed",
            )
        text = f"{name}@{host.lower()}"
        try:
            if len(text) > 254:
                raise ValidationError("long")
            validate_email(text)
        except ValidationError:
            raise ValidationError(
                _("Write the e-mail address in full, such as sari@contoh.id."), code="unreadable"
            ) from None
        return text

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 254}

    def masked(self, field: Field, value: Any) -> str:
        return masked_email(value)


register_kind(Email())
