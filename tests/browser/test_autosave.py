"""Whatever is typed is saved by itself, at whatever moment it is typed."""

import pytest

from tests.browser.site import sign_in
from tests.browser.test_editor_accessibility import SERVICE

pytestmark = pytest.mark.browser
STEP = """
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.page import ServicePage
result = compile_page(ServicePage.objects.get(pk={}).get_latest_revision_as_object())["steps"][0]["title"]
"""
FORM = "document.querySelector('form[data-edit-form]')"
CONTROLLER = f"window.wagtail.app.getControllerForElementAndIdentifier({FORM}, 'w-unsaved')"
TITLE = "[name='steps-0-value-title']"


def is_autosave(answer):
    return answer.request.method == "POST" and answer.url.endswith("/edit/")


def opened(site, new_context):
    page = new_context(viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    number = site.run(SERVICE)
    page.goto(f"{site.url}/admin/pages/{number}/edit/#tab-formulir")
    return page, number


def is_saved(site, page, number):
    page.wait_for_function(f"() => !{CONTROLLER}.hasEditsValue")
    assert site.run(STEP.format(number)) == "Data diri pemohon"


TYPED = "document.querySelector(`[name='steps-0-value-title']`).value = 'Data diri pemohon'"


def test_what_is_typed_before_the_page_has_settled(site, new_context):
    page, number = opened(site, new_context)
    with page.expect_response(is_autosave):
        page.locator(TITLE).fill("Data diri pemohon")
    is_saved(site, page, number)


def test_what_is_typed_when_the_page_settles_for_the_second_time(site, new_context):
    page, number = opened(site, new_context)
    later = f"() => setTimeout(() => {{ {TYPED} }})"
    with page.expect_response(is_autosave):
        page.evaluate(f"() => document.addEventListener('w-unsaved:watch-edits', {later}, {{once: true}})")
    is_saved(site, page, number)


def test_what_is_typed_while_an_autosave_is_under_way(site, new_context):
    page, number = opened(site, new_context)
    # The last letters come at the worst moment: the answer is there, and Wagtail hasn't heard of it yet.
    at_once = "{capture: true, once: true}"
    page.evaluate(f"() => window.addEventListener('w-autosave:success', () => {{ {TYPED} }}, {at_once})")
    with page.expect_response(is_autosave):
        page.locator(TITLE).fill("Data")
    page.wait_for_event("response", is_autosave)
    is_saved(site, page, number)
