"""What the editor has beyond Wagtail's own keeps WCAG 2.2 AA as far as axe can tell: the checklist, the bank, badges
and movers, versions, and the simulation with its errors."""

import pytest

from tests.support.browser.editor import SERVICE, complaints_of
from tests.support.browser.judge import judge
from tests.support.browser.site import sign_in

pytestmark = pytest.mark.browser


def test_the_editors_own_additions(site, new_context):
    page = new_context(viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    number = site.run(SERVICE)
    page.goto(f"{site.url}/admin/pages/{number}/edit/#tab-formulir")
    page.locator("[data-side-panel-toggle=checklist]").click()
    page.locator(".warkat-finding").first.wait_for()
    page.locator(".warkat-checklist [aria-busy]").wait_for(state="detached")
    page.locator(".warkat-badge").first.wait_for()
    found = complaints_of(page, ".warkat-checklist", ".warkat-bank", "[data-contentpath=fields]")
    page.goto(f"{site.url}/admin/versi-layanan/{number}/")
    found += complaints_of(page, ".warkat-versions")
    page.goto(f"{site.url}/admin/salin-layanan/{number}/")
    found += complaints_of(page, "main form")
    page.goto(f"{site.url}/admin/impor-layanan/")
    found += complaints_of(page, "main .warkat-bank", "main .warkat-decision")
    assert not found, "\n".join(found)


def test_the_simulation(site, new_context):
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    page.goto(f"{site.url}/admin/simulasi/{site.run(SERVICE)}/")
    complaints = []
    judge(page, complaints)
    page.locator("#step .actions button").first.click()
    page.locator(".errors").wait_for()
    judge(page, complaints)
    assert not complaints, "\n".join(complaints)
