"""Rating: one of five marks, as words and figures."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.choice import OneChoice

WORDS = (
    gettext_lazy("very poor"), gettext_lazy("poor"), gettext_lazy("fair"), gettext_lazy("good"),
    gettext_lazy("very good"),
)  # fmt: skip


class Rating(OneChoice):
    name = "rating"
    drawn = 1200
    label = gettext_lazy("Rating")
    icon = "pick"
    compares = "number"
    has_choices = False
    sheet_types = (SheetType("integer", reads=False),)
    examples = (({}, "4", 4), ({}, "1", 1))
    wrong = (({}, "0"), ({}, "6"), ({}, "good"))

    def check(self, field: Field) -> Iterable[Problem]:
        return []

    def options_of(self, field: Field) -> Sequence[tuple[str, str]]:
        return [(str(mark), f"{mark} · {word}") for mark, word in enumerate(WORDS, 1)]

    def bounds(self, field: Field) -> tuple[Any, Any]:
        return 1, len(WORDS)

    def understand(self, field: Field, typed: Any) -> Any:
        if typed not in ("1", "2", "3", "4", "5"):
            raise ValidationError(_("Choose a rating from 1 to 5."), code="unknown")
        return int(typed)

    def is_answer(self, field: Field, value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": 5}

    def to_form(self, field: Field, answer: Any) -> Any:
        return str(answer) if self.is_answer(field, answer) else ""

    def display(self, field: Field, value: Any) -> str:
        return _("%(mark)s of 5 (%(word)s)") % {"mark": value, "word": WORDS[value - 1]}

    def certificate(self, field: Field, value: Any) -> str:
        return str(value)


register_kind(Rating())
