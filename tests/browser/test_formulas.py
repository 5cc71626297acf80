"""An administrator writes a formula from lists, sees its result on sample answers, is told in words what is missing,
and loses nothing when the question is renamed."""

import pytest
from playwright.sync_api import expect

from tests.support.browser.editor import Editor, complaints_of, label_of, word
from tests.support.browser.site import sign_in

pytestmark = pytest.mark.browser
PARENT = """
from cms.pages.models import RegionPage
result = RegionPage.objects.get(region__code="33.75").pk
"""


def says(editor, text):
    editor.page.locator(".warkat-formula__said").filter(has_text=text).wait_for()


@pytest.fixture
def editor(site, new_context):
    """The form of a new service, empty."""
    page = new_context(viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    page.goto(f"{site.url}/admin/pages/add/forms_engine/servicepage/{site.run(PARENT)}/#tab-formulir")
    return Editor(page)


def test_a_formula(editor):
    page = editor.page
    step = editor.add("steps")
    editor.named(f"{step}-value-title").fill("Reklame")
    width = editor.add(f"{step}-value-fields", label_of("number"))
    editor.named(f"{width}-value-label").fill("Luas")
    where = editor.add(f"{step}-value-fields", label_of("choice"))
    editor.named(f"{where}-value-label").fill("Letak")
    editor.named(f"{where}-value-choices-0-value").fill("Jalan utama")
    editor.named(f"{where}-value-choices-1-value").fill("Gang")
    formula = editor.add(f"{step}-value-fields", label_of("formula"))
    editor.named(f"{formula}-value-label").fill("Pajak")

    dress = editor.named(f"{formula}-value-formula").locator("xpath=following-sibling::div[1]")
    text, (names, functions) = dress.get_by_role("textbox"), (dress.locator("select").nth(place) for place in (0, 1))
    text.click()
    page.keyboard.type("1.000 * ")
    names.select_option(label="Luas")
    says(editor, "Hasil: 10.000")
    page.keyboard.type("* ")
    says(editor, "Setelah “*” masih ada yang kurang")
    functions.select_option(value="JIKA(… > 10; 5; 0)")
    says(editor, "Ganti “…”")
    names.select_option(label="Luas")  # fills the gap
    says(editor, "Hasil: 0")
    dress.get_by_label("Luas").fill("12,5")
    says(editor, "Hasil: 62.500")
    assert not complaints_of(page, ".warkat-merge")

    editor.named(f"{width}-value-label").fill("Luas bidang")
    page.locator(".warkat-chip").filter(has_text="Luas bidang").first.wait_for()
    written = editor.named(f"{formula}-value-formula").input_value().replace("\u00a0", " ")
    assert "Luas" not in written
    assert written.count("{{") == 2
    expect(names.locator("option").filter(has_text="Letak: Gang")).to_have_count(1)


def test_what_is_used_is_not_deleted_unawares(editor):
    page = editor.page
    step = editor.add("steps")
    field = editor.add(f"{step}-value-fields", label_of("yes_no"))
    editor.named(f"{field}-value-label").fill("Punya karyawan?")
    other = editor.add(f"{step}-value-fields", label_of("number"))
    editor.named(f"{other}-value-label").fill("Jumlah karyawan")
    editor.open_group(f"{other}-value-conditions-count")
    row = editor.add(f"{other}-value-conditions", word("Condition"))
    editor.pick(f"{row}-value-source", "Punya karyawan?")
    page.locator(".warkat-badge--conditional").wait_for()  # the editor has seen the blocks
    said = []

    def answer(take):
        def on(dialog):
            said.append(dialog.message)
            (dialog.accept if take else dialog.dismiss)()

        page.once("dialog", on)
        bin_button = page.locator("[data-contentpath=fields] [data-streamfield-child]").first
        bin_button.get_by_role("button", name=word("Delete")).first.click()

    answer(take=False)
    assert "Jumlah karyawan" in said[0]
    expect(editor.named(f"{field}-deleted")).to_have_value("")
    answer(take=True)
    page.wait_for_function("name => document.querySelector(`[name='${name}']`).value === '1'", arg=f"{field}-deleted")
