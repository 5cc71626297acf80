"""A region's administrator imports a list, and people choose from it: on a phone, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.support.browser.judge import judge
from tests.support.browser.site import sign_in
from tests.support.browser.visitor import press

pytestmark = pytest.mark.browser

SCHOOLS = "kode;nama;kecamatan\n" + "".join(
    f"S{number:04};Sekolah Dasar Negeri {number};{('Barat', 'Timur')[number % 2]}\n" for number in range(1, 901)
)
SERVICE = """
from tests.support.documents import service_document
from forms_engine.design.packages.services import import_service
from forms_engine.lists.models import ReferenceList
from cms.pages.models import RegionPage
keys = dict(ReferenceList.objects.values_list("name", "key"))
document = service_document("Kios dan sekolah")
document["steps"] = [{"id": "step-list", "title": "Pilihan", "fields": [
    {"id": "fld-mark", "kind": "reference", "label": "Pasar", "options": {"list": keys["Pasar kota"]}},
    {"id": "fld-schl", "kind": "reference", "label": "Sekolah", "options": {"list": keys["Sekolah dasar"]}},
]}]
document.pop("certificate")
page = import_service(RegionPage.objects.get(region__code="33.75"), document)
page.get_latest_revision().publish()
page.refresh_from_db()
result = page.get_url()
"""


def import_list(page, site, name, text):
    """Make a list in the admin, as its administrator does."""
    page.goto(f"{site.url}/admin/daftar-rujukan/baru/")
    page.locator("#id_name").fill(name)
    page.locator("form[action='/admin/daftar-rujukan/baru/'] button[type=submit]").click()
    page.wait_for_url("**/impor/")
    for content in ("kode;nama\n;tanpa kode\n", text):
        file = {"name": "daftar.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.locator("#id_file").set_input_files(files=[file])
        page.locator("form[enctype] button").click()
        if content != text:
            page.locator("[role=alert] li").wait_for()  # nothing is imported, and it is said why
    page.wait_for_url("**/impor/periksa/")
    page.locator("main form button").click()
    page.wait_for_url(lambda address: address.rstrip("/").rpartition("/")[2].isdigit())


@pytest.fixture(scope="module")
def service(site, browser):
    """The path of a service that asks for a market (few) and a school (many)."""
    context = browser.new_context(locale="id-ID", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    import_list(page, site, "Pasar kota", "kode,nama\nP01,Pasar Banjarsari\nP02,Pasar Grogolan\n")
    import_list(page, site, "Sekolah dasar", SCHOOLS)
    expect(page.locator("table.listing tbody tr")).to_have_count(50)
    context.close()
    return site.run(SERVICE)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_person_chooses_from_a_short_and_a_long_list(site, new_context, service, scripts, width):
    page = new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800}).new_page()
    page.goto(site.url + service)
    press(page, "Mulai permohonan")
    page.locator("[id=f-fld-mark]").select_option("P02")
    page.locator("[id=f-fld-schl]").fill("negeri 77")
    press(page, "Simpan dan lanjutkan")
    found = page.locator("[name=f-fld-schl-pick]")
    expect(found).to_have_count(12)
    if scripts:
        complaints = []
        judge(page, complaints)
        assert complaints == []
        page.set_viewport_size({"width": width, "height": 800})
    page.get_by_label("Sekolah Dasar Negeri 771", exact=True).check()
    press(page, "Simpan dan lanjutkan")
    page.wait_for_url("**/periksa/")
    said = page.locator("main").inner_text()
    assert "Pasar Grogolan" in said and "Sekolah Dasar Negeri 771" in said
