"""The editor of a service, as an administrator works in it."""

from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import TimeoutError

from forms_engine.definition.registry import kinds
from tests.support.browser.judge import TAGS


class Editor:
    """The page editor, by what a person sees and does."""

    def __init__(self, page):
        self.page = page

    def tab(self, place):
        self.page.get_by_role("tab").nth(place).click()

    def named(self, name):
        return self.page.locator(f'[name="{name}"]')

    def add(self, stream, choose=None):
        """Press the last + of a stream or list (named by its count input) and choose a kind."""
        count = self.named(f"{stream}-count")
        place = int(count.input_value())
        button = count.locator("xpath=..").locator(".c-sf-add-button").last
        button.click()
        if choose:
            option = self.page.get_by_role("option", name=choose, exact=True)
            try:
                option.click(timeout=8_000)
            except TimeoutError:  # the list was seen to close again on a busy machine; a person presses + once more
                button.click()
                option.click()
        self.page.wait_for_function(
            "([name, count]) => document.querySelector(`[name='${name}-count']`).value == count",
            arg=[stream, place + 1],
        )
        return f"{stream}-{place}"

    def pick(self, name, label):
        """Choose in the select that dresses a plain input."""
        self.named(name).locator("xpath=following-sibling::select[1]").select_option(label=label)

    def open_group(self, inner):
        """Open the collapsed group that holds a control."""
        group = self.named(inner).locator("xpath=ancestor::section[contains(@class,'w-panel')][1]")
        toggle = group.locator(".w-panel__toggle").first
        if toggle.get_attribute("aria-expanded") == "false":
            toggle.click()

    def menu(self, action):
        """Press an action of the editor's footer."""
        button = self.named(action)
        if not button.is_visible():
            self.page.locator("footer .w-dropdown-button [data-w-dropdown-target='toggle']").first.click()
        button.click()

    def publish(self):
        """Publish. Where an autosave was still under way Wagtail asks whether to overwrite it: yes."""
        self.page.evaluate("window.thisPage = true")
        self.menu("action-publish")
        seen = "[...document.querySelectorAll('[role=dialog]')].some(box => box.getClientRects().length)"
        self.page.wait_for_function(f"() => !window.thisPage || {seen}")
        if self.page.evaluate(f"Boolean(window.thisPage) && {seen}"):
            self.page.locator("[role=dialog] button.button:visible").first.click()
            self.page.wait_for_function("() => !window.thisPage")
        self.page.wait_for_load_state()


def label_of(kind):
    with translation.override("id"):
        return str(kinds()[kind].label)


def word(text):
    with translation.override("id"):
        return translation.gettext(text)


SERVICE = """
from cms.pages.models import RegionPage
from forms_engine.design.packages.services import import_service
from tests.support.documents import service_document
parent = RegionPage.objects.get(region__code="33.75")
result = import_service(parent, service_document("Domisili yang belum rapi")).pk
"""


def complaints_of(page, *wanted):
    """What axe says of parts of the page."""
    options = {"runOnly": {"type": "tag", "values": [tag for tag in TAGS if tag != "best-practice"]}}
    found = []
    for part in wanted:
        for item in Axe().run(page, context=part, options=options).response["violations"]:
            found.append(f"{part}: {item['id']} {item['nodes'][0]['html'][:200]}")
    return found


FORM = "document.querySelector('form[data-edit-form]')"
CONTROLLER = f"window.wagtail.app.getControllerForElementAndIdentifier({FORM}, 'w-unsaved')"


def is_autosave(answer):
    return answer.request.method == "POST" and answer.url.endswith("/edit/")
