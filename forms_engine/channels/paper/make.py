"""Making the paper form of a version: HTML of its questions, then a PDF whose fields can be typed into."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from cms.jobs.ledger import enqueue
from cms.jobs.models import Job
from cms.regions.models import Region
from forms_engine.certificates import assets
from forms_engine.certificates.render import SCHEME, render_pdf
from forms_engine.channels.paper.models import PaperForm
from forms_engine.channels.paper.sheet import parts_of
from forms_engine.definition.model import Definition
from forms_engine.services.models import ServiceVersion
from forms_engine.services.plans import definition_of

LAYOUT = 1  # raise it when the look of the form changes: forms are then made anew
JOB = "paper.make"
COMB = 1 << 24  # ISO 32000-1, 12.7.4.3: the text is spread over MaxLen boxes


def form_of(version: ServiceVersion, language: str) -> PaperForm | None:
    """The PaperForm, or None while it isn't made. Runs in the region's scope."""
    return PaperForm.objects.filter(version=version, language=language, layout=LAYOUT).first()


def request_form(version: ServiceVersion, language: str) -> Job:
    """Have the form made, once however often asked."""
    key = f"paper:{version.pk}:{language}:{LAYOUT}"
    return enqueue(JOB, region=version.region_id, key=key, version=version.pk, language=language)


def form_html(version: ServiceVersion, language: str, arms_src: str = "") -> str:
    """The form as HTML for print, in `language`."""
    service = version.service
    return _html(
        definition_of(version.pk, language), version.region, service.slug, version.number, language, arms_src
    )


def paper_pdf(definition: Definition, region: Region, slug: str, language: str) -> bytes:
    """The PDF of a form that is still being written, for looking at: its fields can't be typed into."""
    return render_pdf(_html(definition, region, slug, "…", language), css=form_css, pdf_variant=None)


def _html(
    definition: Definition, region: Region, slug: str, number: int | str, language: str, arms_src: str = ""
) -> str:
    with translation.override(language):
        context = {
            "language": language,
            "region": region,
            "lines": [line.strip().upper() for line in region.letterhead.splitlines() if line.strip()]
            or [f"PEMERINTAH {region.name}".upper()],
            "arms": arms_src,
            "definition": definition,
            "about": definition.about,
            "parts": parts_of(definition),
            "version": number,
            "address": f"{settings.BASE_URL}/{region.slug}/{slug}/",
            "qr": assets.qr_data_uri(f"{settings.BASE_URL}/{region.slug}/{slug}/"),
        }
        return render_to_string("forms_engine/paper/form.html", context)


def form_css() -> str:
    """The style of a paper form."""
    return render_to_string("forms_engine/paper/form.css")


def fillable(document: dict[str, Any], pdf: Any) -> None:
    """Set right what WeasyPrint leaves open in the fields: one digit a box, the parts of a choice under it only."""
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    by_reference = {field.reference: field for field in pdf.objects if getattr(field, "reference", None)}
    fields = type(form["Fields"])()
    for reference in form["Fields"]:
        field = by_reference[reference]
        if "Parent" in field:
            continue
        if "MaxLen" in field:
            field["Ff"] = COMB
        fields.append(reference)
    form["Fields"] = fields


def make(version_id: int, language: str, finish: Callable[[], None] = lambda: None) -> None:
    """Make the form and call `finish` in the transaction of the write; what is made stays. In the region's scope."""
    version = ServiceVersion.objects.select_related("region", "service").get(pk=version_id)
    if form_of(version, language) is not None:
        finish()
        return
    arms = assets.arms_of(version.region)
    html = form_html(version, language, f"{SCHEME}{arms[0]}" if arms else "")
    pdf = render_pdf(
        html, dict([arms] if arms else []), form_css, pdf_forms=True, finisher=fillable, pdf_variant="pdf/ua-1"
    )
    with transaction.atomic():
        form, _created = PaperForm.objects.get_or_create(
            version=version, language=language, layout=LAYOUT, defaults={"region_id": version.region_id}
        )
        form.file.save("form.pdf", ContentFile(pdf))
        finish()
