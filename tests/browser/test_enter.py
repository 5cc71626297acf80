"""Enter in a text field goes on: it neither changes the language nor adds or removes a row of a group."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.documents import service_document

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(site):
    text = {"id": "fld-nama", "kind": "short_text", "label": "Nama lengkap"}
    group = {
        "id": "fld-grup",
        "kind": "group",
        "label": "Anggota",
        "required": False,
        "fields": [text | {"id": "in-kota", "label": "Kota"}],
    }
    document = service_document("Surat enter") | {"steps": [
        {"id": "step-1", "title": "Satu", "fields": [text]},
        {"id": "step-2", "title": "Dua", "fields": [group]},
        {"id": "step-3", "title": "Tiga", "fields": [text | {"id": "fld-desa", "label": "Desa"}]},
    ]}  # fmt: skip
    document["certificate"]["body"] = [{"id": "blk-1aaa", "text": "Terlampir."}]
    return site.run(
        f"""
from forms_engine.design.packages.services import import_service
from cms.pages.models import RegionPage
page = import_service(RegionPage.objects.get(region__code="33.75"), {document!r})
page.get_latest_revision().publish()
page.refresh_from_db()
result = page.get_url()
"""
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
def test_enter_goes_on_in_the_same_language(site, new_context, path, scripts):
    page = new_context(java_script_enabled=scripts).new_page()
    page.set_default_timeout(6000)
    page.goto(site.url + path)
    page.get_by_role("button", name="Mulai").click()
    page.get_by_label("Nama lengkap").fill("Sari")
    page.get_by_label("Nama lengkap").press("Enter")
    page.wait_for_url(re.compile("/2/"))
    expect(page.locator("html")).to_have_attribute("lang", "id")
    rows = page.locator("fieldset.row")
    if not rows.count():
        page.locator("button[name=_add]").click()
    expect(rows).to_have_count(1)
    page.get_by_label("Kota").fill("Pekalongan")
    page.get_by_label("Kota").press("Enter")
    page.wait_for_url(re.compile("/3/"))
    expect(page.locator("html")).to_have_attribute("lang", "id")
