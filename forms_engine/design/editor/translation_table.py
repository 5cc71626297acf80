"""The texts of a service, each with a place for its translation."""

import json
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class TranslationTable(forms.Widget):
    """Each text of the service with a place for its translation. `texts` ((heading, text) pairs) are set by the form;
    what is posted is {"en": {text: translation}} as JSON."""

    template_name = "forms_engine/admin/translations.html"
    language = "en"
    texts = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """`rows`: each text with its translation, its heading where that changes; `left`: how many have none."""
        known = (value if isinstance(value, dict) else json.loads(value or "{}")) or {}
        translations = known.get(self.language) or {}
        rows, heading = [], None
        for index, (step, text) in enumerate(self.texts):
            rows.append({
                "heading": step if step != heading else "", "text": text, "translation": translations.get(text, ""),
                "name": f"{name}-{index}", "long": len(text) > 70,
            })  # fmt: skip
            heading = step
        untranslated = sum(not row["translation"] for row in rows)
        return super().get_context(name, value, attrs) | {
            "rows": rows,
            "left": untranslated,
            "language": self.language,
        }

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        pairs = {}
        for key in data:
            if key.startswith(f"{name}-") and key.endswith("-source"):
                pairs[data[key]] = data.get(key.removesuffix("-source"), "").strip()
        return json.dumps({self.language: pairs})
