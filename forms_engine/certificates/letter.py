"""The letter as HTML: letterhead, text, signature block and QR code, in the form of an Indonesian official letter.

Everything that a person typed is escaped by the template; there is no way to put HTML into a letter. What a person
drew is SVG that its kind wrote from whole numbers.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.jobs.registry import PermanentFailure
from cms.regions.calendar import today_in
from cms.regions.models import Region
from cms.sandbox.run import Busy, Stopped
from forms_engine.applications.codes import grouped
from forms_engine.certificates import assets
from forms_engine.certificates.signatories import signatory_on
from forms_engine.certificates.text import Picture, Table, Text, Values, body, says_until_when, values_of
from forms_engine.definition.checks import UNFINISHED
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Certificate, Definition
from forms_engine.definition.pattern import PatternError, format_number
from forms_engine.definition.registry import kind_of
from forms_engine.logic.compile import NOWHERE, Context
from forms_engine.text.words import add_months, grouped_nip, indonesian_date, place_of, plain

TEMPLATE = "forms_engine/certificates/letter.html"
WITHOUT_END = "tanpa batas waktu"
SAMPLE_SIGNATORY = {"title": "…", "capacity": "", "name": "[Nama pejabat]", "nip": "", "rank": "", "head": False}


@dataclass(frozen=True, slots=True)
class Issue:
    """What makes a text a letter: its number and date, its signatory (see `signatories`), and its codes."""

    number: str
    dated: date
    valid_until: date | None
    code: str
    tracking_code: str
    signatory: Mapping[str, Any]


def print_css() -> str:
    """The style of a printed letter."""
    return render_to_string("forms_engine/certificates/letter.css")


def letterhead_lines(region: Region, certificate: Certificate) -> list[str]:
    """The lines of the letterhead, the office last. The office's own lines take the place of the region's below its
    first, which names the government; text that names the government itself replaces all."""
    lines = [line.strip() for line in region.letterhead.splitlines() if line.strip()]
    lines = lines or [f"PEMERINTAH {region.name}"]
    office_lines = [line.strip() for line in certificate.letterhead.splitlines() if line.strip()]
    if office_lines:
        lines = office_lines if office_lines[0].casefold().startswith("pemerintah") else [lines[0], *office_lines]
    return [line.upper() for line in lines]


def facts_of(region: Region, issue: Issue) -> dict[str, str]:
    """The values of `MERGE_NAMES`."""
    return {
        "number": issue.number,
        "date": indonesian_date(issue.dated),
        "region": region.name,
        "valid_until": indonesian_date(issue.valid_until) if issue.valid_until else WITHOUT_END,
        "tracking_code": grouped(issue.tracking_code),
    }


def _blocks(definition: Definition, values: Values, issue: Issue) -> list[dict[str, Any]]:
    assert definition.certificate is not None
    blocks = list(body(definition, values))
    if issue.valid_until and not says_until_when(definition.certificate):
        # Before the closing words, which every clerk begins in the same way.
        closes = blocks and isinstance(blocks[-1], Text) and blocks[-1].text.startswith("Demikian")
        sentence = Text(f"Surat ini berlaku sampai dengan tanggal {indonesian_date(issue.valid_until)}.")
        blocks.insert(len(blocks) - bool(closes), sentence)
    names = {Table: "rows", Text: "text", Picture: "html"}
    return [{names[type(block)]: getattr(block, names[type(block)])} for block in blocks]


def _html(
    definition: Definition,
    values: Values,
    region: Region,
    issue: Issue,
    arms_src: str,
    extra: dict[str, Any] | None = None,
) -> str:
    letter = definition.certificate
    assert letter is not None
    signatory = issue.signatory
    context = {
        "region": region,
        "bookman": region.letter_font == "bookman",
        "lines": letterhead_lines(region, letter),
        "address": [line.strip() for line in region.letterhead_address.splitlines() if line.strip()],
        "arms": arms_src,
        "title": plain(letter.title),
        "issue": issue,
        "dated": indonesian_date(issue.dated),
        "iso_dated": issue.dated.isoformat(),
        "blocks": _blocks(definition, values, issue),
        "place": place_of(region.name),
        "signatory": signatory,
        "signs_as": " ".join(part for part in (signatory["capacity"], signatory["title"]) if part),
        "nip": grouped_nip(signatory["nip"]),
        "qr": assets.qr_data_uri(settings.BASE_URL + reverse("verify", args=[issue.code])),
        "search_address": settings.BASE_URL + reverse("verify_search"),
        "code": grouped(issue.code),
    }
    return render_to_string(TEMPLATE, context | (extra or {}))


def letter_html(
    definition: Definition,
    answers: Mapping[str, Any],
    region: Region,
    issue: Issue,
    arms_src: str = "",
    context: Context = NOWHERE,
) -> str:
    """The letter of an application, for print with `print_css`; `context`: what rules knew when it was filed. It is
    Indonesian, whatever language is active."""
    with translation.override("id"):
        values = values_of(definition, answers, facts_of(region, issue), context)
        return _html(definition, values, region, issue, arms_src)


def sample_letter_html(
    definition: Definition,
    region: Region,
    day: date,
    answers: Mapping[str, Any] | None,
    context: Context = NOWHERE,
    arms_src: str = "",
) -> str:
    """The letter that these answers (None: the names of the questions) would bring, marked CONTOH, without a number
    of its own and with a code that verifies nothing. Runs in the region's scope."""
    letter = definition.certificate
    assert letter is not None
    until = add_months(day, letter.valid_months) if letter.valid_months else None
    try:
        signatory = signatory_on(region, letter.signatory, day)
    except PermanentFailure:
        signatory = SAMPLE_SIGNATORY | {"title": letter.signatory or "…"}
    issue = Issue(
        number=_sample_number(letter, day), dated=day, valid_until=until, code="CNTH" * 5, tracking_code="CNTHCNTHCN",
        signatory=signatory,
    )  # fmt: skip
    with translation.override("id"):
        if answers is None:
            labels = {field.id: f"[{plain(field.label)}]" for field in definition.fields() if kind_of(field).asks}
            values = Values(facts_of(region, issue) | labels, frozenset())
        else:
            values = values_of(definition, answers, facts_of(region, issue), context)
        extra = {"sample": True, "preview_css": render_to_string("forms_engine/certificates/preview.css")}
        return _html(definition, values, region, issue, arms_src, extra)


def jpeg_data_uri(arms: tuple[str, bytes] | None) -> str:
    """A prepared coat of arms as a data URI, "" for None."""
    return f"data:image/jpeg;base64,{base64.b64encode(arms[1]).decode()}" if arms else ""


def standalone(html: str) -> str:
    """The same letter with its style inside, for whoever has no `print_css`."""
    return html.replace("</head>", f"<style>{print_css()}</style></head>", 1)


def _sample_number(certificate: Certificate, day: date) -> str:
    try:
        return format_number(certificate, 12, day)
    except PatternError:
        return certificate.number_pattern or "…"


def preview(document: dict[str, Any], region: Region) -> str:
    """The letter of a service document that is still being edited, as HTML for an iframe: no scripts, nothing loaded.

    What can't be shown yet is said in its place: an unfinished document never raises. Runs in the region's scope.
    """
    try:
        definition = from_json(document)
        if definition.certificate is None:
            message = _("This service has no letter yet.")
        else:
            today = today_in(region)
            source = jpeg_data_uri(assets.arms_of(region))
            return standalone(sample_letter_html(definition, region, today, None, arms_src=source))
    except (*UNFINISHED, PermanentFailure):  # the latter: the coat of arms can't be read
        message = _("The letter can't be shown yet: fill in the missing parts.")
    except (Busy, Stopped, OSError):  # the coat of arms is read by a child, from a store
        message = _("The letter can't be shown right now. Open the preview again in a moment.")
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body><p>{escape(message)}</p></body></html>'
