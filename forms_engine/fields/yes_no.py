"""Yes or no."""

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


class YesNo(OneChoice):
    name = "yes_no"
    label = gettext_lazy("Yes or no")
    icon = "circle-check"
    compares = "boolean"
    has_choices = False
    sheet_types = (SheetType("select_one", reads=False),)
    sheet_choices = ("ya_tidak", (("true", "Ya"), ("false", "Tidak")))
    examples = (({}, "yes", True), ({}, "no", False))
    wrong = (({}, "maybe"),)

    def check(self, field: Field) -> Iterable[Problem]:
        return []

    def options_of(self, field: Field) -> Sequence[tuple[str, str]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def understand(self, field: Field, typed: Any) -> Any:
        if typed not in ("yes", "no"):
            raise ValidationError(_("Choose yes or no."), code="unknown")
        return typed == "yes"

    def is_answer(self, field: Field, value: Any) -> bool:
        return isinstance(value, bool)

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "boolean"}

    def to_form(self, field: Field, answer: Any) -> Any:
        return {True: "yes", False: "no"}.get(answer, "") if isinstance(answer, bool) else ""

    def display(self, field: Field, value: Any) -> str:
        return _("Yes") if value else _("No")

    def certificate(self, field: Field, value: Any) -> str:
        return "Ya" if value else "Tidak"


register_kind(YesNo())
