"""A service with an upload is completed in the text browser w3m, on a terminal of its own, by its keys alone."""

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import termios
import time

import pytest
from PIL import Image

from tests.support.browser.site import publish_story_service

pytestmark = pytest.mark.browser
TAB, BACK_TAB, ENTER = "\t", "\x1b\t", "\r"
CONTROL = re.compile(rb"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])")


class TextBrowser:
    """w3m on a pseudo-terminal. `home` holds its settings; its editor writes `prose` into every long text."""

    def __init__(self, url, home, prose):
        program = shutil.which("w3m")
        if program is None:
            pytest.fail("No text browser. Run: apt-get install -y w3m")
        editor = home / "editor.sh"
        editor.write_text(f'#!/bin/sh\necho "{prose}" > "$1"\n')
        editor.chmod(0o700)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            settings = {"HOME": str(home), "TERM": "xterm", "LANG": "C.UTF-8", "EDITOR": str(editor)}
            os.execve(program, [program, "-cookie", "-o", "accept_language=id", url], os.environ | settings)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 100, 0, 0))
        self.said = b""

    def listen(self, quiet=0.25, most=15):
        """Read until nothing has been said for `quiet` seconds."""
        until = time.monotonic() + most
        while time.monotonic() < until and select.select([self.terminal], [], [], quiet)[0]:
            try:
                self.said += os.read(self.terminal, 65536)
            except OSError:
                return

    def keys(self, *strokes):
        for stroke in strokes:
            os.write(self.terminal, stroke.encode())
            self.listen()

    def find(self, text):
        """Put the cursor on the first such text of the page."""
        self.keys("g", "/", f"{text}{ENTER}")

    def fill(self, label, *values):
        """Type into the controls that follow a label."""
        self.find(label)
        for value in values:
            self.keys(TAB, ENTER, f"{value}{ENTER}")

    def press(self, name):
        """Press a button and wait for the page that follows."""
        self.find(name)
        self.said = b""
        self.keys(ENTER)
        self.listen(quiet=1.5)

    def text(self):
        return CONTROL.sub(b" ", self.said).decode("utf-8", "replace")

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def test_a_service_with_an_upload(site, tmp_path):
    photo = tmp_path / "rumah.jpg"
    Image.new("RGB", (640, 480), "#7aa7c7").save(photo)
    service = publish_story_service(site, "w3m")
    count = "SELECT count(*) FROM forms_engine_application"
    before = site.rows(count)
    browser = TextBrowser(site.url + service["path"], tmp_path, "Jalan Melati 7")
    try:
        browser.listen(quiet=1.5)
        browser.press("Mulai permohonan")
        browser.fill("Nama lengkap", "Sari Wulandari")
        browser.fill("NIK", "3375014508850001")
        browser.fill("Tanggal lahir", "5", "Agustus", "1985")
        browser.fill("Nomor telepon", "0812 3456 7890")
        browser.press("Simpan dan lanjutkan")
        browser.find("Alamat lengkap")
        browser.keys(TAB, ENTER)
        browser.listen(quiet=1)
        browser.find("Sewa")
        browser.keys(BACK_TAB, ENTER)
        browser.fill("Jumlah penghuni", "4")
        browser.press("Simpan dan lanjutkan")
        browser.fill("Uang sewa sebulan", "Rp 750.000")
        browser.press("Simpan dan lanjutkan")
        browser.fill("Foto rumah", str(photo))
        browser.press("Simpan dan lanjutkan")
        browser.press("Kirim permohonan")
        assert "Kode lacak" in browser.text(), browser.text()[-3000:]
    finally:
        browser.end()
    assert site.rows(count)[0][0] == before[0][0] + 1
    [[answers, uploads]] = site.rows(
        "SELECT a.answers, (SELECT count(*) FROM forms_engine_upload u WHERE u.draft_id = a.draft_id)"
        " FROM forms_engine_application a ORDER BY a.id DESC LIMIT 1"
    )
    assert "Jalan Melati 7" in answers and "750000" in answers and uploads == 1
