"""Story D: a weak link, a finger and a long list. What scripts add, and that it never loses anything."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.browser.searched import SERVICE, answers, begin, combobox
from tests.support.browser.visitor import fill_first_step, press

pytestmark = pytest.mark.browser


PIECE = 256 * 1024


@pytest.fixture(scope="module")
def service(site):
    return site.run(SERVICE)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "IMG_1.jpg"
    Image.effect_noise((4000, 2600), 90).convert("RGB").save(path, quality=92)
    return path


def test_what_is_typed_is_kept_without_pressing_anything(site, service, new_context):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    begin(page, site, service)
    page.get_by_label("Nama lengkap").fill("Sari Wulandari")
    site.wait_for(lambda: "Tersimpan pukul" in (page.locator("#auto").text_content() or ""), 20)
    assert answers(site, page)["fld-name"] == "Sari Wulandari"
    page.context.set_offline(True)
    page.get_by_label("Nama lengkap").fill("Sari W.")
    page.locator("#auto", has_text="Belum tersimpan").wait_for()
    page.context.set_offline(False)
    site.wait_for(lambda: answers(site, page)["fld-name"] == "Sari W.", 30)


def test_a_long_list_is_searched_by_typing_and_by_keys(site, service, new_context):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    begin(page, site, service)
    box = combobox(page)
    box.press_sequentially("desa mel")
    expect(page.locator("li[role=option]")).to_have_text(["Désa Mélati"])
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("Enter")
    expect(box).to_have_value("Désa Mélati")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.get_by_label("Nama lengkap").fill("Sari")
    page.get_by_label("Lokasi usaha").fill("-6.888611, 109.675278")
    press(page, "Simpan dan lanjutkan")
    page.get_by_role("heading", name="Bukti").wait_for()
    assert answers(site, page)["fld-desa"] == "ch-40"
    page.go_back()
    expect(combobox(page)).to_have_value("Désa Mélati")


def test_the_device_tells_where_it_is_or_why_not(site, service, new_context):
    allowed = new_context(geolocation={"latitude": -6.888611, "longitude": 109.675278}, permissions=["geolocation"])
    for context, expected in ((allowed, "-6.888611, 109.675278"), (new_context(permissions=[]), "")):
        page = context.new_page()
        begin(page, site, service)
        press(page, "Pakai posisi saya")
        line = page.locator("[data-locate] [role=status]")
        site.wait_for(lambda line=line: line.text_content() not in ("", "Mencari posisi Anda …"), 30)
        expect(page.get_by_label("Lokasi usaha")).to_have_value(expected)
        assert ("meter" in line.text_content()) == bool(expected)


def test_a_photo_goes_on_after_a_lost_connection_and_a_finger_signs(site, service, new_context, photo):
    page = new_context(viewport={"width": 320, "height": 640}, has_touch=True).new_page()
    begin(page, site, service)
    page.get_by_label("Nama lengkap").fill("Sari")
    combobox(page).fill("Désa Mélati")
    page.get_by_label("Lokasi usaha").fill("-6.888611, 109.675278")
    press(page, "Simpan dan lanjutkan")
    sent, lost = [], []

    def weak(route):
        if "/berkas/" in route.request.url:
            if len(sent) == 1 and not lost:
                lost.append(route.request.url)
                return route.abort("connectionreset")
            sent.append(route.request.url)
        return route.continue_()

    page.locator(".pad canvas").wait_for()  # the script is there
    page.route("**/*", weak)
    page.get_by_label("Foto tempat").set_input_files(photo)
    page.locator(".file-kept").wait_for(timeout=60_000)
    assert lost and len(sent) > 1
    assert len(sent) * PIECE < photo.stat().st_size  # made smaller first
    assert len(answers(site, page)["fld-foto"]) == 1
    page.wait_for_function("() => document.querySelector('.thumb').naturalWidth === 144")  # it comes after the link

    box = page.locator("canvas").bounding_box()
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 20 + step * 25, box["y"] + (20 if step % 2 else 70))
    page.mouse.up()
    press(page, "Simpan dan lanjutkan")
    page.get_by_role("heading", name="Periksa jawaban Anda").wait_for()
    expect(page.locator("svg.signature")).to_be_visible()
    assert page.locator("svg.signature path").get_attribute("d").count("L") >= 6
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_scripts_the_same_is_typed_and_chosen(site, service, new_context, photo):
    page = new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False).new_page()
    begin(page, site, service)
    page.get_by_label("Nama lengkap").fill("Sari")
    page.get_by_label("Desa").select_option(label="Désa Mélati")
    page.get_by_label("Lokasi usaha").fill("-6.888611, 109.675278")
    press(page, "Simpan dan lanjutkan")
    expect(page.locator("canvas")).to_be_hidden()
    page.get_by_label("Foto tempat").set_input_files(photo)
    page.get_by_label("nama lengkap").fill("Sari Wulandari")
    press(page, "Simpan dan lanjutkan")
    page.get_by_role("heading", name="Periksa jawaban Anda").wait_for()
    expect(page.get_by_text("Sari Wulandari")).to_be_visible()
    expect(page.get_by_text("IMG_1.jpg")).to_be_visible()


def test_a_question_appears_and_disappears_as_one_answers(site, new_context):
    from tests.support.browser.site import publish_story_service

    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    begin(page, site, publish_story_service(site, "d")["path"])
    fill_first_step(page)
    press(page, "Simpan dan lanjutkan")
    page.get_by_label("Alamat lengkap").fill("Jalan Melati 7")
    rent = page.get_by_label("Uang sewa sebulan")
    expect(rent).to_have_count(0)
    page.get_by_label("Sewa", exact=True).check()
    rent.wait_for()
    expect(page.get_by_label("Alamat lengkap")).to_have_value("Jalan Melati 7")
    rent.fill("750000")
    page.get_by_label("Milik sendiri").check()
    rent.wait_for(state="detached")
    page.get_by_label("Sewa", exact=True).check()
    rent.wait_for()
    expect(rent).to_have_value(re.compile(r"^750\.?000$"))
    page.get_by_label("Jumlah penghuni").fill("4")
    press(page, "Simpan dan lanjutkan")
    page.get_by_label("Foto rumah").wait_for()


ROWS = """
import forms_engine.fields
from tests.support.documents import service_document
from forms_engine.design.packages.services import import_service
from cms.pages.models import RegionPage
document = service_document("Foto tiap tempat")
choices = [{"id": f"ch-{word}", "label": word} for word in ("Sewa", "Milik")]
document["steps"] = [{"id": "step-rows", "title": "Tempat", "fields": [
    {"id": "fld-tmp", "kind": "group", "label": "Tempat", "required": True, "options": {"item": "Tempat"}, "fields": [
        {"id": "fld-own", "kind": "choice", "label": "Status", "choices": choices},
        {"id": "fld-rent", "kind": "short_text", "label": "Nama pemilik",
         "show_when": {"and": [{"==": [{"var": "fld-own"}, "ch-Sewa"]}]}},
        {"id": "fld-pic", "kind": "photo", "label": "Foto tempat"},
    ]},
]}]
document.pop("certificate")
page = import_service(RegionPage.objects.get(region__code="33.75"), document)
page.get_latest_revision().publish()
page.refresh_from_db()
result = page.get_url()
"""


def test_a_file_being_chosen_survives_a_question_that_comes_up_beside_it(site, new_context, photo):
    """Whoever opens the file dialog while the server still answers must not choose for a control that is gone."""
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    begin(page, site, site.run(ROWS))
    dialog = page.locator("input[type=file]").element_handle()
    page.get_by_label("Sewa", exact=True).check()
    page.get_by_label("Nama pemilik").wait_for()
    dialog.set_input_files(photo)
    page.locator(".file-kept").wait_for()
    page.get_by_label("Milik", exact=True).check()
    page.get_by_label("Nama pemilik").wait_for(state="detached")
    expect(page.get_by_role("link", name="IMG_1.jpg")).to_be_visible()
    press(page, "Simpan dan lanjutkan")
    page.get_by_role("heading", name="Periksa jawaban Anda").wait_for()
    expect(page.get_by_role("link", name="IMG_1.jpg")).to_be_visible()
