"""No page that a citizen sees breaks WCAG 2.2 AA as far as axe can tell, plain and in its error state, in both
languages, at 320 and 1280 px; nothing is wider than the screen and every target is large enough for a thumb."""

import pytest

from tests.support.browser.judge import judge
from tests.support.browser.visitor import fill_first_step, press

pytestmark = pytest.mark.browser

EVERY_KIND = """
import forms_engine.fields
from tests.support.documents import service_document
from forms_engine.design.packages.services import import_service
from forms_engine.definition.registry import kinds
from cms.pages.models import RegionPage
document = service_document("Semua jenis")
document["lists"] = {"pasar": {"name": "Pasar", "entries": [["P01", "Banjarsari"], ["P02", "Grogolan"]]}}
fields = []
document["steps"].insert(1, {"id": "step-kinds", "title": "Semua jenis", "fields": fields})
for place, (name, kind) in enumerate(kinds().items()):
    field = {"id": f"fld-k{place:03}", "kind": name, "label": f"Isian {place} {kind.name}", "hint": "Petunjuk."}
    if kind.stops or kind.computes:
        continue
    if not kind.asks:
        field.pop("hint")
    if kind.has_choices:
        field["choices"] = [{"id": f"ch-{place}-{word}", "label": word} for word in ("Satu", "Dua", "Tiga")]
    if any(option == "text" for option, _block in kind.option_blocks()):
        field["options"] = {"text": "Semua keterangan saya benar."}
    if any(option == "list" for option, _block in kind.option_blocks()):
        field["options"] = {"list": "pasar"}
    if kind.repeats:
        field["fields"] = [{"id": f"fld-i{place:03}", "kind": "short_text", "label": "Nama"}]
    fields.append(field)
page = import_service(RegionPage.objects.get(region__code="33.75"), document)
page.get_latest_revision().publish()
page.refresh_from_db()
result = page.get_url()
"""


@pytest.fixture(scope="module")
def every_kind(site):
    """The path of a published service that asks every kind of question on one page."""
    return site.run(EVERY_KIND)


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_of_a_citizen(site, new_context, every_kind, language):
    page, complaints = new_context().new_page(), []
    page.goto(f"{site.url}/?bahasa={language}")
    for path in (
        "/",
        "/kota-pekalongan/",
        "/lanjut/",
        "/lacak/",
        "/v/",
        "/v/ABCD-EFGH-JKMN-PQRS-TVWX/",
        "/tidak-ada/",
        every_kind,
    ):
        page.goto(site.url + path)
        judge(page, complaints)
    for path in ("/lanjut/", "/lacak/", "/v/"):
        page.goto(site.url + path)
        page.locator("main form button").first.click()
        judge(page, complaints)
    page.goto(site.url + every_kind)
    page.locator("main form button").first.click()
    judge(page, complaints)
    page.locator("#step button").first.click()
    page.locator(".errors").wait_for()
    judge(page, complaints)
    assert complaints == []


def test_the_page_of_every_kind_and_its_errors(site, new_context, every_kind):
    page, complaints = new_context().new_page(), []
    page.goto(site.url + every_kind)
    press(page, "Mulai permohonan")
    fill_first_step(page)
    press(page, "Simpan dan lanjutkan")
    judge(page, complaints)
    asked = page.locator("#fields > .field").count()
    press(page, "Simpan dan lanjutkan")
    links = page.locator(".errors a")
    assert links.count() == asked >= 20
    judge(page, complaints)
    # Each line of the summary leads to its own control, and says the same as the message there.
    for link in links.all():
        target = page.locator(f'[id="{link.get_attribute("href")[1:]}"]')
        assert target.get_attribute("aria-invalid") == "true"
        message = target.locator("xpath=ancestor::*[contains(@class, 'field--error')][1]").locator(".error").first
        assert message.inner_text().endswith(link.inner_text())
    press(page, "Berhenti dan lanjutkan nanti")
    judge(page, complaints)
    assert complaints == []
