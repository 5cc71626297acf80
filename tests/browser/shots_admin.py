"""The administrator's screens for `make shots`."""

import io

import openpyxl

from tests.browser.site import sign_in


def administrator(browser, site, camera):
    """The editor, the lists and the settings of a region."""
    page = browser.new_context(
        locale="id-ID", reduced_motion="reduce", viewport={"width": 1280, "height": 900}
    ).new_page()
    page.goto(f"{site.url}/admin/login/")
    camera.take(page, "login")
    sign_in(page, site, "admin@kota-pekalongan")
    camera.take(page, "admin-home")
    for name, link in (
        ("list-services", "/admin/pages/"), ("list-applications", "/admin/permohonan/"),
        ("list-jobs", "/admin/pekerjaan/"),
    ):  # fmt: skip
        page.goto(site.url + link)
        camera.take(page, name)
    model = "from forms_engine.design.page import ServicePage"
    editor = site.run(f'{model}\nresult = ServicePage.objects.get(title__contains="SKTM").pk')
    of_the_editor(page, site, camera, editor)
    around_the_editor(page, site, camera, editor)
    with_a_second_look(page, site, camera, editor)


def of_the_editor(page, site, camera, editor):
    """Tabs, a question, a formula, the preview and the checklist."""
    page.goto(f"{site.url}/admin/pages/{editor}/edit/")
    page.wait_for_load_state("networkidle")
    for place, name in enumerate(("about", "form", "workflow", "letter")):
        page.get_by_role("tab").nth(place).click()
        camera.take(page, f"editor-{name}")
    page.get_by_role("tab").nth(1).click()
    # The third: its label and hint are the ones most questions have.
    question = page.locator("[data-contentpath=fields] [data-streamfield-child] [data-panel-toggle]").nth(2)
    question.click()
    page.locator("[data-contentpath=label]:visible").first.wait_for()
    camera.take(page, "editor-question")
    question.click()
    page.locator("[data-side-panel-toggle=preview]").click()
    page.frame_locator("#w-preview-iframe, .w-preview iframe").first.locator("h1").first.wait_for()
    camera.take(page, "editor-preview")
    page.get_by_role("tab").nth(0).click()
    page.locator("[name=fee]").fill("")  # something to find
    page.locator("[data-side-panel-toggle=checklist]").click()
    page.locator(".warkat-finding").first.wait_for()
    camera.take(page, "editor-checklist")


def around_the_editor(page, site, camera, editor):
    """Versions, simulation, copying, importing."""
    page.goto(f"{site.url}/admin/versi-layanan/{editor}/")
    camera.take(page, "versions")
    page.goto(f"{site.url}/admin/simulasi/{editor}/")
    page.locator("button[value=fill]").click()
    camera.take(page, "simulation")
    page.goto(f"{site.url}/admin/salin-layanan/{editor}/")
    camera.take(page, "copy")
    page.goto(f"{site.url}/admin/impor-layanan/")
    camera.take(page, "import")
    page.locator("[name=file]").set_input_files({"name": "keluarga.xlsx", "mimeType": "", "buffer": spreadsheet()})
    page.locator("form:has([name=file]) button").last.click()
    page.locator("table.listing").wait_for()
    camera.take(page, "imported")


def spreadsheet():
    """An XLSForm of which not everything can be carried over."""
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (
        ("type", "name", "label", "relevant"), ("text", "nama", "Nama lengkap", ""),
        ("audio", "suara", "Rekam suara", ""),
        ("integer", "anak", "Jumlah anak", ""), ("text", "rumit", "Keterangan", "count(${anak}) > 2"),
        ("rank hobi", "hobi", "Hobi", ""),
    ):  # fmt: skip
        book["survey"].append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


SECOND_LOOK = """
from datetime import timedelta
from django.utils import timezone
from cms.accounts.models import Membership
from cms.pages.models import RegionPage
from forms_engine.design.page import ServicePage
page = ServicePage.objects.get(pk={})
for member in Membership.objects.filter(region_id=page.region_id).exclude(regional_admin=True)[:1]:
    member.regional_admin = True
    member.save()
own = RegionPage.objects.get(region_id=page.region_id)
own.second_look = {}
own.save()
draft = page.get_latest_revision_as_object()
draft.fee = "Rp10.000"
draft.go_live_at = {}
draft.save_revision()
"""


def with_a_second_look(page, site, camera, editor):
    """What the versions page offers when a moment is set, when a second look is wanted, and while somebody looks."""
    address = f"{site.url}/admin/versi-layanan/{editor}/"
    site.run(SECOND_LOOK.format(editor, False, "timezone.now() + timedelta(days=7)"))
    page.goto(address)
    camera.take(page, "versions-scheduled")
    site.run(SECOND_LOOK.format(editor, True, None))
    page.goto(address)
    camera.take(page, "versions-submit")
    page.locator("[name=reason]").fill("Perda 3/2026")
    page.locator("form:has([name=reason]) button").click()
    page.locator(".messages").wait_for()
    camera.take(page, "versions-submitted")
