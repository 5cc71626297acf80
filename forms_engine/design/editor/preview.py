"""What the preview panel shows while the service is being written, as it stands in the editor: the form that answers,
its errors, the public page, the tracking page, the approval, the letter and the paper form."""

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.translation import get_language, gettext
from wagtail.models import Page

from cms.regions.models import Region
from forms_engine.applications.timeline import Milestone
from forms_engine.certificates.letter import preview as letter_preview
from forms_engine.certificates.letter import sample_letter_html
from forms_engine.certificates.render import EngineMissing, render_pdf
from forms_engine.channels.paper.make import paper_pdf
from forms_engine.checker.cost import is_too_costly
from forms_engine.definition.checks import UNFINISHED
from forms_engine.definition.codec import Unfinished, from_json
from forms_engine.definition.model import Definition
from forms_engine.definition.registry import parts
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.tried import tried_steps
from forms_engine.services.context import rules_context

SCALE = 1.4  # pixels of the picture to a point of the page
MOST_PAGES = 4


def _letter(html: str) -> HttpResponse:
    """The letter with its print style inside: the policy allows exactly these styles, by their hashes (CSP 3)."""
    response = HttpResponse(html)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    hashes = [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles]
    response._csp_update = {"style-src": hashes}
    return response


def serve_preview(page: Page, request: HttpRequest, mode: str) -> HttpResponse:
    """The page in a preview mode. Half-finished pages show what there is."""
    document = compile_page(page)
    if mode == "letter":
        return _letter(letter_preview(document, page.region))
    definition = from_json(document)
    context = {"region": page.region, "page": page, "about": definition, "can_start": False}
    context["standard"] = page.standard_of(definition)
    match mode:
        case "page":
            return render(request, "forms_engine/service_page.html", context)
        case "tracking":
            return _tracking(request, page, document, context)
        case "workflow":
            pictures = [part.picture(document["parts"].get(name), page.region) for name, part in parts().items()]
            return render(request, "forms_engine/preview/workflow.html", context | {"pictures": pictures})
        case "print":
            return _printed(request, context, lambda: _letter_pdf(definition, page.region))
        case "paper":
            return _printed(request, context, lambda: _paper_pdf(page, definition))
    context["steps"] = tried_steps(definition, rules_context(page.region), errors=mode == "errors")
    context["mode"] = mode
    response = render(request, "forms_engine/preview/form.html", context)
    if mode == "plain":
        response._csp_update = {"sandbox": ["allow-same-origin"]}  # which turns scripts off
    return response


def _tracking(request: HttpRequest, page: Page, document: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    """The tracking page of an application that is at its first stage."""
    lines = [Milestone(gettext("Application received"), "done")]
    titles = [title for name, part in parts().items() for title in part.names(document["parts"].get(name)).values()]
    lines += [Milestone(title, "waiting" if index else "current") for index, title in enumerate(titles)]
    if context["about"].certificate is not None:
        lines.append(Milestone(gettext("Letter issued"), "waiting"))
    tracking_context = {
        "milestones": lines,
        "service": context["about"].title,
        "tracking_code": "CNTH-CNTH-CN",
        "owner": False,
    }
    return render(request, "forms_engine/preview/tracking.html", context | tracking_context)


def _printed(request: HttpRequest, context: dict[str, Any], make: Callable[[], bytes]) -> HttpResponse:
    """The pages of a PDF as pictures, as they leave the printer."""
    try:
        pictures, message = (
            (),
            gettext("This service is too large to be shown here. The checklist says what to change."),
        )
        if not is_too_costly(context["about"]):
            pictures, message = _pictures(make()), ""
    except EngineMissing as missing:
        pictures, message = (), str(missing)
    except UNFINISHED:
        pictures, message = (), gettext("This can't be shown yet: fill in the missing parts.")
    images = format_html_join(
        "", '<img src="data:image/png;base64,{}" alt="{}">',
        ((picture, f"{gettext('Page')} {number}") for number, picture in enumerate(pictures, 1)),
    )  # fmt: skip
    context |= {"images": images, "message": message}
    return render(request, "forms_engine/preview/printed.html", context)


def _pictures(pdf: bytes) -> list[str]:
    import pypdfium2  # lazy: a library of native code that only a preview needs

    document = pypdfium2.PdfDocument(pdf)
    images = []
    for page in list(document)[:MOST_PAGES]:
        picture = BytesIO()
        page.render(scale=SCALE).to_pil().convert("RGB").save(picture, "PNG", compress_level=1)
        images.append(b64encode(picture.getvalue()).decode())
    return images


def _letter_pdf(definition: Definition, region: Region) -> bytes:
    """The letter with the names of the questions in place of answers."""
    if definition.certificate is None:
        raise Unfinished("certificate")
    day = date.fromisoformat(rules_context(region).today)
    return render_pdf(sample_letter_html(definition, region, day, None))


def _paper_pdf(page: Page, definition: Definition) -> bytes:
    return paper_pdf(definition, page.region, page.slug, get_language() or "id")
