"""Stories B and C: from the first question to a letter that anyone can check, with and without JavaScript.

A citizen at 360 px applies with a photo, loses the phone half-way and goes on elsewhere by code; three officials
decide, one returns it once; the letter is downloaded, read and verified.
"""

import re
import subprocess

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.support.browser.site import PHONE, publish_story_service, sign_in
from tests.support.browser.visitor import NAME, decide, fill_first_step, press

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["story_b_scripts", "story_c_no_scripts"])
def scripts(request):
    return request.param


@pytest.fixture
def phone(new_context, scripts):
    """A citizen's phone; called again it is another phone."""
    return lambda: new_context(viewport=PHONE, java_script_enabled=scripts, has_touch=True).new_page()


@pytest.fixture
def photo(tmp_path):
    """A photo as a phone takes it: large, with an orientation and a place in its EXIF data."""
    image = Image.new("RGB", (2400, 1800), "#7aa7c7")
    ImageDraw.Draw(image).rectangle((700, 900, 1700, 1700), fill="#a0522d")
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "IMG_2026.jpg"
    image.save(path, quality=90, exif=exif)
    return path


def test_from_question_to_verified_letter(site, phone, new_context, photo, tmp_path, scripts):
    service = publish_story_service(site, "cerita-b" if scripts else "cerita-c")
    page = phone()
    page.goto(site.url + service["path"])
    expect(page.get_by_text("Rp0 (gratis)")).to_be_visible()
    press(page, "Mulai permohonan")
    # An error first: nothing typed is lost, the message says how to mend it.
    fill_first_step(page)
    page.get_by_label("NIK").fill("33750145")
    press(page, "Simpan dan lanjutkan")
    expect(page.locator(".errors a")).to_have_count(1)
    expect(page.get_by_label("Nama lengkap")).to_have_value(NAME)
    page.get_by_label("NIK").fill("3375014508850001")
    press(page, "Simpan dan lanjutkan")

    # Half-way the phone is lost; the code was written down.
    page.get_by_label("Alamat lengkap").fill("Jalan Melati 7, RT 002 RW 005")
    press(page, "Berhenti dan lanjutkan nanti")
    code = page.locator(".code").inner_text()
    page.context.close()

    page = phone()
    page.goto(f"{site.url}/lanjut/")
    page.get_by_label("Kode lanjut").fill(code.lower())
    press(page, "Lanjutkan")
    expect(page.get_by_label("Alamat lengkap")).to_have_value(re.compile("^Jalan Melati 7"))
    page.get_by_label("Sewa").check()
    page.get_by_label("Jumlah penghuni").fill("4")
    press(page, "Simpan dan lanjutkan")
    # The answer brought up a question.
    page.get_by_label("Uang sewa sebulan").fill("Rp 750.000")
    press(page, "Simpan dan lanjutkan")
    page.get_by_label("Foto rumah").set_input_files(photo)
    press(page, "Simpan dan lanjutkan")

    page.get_by_role("heading", name="Periksa jawaban Anda").wait_for()  # once the photo has arrived
    expect(page.get_by_text("IMG_2026.jpg")).to_be_visible()
    expect(page.get_by_text("Rp750.000")).to_be_visible()
    press(page, "Kirim permohonan")
    tracking = page.locator(".code").first.inner_text()

    officials = {}
    for username in service["officials"]:
        officials[username] = new_context().new_page()
        sign_in(officials[username], site, username)
    first, second, third = service["officials"]
    decide(officials[first], site, service["title"], "approve")
    decide(officials[second], site, service["title"], "correction", "Foto rumah belum jelas.")

    page.goto(f"{site.url}/lacak/{tracking}/")
    expect(page.get_by_text("Foto rumah belum jelas.").first).to_be_visible()
    page.get_by_role("link", name="Perbaiki permohonan").click()
    page.get_by_role("link", name=re.compile("Ubah.*Catatan")).click()
    page.get_by_label("Catatan").fill("Foto sudah diperjelas.")
    press(page, "Simpan perubahan")
    press(page, "Kirim permohonan yang sudah diperbaiki")

    decide(officials[second], site, service["title"], "approve")
    decide(officials[third], site, service["title"], "approve")

    site.wait_for(lambda: site.certificates(tracking) == 1)
    page.goto(f"{site.url}/lacak/{tracking}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh surat").click()
    letter = tmp_path / "surat.pdf"
    download.value.save_as(letter)

    text = subprocess.run(["pdftotext", "-layout", letter, "-"], capture_output=True, text=True, check=True).stdout
    assert NAME in text
    assert re.search(r"470/\d{3}/KEL\.CTH/[IVX]+/20\d\d", text)
    subprocess.run(["pdftoppm", "-r", "150", "-png", letter, tmp_path / "surat"], check=True)
    image = next(iter(sorted(tmp_path.glob("surat*.png"))))
    found = subprocess.run(
        ["zbarimg", "--quiet", "--raw", image], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert found.startswith(site.url + "/v/")

    anyone = phone()
    anyone.goto(found)
    expect(anyone.locator("[data-state=genuine]")).to_be_visible()
    expect(anyone.locator("main")).not_to_contain_text(NAME)
    head, code_of_letter = found.rstrip("/").rsplit("/", 1)
    changed = code_of_letter[:-1] + ("2" if code_of_letter[-1] != "2" else "3")
    anyone.goto(f"{head}/{changed}/")
    expect(anyone.locator("[data-state=unknown]")).to_be_visible()
