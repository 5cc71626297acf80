"""What the preview panel shows while the service is being written: the form, the public page, the letter."""

import re
from base64 import b64encode
from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forms_engine.builder.compile import compile_page
from forms_engine.certificates.letter import preview as letter_preview
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Choice, Field
from forms_engine.definition.registry import kind_of, kinds


def _letter(html):
    """The letter with its print style inside: the policy allows exactly these styles, by their hashes (CSP 3)."""
    response = HttpResponse(html)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    hashes = [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles]
    response._csp_update = {"style-src": hashes}
    return response


def serve_preview(page, request, mode):
    """The page in a preview mode ("form", "page" or "letter"). Half-finished pages show what there is."""
    document = compile_page(page)
    if mode == "letter":
        return _letter(letter_preview(document, page.region))
    definition = from_json(document)
    context = {"region": page.region, "page": page, "about": definition, "can_start": False}
    context["standard"] = page.standard_of(definition)
    if mode == "page":
        return render(request, "forms_engine/service_page.html", context)
    steps = []
    for step in definition.steps:
        fields = [
            (kind.render(field, kind.to_form(field, None) if kind.asks else None), bool(field.show_when))
            for field, kind in ((field, kind_of(field)) for field in step.fields)
        ]
        steps.append((step, fields))
    return render(request, "forms_engine/preview/form.html", context | {"steps": steps})


def sample_question(name):
    """The HTML of a kind of question as people meet it, with words of its own."""
    kind = kinds()[name]
    choices = tuple(Choice(f"contoh-{number}", f"{gettext('Choice')} {number}") for number in (1, 2, 3))
    text = {"text": gettext("What people read here.")} if not kind.is_given or kind.keeps_text else {}
    field = Field("contoh", name, str(kind.label), choices=choices if kind.has_choices else (), options=text)
    return kind.render(field, kind.to_form(field, None) if kind.asks else None)
