"""A service with long lists, a position and a signature."""

import json

from tests.support.browser.visitor import press

SERVICE = """
import forms_engine.fields
from tests.support.documents import service_document
from forms_engine.design.packages.services import import_service
from cms.pages.models import RegionPage
document = service_document("Kisah D")
towns = [f"Desa Contoh {number}" for number in range(1, 41)] + ["Désa Mélati"]
document["steps"] = [{"id": "step-d1", "title": "Tempat", "fields": [
    {"id": "fld-name", "kind": "short_text", "label": "Nama lengkap"},
    {"id": "fld-desa", "kind": "dropdown", "label": "Desa",
     "choices": [{"id": f"ch-{place}", "label": town} for place, town in enumerate(towns)]},
    {"id": "fld-loka", "kind": "location", "label": "Lokasi usaha"},
]}, {"id": "step-d2", "title": "Bukti", "fields": [
    {"id": "fld-foto", "kind": "photo", "label": "Foto tempat", "options": {"max": 3}},
    {"id": "fld-sign", "kind": "signature", "label": "Tanda tangan"},
]}]
document["certificate"]["body"] = [{"id": "par-1", "text": "Surat untuk {{fld-name}}."}]
page = import_service(RegionPage.objects.get(region__code="33.75"), document)
page.get_latest_revision().publish()
page.refresh_from_db()
result = page.get_url()
"""


def begin(page, site, service):
    page.goto(site.url + service)
    press(page, "Mulai permohonan")


def combobox(page):
    """The searchable list, once the script has made it one."""
    return page.get_by_role("combobox", name="Desa").and_(page.locator("input"))


def answers(site, page):
    token = page.url.split("/isi/")[1].split("/")[0]
    return json.loads(site.rows("SELECT answers FROM forms_engine_draft WHERE token = ?", token)[0][0])
