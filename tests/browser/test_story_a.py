"""Story A: a regional administrator builds a service from an empty page by clicking and typing only.

Three steps, ten questions, one condition, three stages, a letter; previewed; refused while something is missing, with
the complaint at its block; published; and a citizen sees the question that the condition brings up.
"""

import re

import pytest
from django.utils import translation
from playwright.sync_api import TimeoutError, expect

from forms_engine.definition.registry import kinds
from tests.browser.site import sign_in

pytestmark = pytest.mark.browser

STEPS = [
    ("Data diri", [("short_text", "Nama lengkap"), ("nik", "NIK"), ("date", "Tanggal lahir"), ("phone", "Telepon")]),
    (
        "Usaha",
        [("short_text", "Nama usaha"), ("yes_no", "Punya karyawan?"), ("number", "Jumlah karyawan"),
         ("choice", "Status tempat")],
    ),
    ("Berkas", [("file", "Foto tempat usaha"), ("long_text", "Catatan")]),
]  # fmt: skip
STAGES = [
    ("Periksa berkas", "petugas-loket"), ("Verifikasi", "kasi-sosial"), ("Tanda tangan", "lurah"),
]  # fmt: skip
REQUIREMENTS = "Foto KTP\nFoto tempat usaha"


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


PAGES = """
from forms_engine.design.page import ServicePage
result = [(page.live, page.get_url()) for page in ServicePage.objects.filter(title="Keterangan Usaha Mandiri")]
"""


def label_of(kind):
    with translation.override("id"):
        return str(kinds()[kind].label)


def word(text):
    with translation.override("id"):
        return translation.gettext(text)


def write_form(editor):
    for title, questions in STEPS:
        step = editor.add("steps")
        editor.named(f"{step}-value-title").fill(title)
        for kind, question in questions:
            field = editor.add(f"{step}-value-fields", label_of(kind))
            editor.named(f"{field}-value-label").fill(question)
            if kind == "choice":
                editor.named(f"{field}-value-choices-0-value").fill("Milik sendiri")
                editor.named(f"{field}-value-choices-1-value").fill("Sewa")
    # "Jumlah karyawan" is asked only when there are some.
    field = "steps-1-value-fields-2"
    editor.open_group(f"{field}-value-conditions-count")
    row = editor.add(f"{field}-value-conditions", word("Condition"))
    editor.pick(f"{row}-value-source", "Punya karyawan?")
    editor.pick(f"{row}-value-value", word("Yes"))


def write_workflow(editor, titles):
    for title, position in STAGES:
        stage = editor.add("workflow")
        editor.named(f"{stage}-value-title").fill(title)
        editor.named(f"{stage}-value-position").select_option(position)
        editor.named(f"{stage}-value-working_days").fill("1")


def write_letter(editor):
    letter = editor.add("certificate")
    editor.named(f"{letter}-value-title").fill("Surat Keterangan Usaha")
    part = editor.add(f"{letter}-value-body", word("Paragraph"))
    text = editor.named(f"{part}-value").locator("xpath=following-sibling::div[1]")
    text.get_by_role("textbox").click()
    editor.page.keyboard.type("Menerangkan bahwa ")
    text.locator("select").select_option(label="Nama lengkap")
    editor.page.keyboard.type("menjalankan usaha ")
    text.locator("select").select_option(label="Nama usaha")
    editor.named(f"{letter}-value-signatory").select_option("lurah")
    editor.named(f"{letter}-value-classification").fill("500.3")
    editor.named(f"{letter}-value-unit").fill("KEL.TM")
    editor.named(f"{letter}-value-valid_months").fill("6")


def test_a_service_from_an_empty_page(site, new_context):
    page = new_context(viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    page.get_by_role("link", name=word("New service")).click()
    editor = Editor(page)
    editor.named("title").fill("Keterangan Usaha Mandiri")
    editor.named("requirements").fill(REQUIREMENTS)
    editor.named("working_days").fill("3")
    editor.named("product").fill("Surat Keterangan Usaha")

    editor.tab(1)
    write_form(editor)
    editor.tab(2)
    write_workflow(editor, STAGES)
    editor.tab(3)
    write_letter(editor)

    # The preview shows the form as it stands, unsaved.
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe, iframe[data-preview-iframe], .w-preview iframe").first
    preview.get_by_text("Nama usaha").wait_for()
    expect(preview.get_by_text("Jumlah karyawan")).to_have_count(0)
    # … and it answers: the condition is met, and the question is there.
    preview.get_by_role("group", name="Punya karyawan?").get_by_label(word("Yes")).check()
    preview.get_by_text("Jumlah karyawan").wait_for()

    # Too early: where people can complain is missing, and one stage has lost its position.
    page.locator("[data-side-panel-toggle=preview]").click()
    editor.tab(2)
    editor.named("workflow-1-value-position").select_option("")
    editor.publish()
    editor.tab(2)
    stage = page.locator("[data-contentpath=workflow] [data-streamfield-child]").nth(1)
    stage.locator(".w-field__errors .error-message").first.wait_for()
    editor.named("workflow-1-value-position").select_option("kasi-sosial")
    editor.tab(0)
    page.locator("[data-contentpath=complaints] .error-message").wait_for()
    editor.named("complaints").fill("lapor.go.id atau loket kelurahan")
    editor.publish()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    expect(page.get_by_text("Keterangan Usaha Mandiri").first).to_be_visible()

    # The letter as it will be printed, in its own style; then one word is changed and it is published again.
    page.get_by_role("link", name="Keterangan Usaha Mandiri").first.click()
    editor.named("title").wait_for()
    page.locator("[data-side-panel-toggle=preview]").click()
    page.locator(".w-preview select, [name=preview_mode]").first.select_option(label=word("Letter"))
    printed = page.frame_locator("#w-preview-iframe, iframe[data-preview-iframe], .w-preview iframe").first
    arms = printed.locator("img").first
    arms.wait_for()
    assert arms.bounding_box()["width"] < 200
    page.locator("[data-side-panel-toggle=preview]").click()
    editor.named("summary").fill("Bukti bahwa Anda menjalankan usaha.")
    editor.publish()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    # What was designed is what a citizen meets.
    citizen = new_context(viewport={"width": 360, "height": 740}).new_page()
    pages = site.run(PAGES)
    assert [live for live, _address in pages].count(True) == 1, pages
    citizen.goto(site.url + next(address for live, address in pages if live))
    citizen.get_by_role("button", name=word("Start the application")).click()
    citizen.get_by_label("Nama lengkap").fill("Rahmat Hidayat")
    citizen.get_by_label("NIK").fill("3375011708850001")
    born = citizen.get_by_role("group", name="Tanggal lahir")
    for part, value in (("Day", "17"), ("Month", "8"), ("Year", "1985")):
        born.get_by_label(word(part), exact=True).fill(value)
    citizen.get_by_label("Telepon").fill("0812 1111 2222")
    citizen.get_by_role("button", name=word("Save and continue")).click()
    citizen.get_by_label("Nama usaha").fill("Batik Melati")
    expect(citizen.get_by_label("Jumlah karyawan")).to_have_count(0)
    citizen.get_by_role("group", name="Punya karyawan?").get_by_label(word("Yes")).check()
    citizen.get_by_label("Sewa").check()
    citizen.get_by_role("button", name=word("Save and continue")).click()
    citizen.get_by_label("Jumlah karyawan").wait_for()
