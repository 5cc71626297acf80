"""`make shots`: the documentation's pictures, taken from a demo of their own by doing what people do.

Every screen is taken at each of `WIDTHS` into var/shots, to be judged; those in `DOCS` also go to docs/images, made
small. With a word as argument only screens whose name holds it are kept: `python -m tests.browser.shots letter`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from cms.bootstrap import chromium
from tests.browser.shots_admin import administrator
from tests.support.browser.site import ROOT, Site, publish_story_service, sign_in
from tests.support.browser.visitor import decide, fill_first_step, press

WIDTHS = (320, 768, 1280)
FOLDER = ROOT / "var" / "shots"
DOCS = ROOT / "docs" / "images"
# Screen → (width, height) of its picture in the documentation.
KEPT = {
    "editor-preview": (1280, 900), "editor-checklist": (1280, 900), "simulation": (1280, 900),
    "versions": (1280, 900), "editor-workflow": (1280, 900), "inbox": (360, 740), "task": (1280, 900),
    "tracking": (360, 740), "step": (360, 740),
}  # fmt: skip
OVERVIEW = ("step", "tracking", "letter")


class Camera:
    """Takes the screens of pages; `wanted` filters by name."""

    def __init__(self, wanted=""):
        self.wanted = wanted
        FOLDER.mkdir(parents=True, exist_ok=True)
        DOCS.mkdir(parents=True, exist_ok=True)

    def take(self, page, name):
        if self.wanted not in name:
            return
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function("() => [...document.images].every(image => image.complete)")
            page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True, animations="disabled")
        if name in KEPT:
            width, height = KEPT[name]
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
            small(Image.open(FOLDER / f"{name}.png")).save(DOCS / f"{name}-{width}.png", optimize=True)
        page.set_viewport_size(before)
        print(f"  {name}", flush=True)


def small(image):
    """The picture with at most 64 colours: a screen needs no more, and a clone stays light."""
    return image.convert("RGB").quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def overview():
    """Two phones and the letter side by side: the README's picture."""
    height, gap = 640, 24
    shots = [Image.open(FOLDER / f"{name}.png").convert("RGB") for name in OVERVIEW]
    shots = [
        shot.resize((round(shot.width * height / shot.height), height), Image.Resampling.LANCZOS) for shot in shots
    ]
    wide = sum(shot.width for shot in shots) + gap * (len(shots) + 1)
    sheet = Image.new("RGB", (wide, height + 2 * gap), "#e9edf0")
    left = gap
    for shot in shots:
        sheet.paste(shot, (left, gap))
        left += shot.width + gap
    small(sheet).save(DOCS / "overview.png", optimize=True)


def house(folder):
    """A photo for the upload."""
    image = Image.new("RGB", (1200, 900), "#9ec3da")
    image.paste("#6d8f5b", (0, 620, 1200, 900))
    image.paste("#b9835a", (380, 360, 860, 720))
    image.paste("#7a3b2e", (340, 280, 900, 370))
    path = folder / "rumah.jpg"
    image.save(path)
    return path


def citizen(page, site, service, camera, folder):
    """From the home page to the receipt; the tracking code."""
    for name, path in (("home", "/"), ("region", "/kota-pekalongan/"), ("verify", "/v/"), ("resume", "/lanjut/")):
        page.goto(site.url + path)
        camera.take(page, name)
    page.goto(site.url + service["path"])
    camera.take(page, "service")
    press(page, "Mulai permohonan")
    fill_first_step(page)
    camera.take(page, "step")
    page.get_by_label("NIK").fill("33750145")
    page.get_by_label("Nama lengkap").fill("")
    press(page, "Simpan dan lanjutkan")
    camera.take(page, "step-error")
    fill_first_step(page)
    press(page, "Simpan dan lanjutkan")
    page.get_by_label("Alamat lengkap").fill("Jalan Melati 7, RT 002 RW 005")
    page.get_by_label("Sewa").check()
    page.get_by_label("Jumlah penghuni").fill("4")
    press(page, "Simpan dan lanjutkan")
    page.get_by_label("Uang sewa sebulan").fill("Rp 750.000")
    camera.take(page, "step-condition")
    press(page, "Simpan dan lanjutkan")
    page.get_by_label("Foto rumah").set_input_files(house(folder))
    camera.take(page, "step-upload")
    press(page, "Berhenti dan lanjutkan nanti")
    camera.take(page, "pause")
    page.get_by_role("link", name="Lanjutkan sekarang").click()
    camera.take(page, "review")
    press(page, "Kirim permohonan")
    camera.take(page, "receipt")
    return page.locator(".code").first.inner_text()


def officials(browser, site, service, camera, tracking):
    """The inbox, a task, and three approvals."""
    for number, username in enumerate(service["officials"]):
        page = browser.new_context(
            locale="id-ID", reduced_motion="reduce", viewport={"width": 1280, "height": 900}
        ).new_page()
        sign_in(page, site, username)
        if number == 1:
            camera.take(page, "staff-home")
            page.goto(f"{site.url}/admin/tugas/")
            camera.take(page, "inbox")
            page.locator("main a[href*='/admin/tugas/']").first.click()
            camera.take(page, "task")
            page.locator("form:has([name=decision]) button[type=submit]").first.click()
            camera.take(page, "task-error")
        decide(page, site, "Domisili", "approve")
        if number == 2:
            page.goto(f"{site.url}/admin/tugas/")
            camera.take(page, "inbox-empty")
    site.wait_for(lambda: site.certificates(tracking) == 1)


def letter(page, site, tracking, camera, folder):
    """The letter as it is printed, the tracking page and what its QR code opens."""
    page.goto(f"{site.url}/lacak/{tracking}/")
    camera.take(page, "tracking")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh surat").click()
    download.value.save_as(folder / "letter.pdf")
    subprocess.run(
        ["pdftoppm", "-r", "90", "-png", "-singlefile", folder / "letter.pdf", FOLDER / "letter"], check=True
    )
    model = "from forms_engine.certificates.models import IssuedCertificate"
    code = site.run(f"{model}\nresult = IssuedCertificate.objects.get().code")
    for name, value in (("verification", code), ("verification-unknown", "ABCD" * 4)):
        page.goto(f"{site.url}/v/{value}/")
        camera.take(page, name)


def main(wanted=""):
    camera, folder = Camera(wanted), Path(tempfile.mkdtemp(prefix="warkat-shots-"))
    print("Starting a demo of its own …", flush=True)
    site = Site().start()
    try:
        service = publish_story_service(site, "Penduduk")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_context(
                locale="id-ID", reduced_motion="reduce", viewport={"width": 360, "height": 740}
            ).new_page()
            tracking = citizen(page, site, service, camera, folder)
            officials(browser, site, service, camera, tracking)
            letter(page, site, tracking, camera, folder)
            administrator(browser, site, camera)
            browser.close()
    finally:
        site.stop()
    if not wanted:
        overview()
    print(f"Pictures in {FOLDER} and {DOCS}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
