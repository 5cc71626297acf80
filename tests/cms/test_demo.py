"""`make demo`'s supervisor: real processes that begin together and end together, a busy port, a second start."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.site import ROOT, Site

pytestmark = pytest.mark.worker


def alive(folder):
    """Ids of the processes that work on the data in `folder`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if f"WARKAT_VAR={folder}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def demo(**environment):
    """(exit code, words) of a demo that can't start."""
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env=os.environ | environment,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def demo_site():
    """A demo that was started once: the first start takes its time, each one after it doesn't."""
    site = Site().start()
    yield site
    site.stop()
    assert alive(site.var) == []


@pytest.fixture
def site(demo_site):
    """The demo, running."""
    return demo_site if demo_site.process.poll() is None else demo_site.start()


def test_it_starts_says_who_can_sign_in_ends_and_starts_again(site):
    site.wait_for(lambda: "E-mails are written" in (site.var / "demo.log").read_text())
    said = (site.var / "demo.log").read_text()
    for word in (site.url, "lurah@kota-pekalongan", "admin@kabupaten-sleman", "kepala@provinsi", "warkat-demo"):
        assert word in said
    assert max(map(len, said.splitlines())) < 160
    with urllib.request.urlopen(f"{site.url}/readyz") as answer:
        assert answer.status == 200

    # Another on the same port says so plainly, and does no harm.
    code, words = demo(PORT=str(site.port), WARKAT_VAR=str(site.var))
    assert code and f"Port {site.port}" in words and "make demo PORT=" in words and "Traceback" not in words

    # Ctrl-C ends every process; what was there stays.
    assert len(alive(site.var)) >= 4  # the supervisor, the web server and its workers, the job worker
    site.process.send_signal(2)
    assert site.process.wait(60) == 0
    assert alive(site.var) == []
    people = site.rows("SELECT count(*) FROM cms_user")
    begun = time.monotonic()
    site.start()
    print(f"second start: {time.monotonic() - begun:.1f} s")
    assert site.rows("SELECT count(*) FROM cms_user") == people


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_said_plainly(port, tmp_path):
    code, words = demo(PORT=port, WARKAT_VAR=str(tmp_path))
    assert code and "PORT" in words and "Traceback" not in words


def test_when_a_part_dies_the_others_end_too(site):
    workers = [pid for pid in alive(site.var) if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(min(workers), 9)
    assert site.process.wait(60) != 0
    assert "ended by itself" in (site.var / "demo.log").read_text()
    assert [pid for pid in alive(site.var) if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()] == []


def test_a_port_in_use_by_anything_is_busy(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, words = demo(PORT=str(other.getsockname()[1]), WARKAT_VAR=str(tmp_path))
    assert code and "can't be used" in words and not list(tmp_path.iterdir())
