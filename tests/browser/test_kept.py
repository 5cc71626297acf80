"""A question is built when it is opened: looking at it changes nothing, and what was never opened is kept."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import sign_in
from tests.browser.test_autosave import CONTROLLER, is_autosave
from tests.browser.test_editor_accessibility import SERVICE

pytestmark = pytest.mark.browser
LABELS = """
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.page import ServicePage
page = ServicePage.objects.get(pk={}).get_latest_revision_as_object()
fields = [field for step in compile_page(page)["steps"] for field in step["fields"]]
result = [(field["label"], field.get("show_when")) for field in fields]
"""


def test_looking_changes_nothing_and_nothing_is_lost(site, new_context):
    page = new_context(viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    number = site.run(SERVICE)
    before = site.run(LABELS.format(number))
    page.goto(f"{site.url}/admin/pages/{number}/edit/#tab-formulir")
    page.wait_for_function(f"() => {CONTROLLER} && {CONTROLLER}.initialFormData")
    waiting = page.locator("input[name$='-kept']")
    count = waiting.count()
    assert count == len(before)
    page.locator("[data-contentpath=fields] [data-streamfield-child] [data-panel-toggle]").first.click()
    label = page.locator("[name='steps-0-value-fields-0-value-label']")
    label.wait_for()
    expect(waiting).to_have_count(count - 1)
    assert page.evaluate(f"{CONTROLLER}.formData === {CONTROLLER}.initialFormData")
    with page.expect_response(is_autosave):
        label.fill("Nama sesuai KTP")
        page.keyboard.press("Tab")
    page.wait_for_function(f"() => !{CONTROLLER}.hasEditsValue")
    after = site.run(LABELS.format(number))
    assert after == [["Nama sesuai KTP", before[0][1]], *before[1:]]
