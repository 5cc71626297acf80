"""Widgets that look at the form as it stands in the editor, unsaved changes included (see frontend/admin/builder.js).

Each is a plain text input that a Stimulus controller dresses; what is stored are ids, what is shown are labels.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SCRIPTS = ["forms_engine/admin/builder.js", "forms_engine/admin/blocks.js"]
STYLES = {"all": ["forms_engine/admin/builder.css"]}


class FieldPicker(forms.TextInput):
    """A select of the form's questions beside a hidden input; `only="earlier"`: those before the one being edited,
    `only="beside"`: the others of its own row and those in no group. `compares`: the sort (`Kind.compares`) of those
    that are offered (all)."""

    def __init__(self, only: str = "", attrs: dict[str, Any] | None = None, compares: str = "") -> None:
        words: dict[str, Any] = {
            "data-controller": "warkat-field",
            "data-warkat-field-only-value": only,
            "data-warkat-field-compares-value": compares,
            "data-warkat-field-choose-value": _("Choose a question"),
            "data-warkat-field-gone-value": _("(deleted question)"),
            "data-warkat-field-untitled-value": _("(question without text)"),
        }
        super().__init__(words | (attrs or {}))

    class Media:
        js = SCRIPTS
        css = STYLES


class ChoicePicker(forms.TextInput):
    """A select of the choices of the question that this stands in."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        words: dict[str, Any] = {
            "data-controller": "warkat-choice",
            "data-warkat-choice-choose-value": _("Choose one of the choices"),
            "data-warkat-choice-gone-value": _("(deleted choice)"),
        }
        super().__init__(words | (attrs or {}))

    class Media:
        js = SCRIPTS
        css = STYLES


class ValuePicker(forms.TextInput):
    """A select when the source of the condition has choices, else a text input."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        words: dict[str, Any] = {
            "data-controller": "warkat-value",
            "data-warkat-value-choose-value": _("Choose a value"),
            "data-warkat-value-yes-value": _("Yes"),
            "data-warkat-value-no-value": _("No"),
        }
        super().__init__(words | (attrs or {}))

    class Media:
        js = SCRIPTS


class MergeText(forms.Textarea):
    """Text in which questions are put as chips: stored as `{{id}}`, shown by their labels."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        words: dict[str, Any] = {
            "data-controller": "warkat-merge",
            "data-warkat-merge-insert-value": _("Insert an answer …"),
            "data-warkat-merge-gone-value": _("(deleted question)"),
            "data-warkat-merge-number-value": _("number of the letter"),
            "data-warkat-merge-date-value": _("date of the letter"),
            "data-warkat-merge-region-value": _("name of the region"),
            "data-warkat-merge-until-value": _("valid until"),
            "data-warkat-merge-code-value": _("tracking code"),
            "data-warkat-merge-label-value": _("Text of the paragraph"),
            "rows": 4,
        }
        super().__init__(words | (attrs or {}))

    class Media:
        js = SCRIPTS
        css = STYLES
