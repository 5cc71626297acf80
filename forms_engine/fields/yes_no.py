"""Yes or no."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
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

    def check(self, field):
        return []

    def options_of(self, field):
        return [("yes", _("Yes")), ("no", _("No"))]

    def understand(self, field, typed):
        if typed not in ("yes", "no"):
            raise ValidationError(_("Choose yes or no."), code="unknown")
        return typed == "yes"

    def is_answer(self, field, value):
        return isinstance(value, bool)

    def answer_schema(self, field):
        return {"type": "boolean"}

    def to_form(self, field, answer):
        return {True: "yes", False: "no"}.get(answer, "") if isinstance(answer, bool) else ""

    def display(self, field, value):
        return _("Yes") if value else _("No")

    def certificate(self, field, value):
        return "Ya" if value else "Tidak"


register_kind(YesNo())
