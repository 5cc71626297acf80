"""The formula as the editor holds it: text in which questions stand as chips."""

import json
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.logic.formula import FUNCTIONS, MOST_CHARACTERS
from forms_engine.pickers.widgets import SCRIPTS, STYLES


class FormulaText(forms.Textarea):
    """A formula: stored as `logic.formula` reads it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        words: dict[str, Any] = {
            "data-controller": "warkat-formula",
            "data-warkat-formula-insert-value": gettext_lazy("Insert a question …"),
            "data-warkat-formula-gone-value": gettext_lazy("(deleted question)"),
            "data-warkat-formula-label-value": gettext_lazy("Formula"),
            "data-warkat-formula-function-value": gettext_lazy("Insert a function …"),
            "data-warkat-formula-sample-value": gettext_lazy("Try it with these answers"),
            "data-warkat-formula-yes-value": gettext_lazy("Yes"),
            "data-warkat-formula-no-value": gettext_lazy("No"),
            "data-warkat-formula-address-value": reverse_lazy("formula_try"),
            "rows": 2,
        }
        super().__init__(words | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        listed = [[function.example, f"{function.id}: {_(function.help)}"] for function, _build in FUNCTIONS.values()]
        context["widget"]["attrs"]["data-warkat-formula-functions-value"] = json.dumps(listed)
        return context

    class Media:
        js = SCRIPTS
        css = STYLES


class FormulaBlock(blocks.FieldBlock):
    """A formula as text; see `logic.formula`."""

    def __init__(self, required: bool = False, help_text: Any = None, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text, max_length=MOST_CHARACTERS, widget=FormulaText()
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "cogs"
