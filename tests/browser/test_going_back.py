"""What is over isn't shown again: after "next citizen" and after signing out, Back shows nothing of what was there.

In a browser as people have it: Playwright switches off the memory from which Chromium shows a page again as it was
left (the back/forward cache), and here it is on. A link with a resume code leaves no code behind either.
"""

import re
import secrets

import pytest
from playwright.sync_api import Error, expect

from tests.support.browser.site import PHONE, publish_story_service, sign_in
from tests.support.browser.visitor import NAME, fill_first_step, press

pytestmark = pytest.mark.browser
FORMER = re.compile(f"{NAME}|3375014508850001|0812 3456 7890|Jalan Melati|1985")


@pytest.fixture(scope="module")
def remembering(playwright, browser_type_launch_args):
    """Chromium with its back/forward cache."""
    own = playwright.chromium.launch(**browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"])
    yield own
    own.close()


@pytest.fixture(scope="module")
def service(site):
    return publish_story_service(site, f"kembali-{secrets.token_hex(3)}")  # one site serves many tests


@pytest.fixture
def browse(remembering):
    """Make a page of a browser of its own."""
    contexts = []

    def make(**settings):
        contexts.append(remembering.new_context(locale="id-ID", **settings))
        contexts[-1].set_default_timeout(20_000)
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


def go_back(page):
    """Back, and wait until the page is there: one that is shown as it was left is not loaded again. A page that came
    by a form isn't there at all: the browser asks whether to send the form once more."""
    try:
        page.go_back(wait_until="commit")
    except Error as refused:
        assert "ERR_CACHE_MISS" in str(refused)
    page.wait_for_function("document.readyState == 'complete'")


def shown(page):
    """Everything on the page, what stands in controls included."""
    typed = [control.input_value() for control in page.locator("input, textarea, select").all()]
    return "\n".join([page.content(), *typed])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
def test_after_the_next_citizen_back_shows_nothing_of_the_former(site, service, browse, scripts):
    page = browse(java_script_enabled=scripts)
    sign_in(page, site, service["officials"][0])
    page.goto(f"{site.url}/admin/loket/")
    page.get_by_role("link", name=service["title"]).click()
    page.locator("input[name=consent]").first.check(force=True)
    page.locator("input[name=confirmed]").check(force=True)
    page.locator("main form button[type=submit]").click()
    fill_first_step(page)
    page.get_by_label("NIK").fill("33750145")
    press(page, "Simpan dan lanjutkan")
    expect(page.locator(".errors a")).to_have_count(1)  # a page that came by a form
    page.get_by_label("NIK").fill("3375014508850001")
    press(page, "Simpan dan lanjutkan")
    page.get_by_label("Alamat lengkap").fill("Jalan Melati 7")
    page.goto(page.url.replace("/2/", "/1/"))
    assert FORMER.search(shown(page)), "what was filled in is there while it is theirs"
    press(page, "Warga berikutnya")
    page.wait_for_url(f"{site.url}/admin/loket/")
    for _step in range(4):
        go_back(page)
        assert not FORMER.search(shown(page)), page.url


def test_after_signing_out_back_shows_nothing_of_the_admin(site, service, browse):
    page = browse()
    sign_in(page, site, service["officials"][0])
    for path in ("/admin/permohonan/", "/admin/tugas/"):
        page.goto(site.url + path)
    expect(page.locator("form[action='/admin/logout/']")).to_have_count(1)
    page.locator("form[action='/admin/logout/']").evaluate("form => form.submit()")
    page.wait_for_url(re.compile("/admin/login/"))
    for _step in range(2):
        go_back(page)
        assert "/admin/login/" in page.url and "/admin/logout/" not in page.content(), page.url


def test_this_browser_does_remember_pages_that_it_may_keep(site, service, browse):
    """Without this, the tests above would show nothing."""
    page = browse()
    page.goto(site.url + service["path"])
    page.evaluate("window.left = 'as it was'")
    page.goto(site.url)
    go_back(page)
    assert page.evaluate("window.left") == "as it was"


# --- a link with a resume code --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def code(site, service):
    return site.run(
        f"""
from forms_engine.applications.codes import grouped
from forms_engine.applications.filing import begin_draft
from forms_engine.design.page import ServicePage
result = grouped(begin_draft(ServicePage.objects.get(title={service["title"]!r}), "id").resume_code)
"""
    )


def test_a_link_fills_in_the_code_and_leaves_it_nowhere(site, code, browse):
    page, asked = browse(viewport=PHONE), []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers} {request.method}"))
    for address in (f"/lanjut/#{code}", f"/lanjut/#{code.lower()}", f"/lanjut/{code}/"):
        page.goto("about:blank")
        page.goto(site.url + address)
        expect(page.get_by_label("Kode lanjut")).to_have_value(re.compile(code, re.I))
        assert page.url == f"{site.url}/lanjut/" and page.evaluate("history.length") >= 1
    # The form that is open already takes a code as well; a place on the page is none.
    page.goto(f"{site.url}/lanjut/")
    page.goto(f"{site.url}/lanjut/#main")
    expect(page.get_by_label("Kode lanjut")).to_have_value("")
    page.goto(f"{site.url}/lanjut/#{code}")
    expect(page.get_by_label("Kode lanjut")).to_have_value(code)
    by_fragment = [line for line in asked if f"/lanjut/{code}/" not in line]
    assert by_fragment and not any(code in line.upper() for line in by_fragment)
    press(page, "Lanjutkan")
    expect(page.get_by_label("Nama lengkap")).to_be_visible()


def test_without_scripts_the_page_says_to_type_the_code(site, code, browse):
    page = browse(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{site.url}/lanjut/#{code}")
    expect(page.locator("noscript p")).to_be_visible()
    page.get_by_label("Kode lanjut").fill(code)
    press(page, "Lanjutkan")
    expect(page.get_by_label("Nama lengkap")).to_be_visible()
    page.goto(f"{site.url}/lanjut/{code}/")
    expect(page.get_by_label("Kode lanjut")).to_have_value(code)
