"""Fifty hostile files at once against a real web server: it stays small, and other people's pages come as ever."""

import re
import socket
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from cms.management.commands.demo import server_command
from tests.support.hand import ROOT
from tests.support.hostile_files import photo, png_bomb
from tests.support.hostile_pdfs import appearance_bomb, padded_object_stream, padded_xref_stream, pdf
from tests.support.own_site import OwnSite

pytestmark = pytest.mark.worker

MB = 1024 * 1024
MOST = 350 * MB
FILES = 50
PATIENCE = 10  # seconds that a page may take meanwhile, on a machine that runs other tests too; alone it is one

PREPARE = """
from tests.support.factories import make_region, make_service
from tests.support.uploads import documents
region = make_region()
service = make_service(region, documents(max=3))
result = [region.slug, service.pk, service.get_url_parts()[2]]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    own = OwnSite(folder, "sqlite:///")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    slug, service, page = own.hand.run(PREPARE)
    with open(folder / "web.log", "ab") as log:
        web = subprocess.Popen(
            server_command("127.0.0.1", port), cwd=ROOT, env=own.environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield web, f"http://127.0.0.1:{port}", slug, service, page
    finally:
        own.kill(web)
        own.close()


class Visitor:
    """A browser with cookies; answers are (status, text, address)."""

    def __init__(self, address):
        self.address, self.jar = address, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def open(self, path, data=None, kind=""):
        request = urllib.request.Request(self.address + path, data, {"Content-Type": kind} if kind else {})
        try:
            with self.opener.open(request, timeout=90) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as failure:
            return failure.code, failure.read().decode(), failure.url

    def post(self, path, page, *files, **fields):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        line, parts = "x-warkat-x", []
        for name, value in {"csrfmiddlewaretoken": token, **fields}.items():
            parts.append(f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, content in files:
            head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="berkas"\r\n\r\n'
            parts += [head.encode(), content, b"\r\n"]
        body = b"".join([*parts, f"--{line}--\r\n".encode()])
        return self.open(path, body, f"multipart/form-data; boundary={line}")


def highest(pid):
    """The most memory that a process has held, in bytes."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) * 1024


def children(pid):
    return [child for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def answering(visitor, web):
    until = time.monotonic() + 60
    while time.monotonic() < until and web.poll() is None:
        try:
            return visitor.open("/healthz")
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The web server doesn't answer.")


def test_fifty_hostile_files_at_once_cost_no_more_than_one(site):
    web, address, slug, service, page = site
    visitor = Visitor(address)
    answering(visitor, web)
    _status, start, _url = visitor.open(page)
    _status, step, url = visitor.post(f"/mulai/{service}/", start)
    path = url.removeprefix(address)
    for _time in range(8):  # both workers have begun
        visitor.open(path)
    bombs = [
        padded_xref_stream(), padded_object_stream(), pdf(appearance_bomb, compress_streams=False),
        png_bomb(5900, 5900), png_bomb(4900, 5000),
    ]  # fmt: skip
    last = len(bombs) - 1  # a photo that is kept: it costs the most that any may

    def send(number):
        return visitor.post(path, step, ("f-fld-foto", bombs[number % len(bombs)]), _shown="0")

    with ThreadPoolExecutor(FILES) as crowd:
        sent = [crowd.submit(send, number) for number in range(FILES)]
        pages = []
        while not all(one.done() for one in sent) or not pages:
            begin = time.monotonic()
            assert Visitor(address).open(f"/{slug}/")[0] == 200
            pages.append(time.monotonic() - begin)
        answers = [one.result() for one in sent]
    assert {status for status, _text, _url in answers} == {200}
    told = [bool(re.search(r'class="error', text)) for _status, text, _url in answers]
    assert all(told[number] for number in range(FILES) if number % len(bombs) != last)
    assert max(pages) < PATIENCE, pages
    workers = children(web.pid)
    held = [highest(pid) for pid in workers]
    assert len(workers) == 2 and max(held) < MOST, [size // MB for size in held]
    assert not [child for pid in workers for child in children(pid)], "a child is left"
    status, _text, url = visitor.post(path, step, ("f-fld-foto", photo()), _shown="0")
    assert status == 200 and url.endswith("/periksa/"), "an honest photo goes through at once"
