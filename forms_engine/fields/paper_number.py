"""What the kinds for numbers on an official paper share: digits in groups, so many, and what none of them can be."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.model import Field
from forms_engine.fields.base import FieldType
from forms_engine.fields.blank import Blank, digits
from forms_engine.text.typed import tidy


class PaperNumber(FieldType):
    """A number of a fixed count of digits. Stored as digits only, whatever signs were typed between them."""

    group = gettext_lazy("Identity and contact")
    icon = "tag"
    inputmode = "numeric"
    short = True
    title: Any = ""
    lengths: tuple[int, ...] = ()
    example: str = ""
    paper: Any = ""
    personal = "general"
    identifies = True

    def hint(self, field: Field) -> str:
        return field.hint or self.paper

    def understand(self, field: Field, typed: Any) -> Any:
        """The digits only. Raises ValidationError for another count, or for what no such number can be."""
        digits = re.sub(r"[\s.\-/]", "", tidy(typed))
        words = {"name": self.title, "example": self.example, "count": len(digits)}
        words["lengths"] = _(" or ").join(map(str, self.lengths))
        if not re.fullmatch(r"[0-9]+", digits):
            raise ValidationError(_("Write the %(name)s in digits only, such as %(example)s.") % words, code="digits")
        if len(digits) not in self.lengths:
            raise ValidationError(
                _("The %(name)s has %(lengths)s digits; this has %(count)s. Compare it with the paper.") % words,
                code="length",
            )
        if not self.possible(digits):
            raise ValidationError(
                _("%(digits)s can't be a valid %(name)s. Compare each digit with the document.")
                % (words | {"digits": digits}),
                code="impossible",
            )
        return digits

    def possible(self, digits: str) -> bool:
        """Whether the digits, of a right count, can be such a number. Legal oddities are let through."""
        return True

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({'|'.join(f'[0-9]{{{length}}}' for length in self.lengths)})$"}

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [digits(max(self.lengths))]
