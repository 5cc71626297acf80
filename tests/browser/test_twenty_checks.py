"""The twenty checks of WCAG 2.2 AA that a browser can make, on every kind of page that a citizen meets and its
errors, in both languages. Those that need no page of their own are elsewhere: 7 in `test_accessibility`, 11 and 12 in
`test_journey`, 18 in `test_drafts`, the whole way by finger or without scripts in the stories; docs/contributors.md
has the list."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.browser.judge import judge
from tests.support.browser.site import publish_story_service
from tests.support.browser.visitor import fill_first_step, press

pytestmark = pytest.mark.browser


def _png():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#7aa7c7").save(out, "PNG")
    return out.getvalue()


PNG = _png()
ASKED = Path(__file__).with_name("checks.js").read_text()


class Judge:
    """Collects what is wrong with each page as it stands."""

    def __init__(self, page):
        self.page, self.wrong, self.titles = page, [], set()

    def ask(self, what):
        return self.page.evaluate(f"{ASKED.strip()}.{what}()")

    def look(self, name, focus=False):
        page = self.page
        page.wait_for_load_state()
        judge(page, self.wrong)
        page.set_viewport_size({"width": 320, "height": 640})
        self.wrong += [f"{name}: {item}" for item in self.ask("checks")]
        if focus:
            self.tab_through(name)
        style = page.evaluate_handle(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " document.adoptedStyleSheets = [sheet]; return sheet; }",
            page.evaluate(f"{ASKED.strip()}.spaced"),
        )
        self.wrong += [f"{name}: {item}" for item in self.ask("clipped")]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.wrong.append(f"{name}: 16: wider than the screen with wide spacing")
        page.evaluate("() => { document.adoptedStyleSheets = []; }")
        style.dispose()

    def tab_through(self, name):
        """Every place that Tab reaches is seen, and is seen to be the one (14, 15)."""
        self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        for _press in range(80):
            self.page.keyboard.press("Tab")
            found = self.ask("focused")
            if found is None:
                return
            self.wrong += [f"{name}: {item}" for item in found]


@pytest.fixture(scope="module")
def service(site):
    return publish_story_service(site, "checks")["path"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_of_page_and_its_errors(site, new_context, service, language):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    judged = Judge(page)
    page.goto(f"{site.url}{service}?bahasa={language}")
    judged.look("service", focus=True)
    pk = page.locator("form[action^='/mulai/']").get_attribute("action")
    page.goto(f"{site.url}{pk}jawaban-lama/")
    judged.look("earlier answers")
    page.locator("#code").fill("AAAA-BBBB-CCCC")
    page.locator("main form button").click()
    judged.look("earlier answers, error")

    page.goto(site.url + service)
    page.locator("form[action^='/mulai/'] button").click()
    judged.look("step", focus=True)
    page.locator("#step .actions button").first.click()
    page.locator(".errors").wait_for()
    expect(page.locator("#errors")).to_be_focused()  # 6
    judged.look("step, errors", focus=True)
    if language == "id":
        fill_first_step(page)
    else:
        page.locator("[id='f-fld-name']").fill("Sari Wulandari")
        page.locator("[id='f-fld-nik0']").fill("3375014508850001")
        for part, text in (("d", "5"), ("m", "August"), ("y", "1985")):
            page.locator(f"[id='f-fld-born-{part}']").fill(text)
        page.locator("[id='f-fld-tel0']").fill("0812 3456 7890")
    page.locator("#step .actions button").nth(1).click()
    page.wait_for_url("**/simpan/")
    judged.look("saved")
    code = page.locator(".code").inner_text()
    page.locator("#email").fill("sari@")
    page.locator("main form button").click()
    judged.look("saved, error")

    page.goto(page.url.replace("/simpan/", "/2/"))
    page.locator("[id='f-fld-addr']").fill("Jalan Melati 7")
    before = page.url
    page.locator("[id='f-fld-stat-0']").check()
    assert page.url == before  # 19: choosing never goes anywhere
    page.locator("[id='f-fld-with']").fill("4")
    page.locator("#step .actions button").first.click()
    page.wait_for_url("**/3/")
    judged.look("step with a file")
    photo = {"name": "rumah.png", "mimeType": "image/png", "buffer": PNG}
    page.locator("[id='f-fld-foto']").set_input_files(files=[photo])
    page.locator(".file-kept").wait_for()
    judged.look("step with a file, kept")
    page.locator("#step .actions button").first.click()
    page.wait_for_url("**/periksa/")
    judged.look("review", focus=True)
    page.locator("#email").fill("sari@")
    page.locator("main form button").first.click()
    page.locator("#email-error").wait_for()
    judged.look("review, error")
    page.locator("#email").fill("")
    page.locator("main form button").first.click()
    page.wait_for_url("**/tanda-terima/")
    judged.look("receipt")
    tracking = page.url.replace("tanda-terima/", "")
    page.goto(tracking)
    judged.look("tracking, owner")

    page.context.clear_cookies()
    page.goto(f"{site.url}/?bahasa={language}")
    page.goto(tracking)
    judged.look("tracking, anyone")
    page.locator("#code").fill("salah")
    page.locator("main form button").click()
    judged.look("tracking, wrong code")
    for path in ("/lanjut/", "/lacak/", "/v/"):
        page.goto(site.url + path)
        judged.look(path, focus=True)
        page.locator("main form button").first.click()
        judged.look(f"{path}, error")
    page.goto(f"{site.url}/lanjut/")
    page.locator("#code").fill(code)
    page.locator("main form button").first.click()
    page.wait_for_url("**/lacak/**")
    for path in ("/", "/kota-pekalongan/", "/tidak-ada/", "/v/ABCD-EFGH-JKMN-PQRS-TVWX/"):
        page.goto(site.url + path)
        judged.look(path)
    assert page.locator("html").get_attribute("lang") == language  # 19
    assert not judged.wrong, "\n".join(judged.wrong)


def test_the_whole_way_by_keyboard(site, new_context, service):
    """17: nothing but Tab, Space, arrows and letters."""
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(site.url + service)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    def to(selector, limit=40):
        for _press in range(limit):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    to("form[action^='/mulai/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1/")
    for control, text in (
        ("name", "Sari"), ("nik0", "3375014508850001"), ("born-d", "5"), ("born-m", "8"), ("born-y", "1985"),
        ("tel0", "0812 3456 7890"),
    ):  # fmt: skip
        to(f"[id='f-fld-{control}']")
        page.keyboard.type(text)
    to("#step .actions button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")
    to("[id='f-fld-addr']")
    page.keyboard.type("Jalan Melati 7")
    to("[name='f-fld-stat']")
    page.keyboard.press("Space")
    to("[id='f-fld-with']")
    page.keyboard.type("4")
    to("#step .actions button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/3/")


def test_with_forced_colours_and_reduced_motion_nothing_is_lost(site, new_context, service):
    page = new_context(
        viewport={"width": 320, "height": 640}, forced_colors="active", reduced_motion="reduce"
    ).new_page()
    page.goto(site.url + service)
    press(page, "Mulai permohonan")
    page.locator("#step .actions button").first.click()
    page.locator(".errors").wait_for()
    page.locator("[id='f-fld-name']").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    moving = "document.getAnimations().filter(one => one.playState === 'running').length"
    assert page.evaluate(moving) == 0
