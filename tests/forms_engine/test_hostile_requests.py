"""Whatever a stranger sends to a public address: a clear page, never a 500."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.documents import service_document
from tests.support.factories import make_offices, make_region, make_service

pytestmark = pytest.mark.django_db

TEXTS = [
    "", " ", "\x00", "a\x00b", "\ufffd", "\u202eRTL", "9" * 5000, "-1", "1e999", "NaN", "Infinity", "0x10", "٣٣",
    "<script>alert(1)</script>", "{{ 7*7 }}", "{% debug %}", "../../etc/passwd", "' OR 1=1 --", "%s%n", "😀" * 50,
    "\r\nSet-Cookie: a=b", "A" * 200_000, "2026-02-30", "31", "null", "true", "[]", "{}", "\ufeff",
]  # fmt: skip


@pytest.fixture
def service(db):
    region = make_offices(make_region())
    return make_service(region, service_document())


FINE = (200, 302, 400, 404, 413, 422, 429)


def steps_of(client, service):
    """Begin a draft; the addresses of its steps, as far as they can be opened from the start."""
    first = client.post(reverse("journey_start", args=[service.pk])).url
    base = first.rstrip("/").rpartition("/")[0]
    return [f"{base}/{place}/" for place in range(1, 5)]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_every_field_of_every_step_survives(client, service, text):
    for address in steps_of(client, service):
        shown = client.get(address, follow=True)
        names = set(re.findall(r'name="([^"]+)"', shown.content.decode()))
        for posted in (dict.fromkeys(names, text), {name: [text, text] for name in names}):
            answer = client.post(address, posted)
            assert answer.status_code in FINE, answer.status_code
        again = client.get(address, follow=True)
        assert again.status_code == 200 and "<script>alert" not in again.content.decode()


@pytest.mark.parametrize("text", TEXTS[1:], ids=range(len(TEXTS) - 1))
@pytest.mark.parametrize("name", ["resume", "tracking_search", "verify_search"])
def test_every_search_survives(client, service, name, text):
    fields = ("code", "kode", "q", "tracking_code", "resume_code")
    for answer in (
        client.post(reverse(name), dict.fromkeys(fields, text)),
        client.get(reverse(name), dict.fromkeys(fields, text)),
    ):
        assert answer.status_code in FINE, answer.status_code


@pytest.mark.parametrize(
    "path",
    ["/v/{}/", "/lacak/{}/", "/lacak/{}/surat.pdf", "/lanjut/{}/", "/isi/{}/", "/isi/{}/1/", "/{}/",
     "/kota-pekalongan/{}/", "/lambang/{}.png", "/berkas/{}/", "/admin/{}/"],
)  # fmt: skip
def test_every_address_survives(service, path):
    client = Client()
    for text in (
        "%00",
        "%F0%9F%98%80",
        "A" * 3000,
        "%2e%2e%2f",
        "%25s",
        "%0d%0a",
        "%FF",
        "..",
        "'",
        "%7B%7B7*7%7D%7D",
    ):
        answer = client.get(path.format(text))
        assert answer.status_code in (200, 301, 302, 400, 404), (path, text, answer.status_code)
