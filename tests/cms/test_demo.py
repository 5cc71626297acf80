"""`make demo`'s supervisor: real processes that begin together and end together, a busy port, a second start."""

import contextlib
import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support import deploy
from tests.support.browser.site import ROOT, Site

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


def ask(port, path, method="GET"):
    """(status, body) over TLS by nginx, under the example's name."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context(), timeout=60)
    connection.request(method, path, headers={"Host": "layanan.contoh.go.id"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_behind_the_example_nginx_no_code_is_logged_and_readiness_stays_inside(site, tmp_path):
    secrets = (
        "/isi/0123456789abcdef0123456789abcdef/1/",
        "/lanjut/K7TMQ2WX9RHD/",
        "/lacak/K7TMQ2WX9R/surat.pdf",
        "/v/K7TMQ2WX9RHD4FGA2CNB/",
        "/berkas/0b0fd6de-7a7c-4a6e-9d51-5c0b7e1c6f10/?x=3375011234567890",
    )
    with deploy.nginx(tmp_path, site.port) as (port, log):
        assert ask(port, "/")[0] == 200
        for path in secrets:
            assert ask(port, path)[0] in (200, 302, 404), path
        assert ask(port, "/readyz")[0] == 200  # from this machine
        deploy.wait_for(lambda: len(log.read_text().splitlines()) == len(secrets) + 2)
        lines = log.read_text()
    for path in secrets:
        assert not any(part in lines for part in path.split("/")[2:] if len(part) > 8), lines
    assert "GET / " in lines and "GET /isi/*** " in lines
    assert "crit" in (deploy.EXAMPLES / "nginx.conf").read_text()  # below it nginx writes request lines
    assert "127.0.0.1; allow ::1; deny all;" in (deploy.EXAMPLES / "nginx.conf").read_text()


def test_a_flood_from_a_shared_address_holds_up_no_code_that_is_typed(site, tmp_path):
    """Two hundred pages at once; beside them a code is typed. Whoever is turned away is told so in words."""
    with deploy.nginx(tmp_path, site.port) as (port, _log), ThreadPoolExecutor(40) as pool:
        flood = [pool.submit(ask, port, "/v/K7TMQ2WX9RHD4FGA2CNB/") for _ in range(200)]
        assert ask(port, "/lacak/", "POST")[0] in (200, 403)  # the application's own answer (no CSRF here)
        answers = [one.result() for one in flood]
    assert {status for status, _body in answers} <= {404, 429}
    assert all("kami kenal" in body or "sekaligus" in body or "<h1" in body for _status, body in answers)


def test_while_the_application_is_down_nginx_says_so_in_plain_words(tmp_path):
    with deploy.nginx(tmp_path, deploy.free_port()) as (port, _log):
        status, body = ask(port, "/lacak/K7TMQ2WX9R/")
    assert status == 502 and "Layanan sedang dimuat ulang" in body
    assert "K7TMQ2WX9R" not in (tmp_path / "warkat.error.log").read_text()


def test_the_example_units_run_and_come_back(site):
    for name in ("warkat-web.service", "warkat-worker.service"):
        service = deploy.unit(name)["Service"]
        assert service["Restart"] == "always" and service["EnvironmentFile"] == "/etc/warkat.env"
        assert service["OOMPolicy"] == "continue"  # a child that the kernel ends doesn't end the service
    port = deploy.free_port()
    server = subprocess.Popen(
        deploy.command_of("warkat-web.service", port), cwd=ROOT, env=site.environment | {"WARKAT_ENV": "demo"},
        stdout=site.log, stderr=site.log, start_new_session=True,
    )  # fmt: skip

    def ready():
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
        return False

    try:
        deploy.wait_for(ready)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        deploy.wait_for(lambda: len(children.read_text().split()) == 4)
        workers = children.read_text().split()
        os.kill(int(workers[0]), 9)
        deploy.wait_for(lambda: len(children.read_text().split()) == 4 and workers[0] not in children.read_text())
        assert ready()
    finally:
        os.killpg(server.pid, 15)
        server.wait(40)
