"""A finger signs on a small screen and the drawing reaches whoever reads it; long lists and the device's position by
touch and by keys; and the same pages as axe sees them while they are in use."""

import pytest
from playwright.sync_api import expect

from tests.support.browser.judge import judge
from tests.support.browser.searched import SERVICE, answers, begin, combobox
from tests.support.browser.visitor import press

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(site):
    return site.run(SERVICE)


PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True}


def finger(page, points):
    """One stroke of a real finger, in the page's pixels."""
    device = page.context.new_cdp_session(page)

    def send(kind, *touches):
        touches = [{"x": x, "y": y} for x, y in touches]
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    send("touchStart", points[0])
    for point in points[1:]:
        send("touchMove", point)
    send("touchEnd")


def sign(page):
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    finger(page, [(box["x"] + 20 + step * 25, box["y"] + (20 if step % 2 else 70)) for step in range(9)])


def to_signature(page, site, path):
    begin(page, site, path)
    page.get_by_label("Nama lengkap").fill("Sari")
    combobox(page).fill("Désa Mélati")
    page.get_by_label("Lokasi usaha").fill("-6.888611, 109.675278")
    press(page, "Simpan dan lanjutkan")
    page.get_by_role("heading", name="Bukti").wait_for()
    picture = {"name": "f.png", "mimeType": "image/png", "buffer": page.screenshot()}
    page.get_by_label("Foto tempat").set_input_files(files=[picture])
    page.locator(".file-kept").wait_for()


def test_a_finger_signs_and_another_device_without_scripts_sees_it(site, service, new_context):
    page, complaints = new_context(**PHONE).new_page(), []
    to_signature(page, site, service)
    step = page.url
    sign(page)
    top = page.evaluate("scrollY")
    assert page.locator("[name=f-fld-sign-strokes]").input_value().count(",") > 10
    assert page.evaluate("scrollY") == top  # the page stood still below the finger
    page.locator("[data-pad] button").click()
    expect(page.locator("[name=f-fld-sign-strokes]")).to_have_value("")
    sign(page)
    judge(page, complaints)
    page.set_viewport_size(PHONE["viewport"])
    press(page, "Simpan dan lanjutkan")
    page.get_by_role("heading", name="Periksa jawaban Anda").wait_for()
    expect(page.locator("svg.signature")).to_be_visible()
    judge(page, complaints)
    [stroke] = answers(site, page)["fld-sign"]["drawn"]
    assert len(stroke) >= 12

    other = new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, storage_state=page.context.storage_state()
    ).new_page()
    other.goto(step)
    expect(other.locator("noscript svg.signature, svg.signature").first).to_be_visible()
    expect(other.locator("canvas")).to_be_hidden()
    other.get_by_label("nama lengkap").fill("Sari Wulandari")
    press(other, "Simpan dan lanjutkan")
    other.get_by_role("heading", name="Periksa jawaban Anda").wait_for()
    assert answers(site, other)["fld-sign"] == {"typed": "Sari Wulandari"}
    press(other, "Kirim permohonan")
    other.wait_for_url(lambda address: "/periksa/" not in address)
    assert complaints == []


def test_two_ways_at_once_are_refused_where_the_name_is_typed(site, service, new_context):
    page, complaints = new_context(**PHONE).new_page(), []
    to_signature(page, site, service)
    sign(page)
    page.locator("[id=f-fld-sign-typed]").fill("Sari Wulandari")
    press(page, "Simpan dan lanjutkan")
    page.locator(".errors a").click()
    expect(page.locator("[id=f-fld-sign-typed]")).to_be_focused()
    expect(page.locator("[id=f-fld-sign-typed]")).to_have_value("Sari Wulandari")
    judge(page, complaints)
    assert complaints == []


def test_a_list_is_searched_by_keys_alone(site, service, new_context):
    page, complaints = new_context(**PHONE).new_page(), []
    begin(page, site, service)
    box, options = combobox(page), page.locator("li[role=option]")

    def active():
        return page.locator(f"[id='{box.get_attribute('aria-activedescendant')}']").inner_text()

    box.focus()
    box.press("ArrowDown")
    expect(options).to_have_count(41)
    assert active() == "Desa Contoh 1"
    judge(page, complaints)
    page.set_viewport_size(PHONE["viewport"])
    box.press("End")
    assert active() == "Désa Mélati"
    box.press("ArrowDown")
    assert active() == "Desa Contoh 1"
    box.press("ArrowUp")
    box.press("Home")
    assert active() == "Desa Contoh 1"
    box.press("Escape")
    expect(options.first).to_be_hidden()
    assert box.get_attribute("aria-activedescendant") is None
    box.press_sequentially("tidak ada")
    told = page.locator(".search [role=status]")
    expect(told).to_be_visible()
    expect(told).not_to_be_empty()
    expect(box).to_have_attribute("aria-expanded", "false")
    judge(page, complaints)
    box.fill("contoh 33")
    box.press("Enter")  # the only one left
    expect(box).to_have_value("Desa Contoh 33")
    expect(page.locator("select[name=f-fld-desa]")).to_have_value("ch-32")
    box.fill("contoh 4")
    expect(page.locator("select[name=f-fld-desa]")).to_have_value("")  # what is shown is never another than is sent
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Tab")
    expect(box).to_have_value("Desa Contoh 14")
    assert page.evaluate("document.activeElement.id") != "f-fld-desa"
    assert complaints == []


def test_a_finger_moves_the_list_without_choosing(site, service, new_context):
    page = new_context(**PHONE).new_page()
    begin(page, site, service)
    combobox(page).tap()
    moved = page.locator(".options")
    moved.scroll_into_view_if_needed()
    box = moved.bounding_box()
    finger(page, [(box["x"] + 60, box["y"] + 200 - step * 20) for step in range(9)])
    site.wait_for(lambda: moved.evaluate("list => list.scrollTop") > 0, 10)
    expect(moved).to_be_visible()
    expect(page.locator("select[name=f-fld-desa]")).to_have_value("")
    page.get_by_role("option", name="Desa Contoh 12", exact=True).tap()
    expect(combobox(page)).to_have_value("Desa Contoh 12")
    expect(moved).to_be_hidden()


def test_the_position_is_asked_for_when_pressed_and_said_in_words(site, service, new_context):
    place = {"latitude": -6.888611, "longitude": 109.675278, "accuracy": 24.2}
    page, complaints = new_context(geolocation=place, permissions=["geolocation"]).new_page(), []
    begin(page, site, service)
    field, told = page.get_by_label("Lokasi usaha", exact=True), page.locator("[data-locate] [role=status]")
    assert field.input_value() == "" and told.inner_text() == ""
    page.get_by_role("button", name="Lokasi usaha").click()
    site.wait_for(lambda: "25" in told.inner_text(), 30)
    expect(field).to_have_value("-6.888611, 109.675278")
    judge(page, complaints)
    refused = new_context(permissions=[]).new_page()
    begin(refused, site, service)
    refused.get_by_role("button", name="Lokasi usaha").click()
    expected = refused.locator("[data-locate]").get_attribute("data-refused")
    refused.locator("[data-locate] [role=status]", has_text=expected).wait_for()
    expect(refused.get_by_label("Lokasi usaha", exact=True)).to_have_value("")
    judge(refused, complaints)
    assert complaints == []


LIVE = """
from tests.support.documents import service_document
from forms_engine.design.packages.services import import_service
from cms.pages.models import RegionPage
document = service_document("Tanda tangan dan pilihan")
choices = [{"id": f"ch-{word}", "label": word} for word in ("Ya", "Bukan")]
document["steps"] = [{"id": "step-live", "title": "Pernyataan", "fields": [
    {"id": "fld-wali", "kind": "choice", "label": "Diwakilkan", "choices": choices},
    {"id": "fld-nama", "kind": "short_text", "label": "Nama wakil",
     "show_when": {"and": [{"==": [{"var": "fld-wali"}, "ch-Ya"]}]}},
    {"id": "fld-sign", "kind": "signature", "label": "Tanda tangan"},
]}]
document.pop("certificate")
page = import_service(RegionPage.objects.get(region__code="33.75"), document)
page.get_latest_revision().publish()
page.refresh_from_db()
result = page.get_url()
"""


def test_a_question_that_comes_up_leaves_the_drawing_alone(site, new_context):
    page = new_context(**PHONE).new_page()
    begin(page, site, site.run(LIVE))
    sign(page)
    drawn = page.locator("[name=f-fld-sign-strokes]").input_value()
    page.locator("canvas").evaluate("canvas => canvas.mine = true")
    page.get_by_label("Ya", exact=True).check()
    page.get_by_label("Nama wakil").wait_for()
    assert page.locator("canvas").evaluate("canvas => canvas.mine")  # the same pad, not a fresh one
    expect(page.locator("[name=f-fld-sign-strokes]")).to_have_value(drawn)
    expect(page.locator("[name=f-fld-sign-plain], [name=f-fld-sign-undraw]")).to_have_count(0)
    page.get_by_label("Nama wakil").fill("Budi")
    press(page, "Simpan dan lanjutkan")
    page.get_by_role("heading", name="Periksa jawaban Anda").wait_for()
    expect(page.locator("svg.signature")).to_be_visible()
