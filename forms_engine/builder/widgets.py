"""Widgets that look at the form as it stands in the editor, unsaved changes included (see static …/builder.js).

Each is a plain text input that a Stimulus controller dresses; what is stored are ids, what is shown are labels.
"""

import json

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

SCRIPTS = ["forms_engine/admin/builder.js", "forms_engine/admin/blocks.js"]
STYLES = {"all": ["forms_engine/admin/builder.css"]}


class FieldPicker(forms.TextInput):
    """A select of the form's questions beside a hidden input; `only="earlier"`: those before the one being edited,
    `only="beside"`: the others of its own row and those in no group. `kinds`: names of kinds, joined by commas, that
    are offered (all)."""

    def __init__(self, only="", attrs=None, kinds=""):
        words = {
            "data-controller": "warkat-field",
            "data-warkat-field-only-value": only,
            "data-warkat-field-kinds-value": kinds,
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

    def __init__(self, attrs=None):
        words = {
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

    def __init__(self, attrs=None):
        words = {
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

    def __init__(self, attrs=None):
        words = {
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


class TranslationTable(forms.Widget):
    """Each text of the service with a place for its translation. `texts` ((heading, text) pairs) are set by the form;
    what is posted is {"en": {text: translation}} as JSON."""

    template_name = "forms_engine/admin/translations.html"
    language = "en"
    texts = ()

    def get_context(self, name, value, attrs):
        known = (value if isinstance(value, dict) else json.loads(value or "{}")) or {}
        own = known.get(self.language) or {}
        rows, heading = [], None
        for place, (step, text) in enumerate(self.texts):
            rows.append({
                "heading": step if step != heading else "", "text": text, "translation": own.get(text, ""),
                "name": f"{name}-{place}", "long": len(text) > 70,
            })  # fmt: skip
            heading = step
        left = sum(not row["translation"] for row in rows)
        return super().get_context(name, value, attrs) | {"rows": rows, "left": left, "language": self.language}

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def value_from_datadict(self, data, files, name):
        pairs = {}
        for key in data:
            if key.startswith(f"{name}-") and key.endswith("-source"):
                pairs[data[key]] = data.get(key.removesuffix("-source"), "").strip()
        return json.dumps({self.language: pairs})
