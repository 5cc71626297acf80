"""Each of the gallery's services is filled in, from its page to the receipt: on a small phone and on a desk, with
scripts and without, uploads, repeats and conditions included; no page is wider than the screen."""

import json
import re
from datetime import date

import pikepdf
import pytest
from django.utils.text import slugify
from PIL import Image

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.codec import from_json
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.gallery.demo import REGION_OF
from forms_engine.walk.questions import ROW as ROW_ID
from tests.support.browser.filler import WIDER, Filler
from tests.support.browser.visitor import press
from tests.support.gallery_answers import FILE, answers_to

pytestmark = pytest.mark.browser

DOCUMENTS = {slugify(document["title"]): document for document in gallery_documents()}
REGIONS = {"33.75": "kota-pekalongan", "34.04": "kabupaten-sleman", "65": "provinsi-kalimantan-utara"}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A photo and a PDF as small as they may be."""
    folder = tmp_path_factory.mktemp("uploads")
    photo, document = folder / "IMG_2026.jpg", folder / "surat.pdf"
    Image.new("RGB", (640, 480), "#7aa7c7").save(photo)
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(document)
    return {"photo": photo, "any": document, "document": document}


def given(answers, wanted):
    """The answers to the questions in `wanted`, made comparable: a file is a file, and a row's id doesn't count."""
    if isinstance(answers, dict):
        return {key: given(answers.get(key), value) for key, value in wanted.items() if key != ROW_ID}
    if wanted == FILE:
        return isinstance(answers, list) and len(answers) == 1
    if isinstance(wanted, list) and isinstance(answers, list):
        return [given(*pair) for pair in zip(answers, wanted, strict=True)]
    return answers


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("slug", DOCUMENTS)
def test_a_service_is_filled_in_to_its_receipt(site, new_context, files, slug, width, scripts):
    definition = from_json(DOCUMENTS[slug])
    page = new_context(viewport={"width": width, "height": 740}, java_script_enabled=scripts).new_page()
    wide = set()
    filler = Filler(
        definition,
        answers_to(definition.title, date.today()),
        files,
        look=lambda page: page.evaluate(WIDER) and wide.add(page.url),
    )
    page.goto(f"{site.url}/{REGIONS[REGION_OF[definition.audience]]}/{slug}/")
    filler.look(page)
    press(page, "Mulai permohonan")
    filler.fill(page)
    press(page, "Kirim permohonan")
    page.wait_for_url(re.compile("/tanda-terima/"))
    filler.look(page)
    assert not wide, f"wider than {width} px: {sorted(wide)}"
    code = page.locator(".code").first.inner_text().replace("-", "")
    [[filed]] = site.rows("SELECT answers FROM forms_engine_application WHERE tracking_code = ?", code)
    assert given(json.loads(filed), filler.answers) == given(filler.answers, filler.answers)
