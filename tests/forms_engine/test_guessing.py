"""Every place where a code or a token is tried: wrong ones are slowed, the right one always works."""

import re
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from cms.access import attempts, guessing
from cms.access.admin_routes import declared_roles
from cms.access.attempts import Limit
from cms.access.models import Attempt
from cms.access.roles import Role
from cms.regions.scoping import region_scope
from forms_engine.applications.codes import new_code, new_token
from forms_engine.applications.models import Draft
from forms_engine.certificates.issue import issue
from forms_engine.uploads.models import Upload
from tests.support.documents import service_document
from tests.support.factories import make_service
from tests.support.letters import approved, make_letter_service, make_office, owner_client
from tests.support.routes import walk

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]

# Public routes that capture something that is no secret, and why.
NO_SECRET = {
    "arms": "the name of a region", "theme": "a colour", "wagtail_serve": "the address of a public page",
    "wagtailadmin_password_reset_confirm": "signed by the server's key, for minutes; see signing in",
    "wagtailadmin_sprite": "nothing is captured",
}  # fmt: skip


FILES = ("upload_file", "upload_thumbnail")  # an account asks for these as well


@dataclass(frozen=True)
class Try:
    """How a code is tried at one place: `address` or the `code` posted there is what is wrong or right."""

    address: str
    code: str | None = None
    owner: Draft | None = None  # the browser that began this draft asks

    def ask(self, **more):
        client = owner_client(self.owner) if self.owner else Client()
        if self.code is None:
            return client.get(self.address, **more)
        return client.post(self.address, {"code": self.code}, follow=self.address == "/v/", **more)


class World:
    """A filed application with a letter, a file, and a draft of another service."""

    def __init__(self):
        region = make_office()
        with region_scope(region):
            self.application = approved(make_letter_service(region))
            self.letter = issue(self.application.pk)
            self.draft = self.application.draft
            self.upload = Upload(region=region, draft=self.draft, field_id="x", name="x.pdf", size=1, sha256="x",
                                 content_type="application/pdf")  # fmt: skip
            self.upload.file.save("x", ContentFile(b"x"))
        self.service = make_service(region, service_document())
        client = Client()
        begun = client.post(f"/mulai/{self.service.pk}/")["Location"]
        self.open = Draft.unscoped.get(token=begun.split("/")[2])

    def tries(self):
        """route → (a wrong try, the right one)."""
        tracking, resume, other = self.application.tracking_code, self.draft.resume_code, self.service.pk
        mine, wrong, unknown = self.draft, new_code(12), new_code(10)
        uuid = "7b0f1c1e-0000-4000-8000-000000000001"
        pages = {"journey": "", "journey_step": "1/", "review": "periksa/", "draft_saved": "simpan/"}
        table = {
            "resume": (Try("/lanjut/", wrong), Try("/lanjut/", resume)),
            "earlier_answers": tuple(Try(f"/mulai/{other}/jawaban-lama/", code) for code in (wrong, resume)),
            "tracking_search": (Try("/lacak/", unknown), Try("/lacak/", tracking)),
            "tracking": (Try(f"/lacak/{unknown}/"), Try(f"/lacak/{tracking}/")),
            "tracking, the resume code": tuple(Try(f"/lacak/{tracking}/", code) for code in (wrong, resume)),
            "receipt": tuple(Try(f"/lacak/{code}/tanda-terima/", owner=mine) for code in (unknown, tracking)),
            "certificate_download": tuple(Try(f"/lacak/{key}/surat.pdf", owner=mine) for key in (unknown, tracking)),
            "verify_search": (Try("/v/", new_code(20)), Try("/v/", self.letter.code)),
            "verify": (Try(f"/v/{new_code(20)}/"), Try(f"/v/{self.letter.code}/")),
            "upload_file": tuple(Try(f"/berkas/{key}/", owner=mine) for key in (uuid, self.upload.uuid)),
            "upload_thumbnail": (Try(f"/berkas/{uuid}/kecil/", owner=mine), None),
            "file_piece": (Try(f"/isi/{new_token()}/berkas/", "x"), None),
        }  # fmt: skip
        for name, end in pages.items():
            bad, good = (Try(f"/isi/{token}/{end}", owner=self.open) for token in (new_token(), self.open.token))
            table[name] = (bad, good)
        return table


@pytest.fixture
def few(monkeypatch):
    """A limit of two wrong codes, and no waiting."""
    monkeypatch.setattr(guessing, "LIMIT", Limit(most=2, window=timedelta(minutes=10)))
    monkeypatch.setattr(guessing.time, "sleep", lambda seconds: None)


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    return World()


def test_wrong_codes_are_slowed_everywhere_and_the_right_one_always_works(world, few):
    wrong = []
    for name, (bad, good) in world.tries().items():
        Attempt.objects.all().delete()
        first, _second, third = (bad.ask() for _try in range(3))
        if first.status_code == 429:
            wrong.append(f"{name}: the first wrong one is refused already")
        if third.status_code != 429 or not 500 < int(third.get("Retry-After", 0)) <= 600:
            wrong.append(f"{name}: {third.status_code} after too many wrong ones")
        elif name in FILES and not (b"Halaman ini tidak ada" in third.content and b"kode" not in third.content):
            wrong.append(f"{name}: speaks of a code, though nobody typed one")
        elif name not in FILES and not re.search(r"10 (menit|minutes)", third.content.decode()):
            wrong.append(f"{name}: isn't told how long")
        if bad.ask(REMOTE_ADDR="10.0.0.9").status_code == 429:
            wrong.append(f"{name}: another address waits as well")
        if good is None:
            continue
        right = good.ask()
        if right.status_code not in (200, 302) or right.get("Retry-After") or right.get("Location") == "/lanjut/":
            wrong.append(f"{name}: the right one got {right.status_code}")
    assert not wrong, "\n".join(wrong)


def test_every_route_that_takes_a_code_is_in_the_table(world):
    """A route with a code that isn't tried above fails here."""
    table = {resolve(bad.address).view_name or "" for bad, _good in world.tries().values()}
    takes = set()
    for route, name, view in walk():
        match = type("Match", (), {"view_name": name, "url_name": name.rpartition(":")[2], "route": route})
        if Role.PUBLIC not in declared_roles(match, view) or name in NO_SECRET:
            continue
        if set(re.findall(r"<(\w+):", route)) - {"int"} or "(" in route:
            takes.add(name)
    assert takes - {""} <= table, "add it to the table, or to NO_SECRET with the reason"
    assert [route for route, name, _view in walk() if not name and "<" in route and "lanjut" in route] == [
        "lanjut/<str:code>/"
    ], "an older link only fills in the form of `resume`"


def test_every_form_that_takes_a_code_is_in_the_table(world):
    pages = {
        path.relative_to(ROOT / "templates" / "forms_engine").as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if "forms_engine/code_form.html" in path.read_text() or 'name="code"' in path.read_text()
    }
    posts = {resolve(bad.address).view_name for bad, _good in world.tries().values() if bad.code not in (None, "x")}
    assert posts == {"resume", "earlier_answers", "tracking_search", "tracking", "verify_search"}
    assert pages == {
        "resume.html", "earlier.html", "tracking_search.html", "tracking.html", "certificates/verify_form.html",
        "code_form.html",
    }  # fmt: skip


def test_what_was_typed_stays_and_the_limit_ends(client, few):
    now = timezone.now()
    with patch.object(attempts.timezone, "now", return_value=now):
        for _ in range(2):
            assert client.post("/lanjut/", {"code": "AAAA-BBBB-CCCC"}).status_code == 200
        refused = client.post("/lanjut/", {"code": "DDDD-EEEE-FFFF"})
        assert refused.status_code == 429 and b"DDDD-EEEE-FFFF" in refused.content
    assert not Attempt.objects.filter(key__contains="127.0.0.1").exists()
    with patch.object(attempts.timezone, "now", return_value=now + timedelta(minutes=10)):
        assert client.post("/lanjut/", {"code": "AAAA-BBBB-CCCC"}).status_code == 200


def test_right_codes_count_nothing_and_wrong_ones_beyond_the_limit_write_nothing(world, few):
    for _name, (_bad, good) in world.tries().items():
        if good is not None:
            good.ask()
    assert not Attempt.objects.exists()
    for _ in range(9):
        Client().get(f"/lacak/{new_code(10)}/")
    assert Attempt.objects.count() == 2


def test_old_attempts_are_forgotten(db, few):
    Attempt.objects.create(key="x", at=timezone.now() - attempts.KEPT - timedelta(seconds=1))
    Client().get(f"/lacak/{new_code(10)}/")
    assert not Attempt.objects.filter(key="x").exists()


def test_one_thread_waits_and_the_others_are_answered_at_once(rf, monkeypatch):
    """However many guess at once, they hold one thread of the process, for half a second."""
    waits = []
    monkeypatch.setattr(guessing, "LIMIT", Limit(most=0, window=timedelta(minutes=10)))
    monkeypatch.setattr(Limit, "seconds_left", lambda self, key: 600)

    def wait(seconds):
        waits.append((seconds, threading.get_ident()))
        others = [threading.Thread(target=guessing.wrong_code, args=(rf.get("/"),)) for _ in range(8)]
        for other in others:
            other.start()
        for other in others:
            other.join(2)
        assert not any(other.is_alive() for other in others)

    monkeypatch.setattr(guessing.time, "sleep", wait)
    assert guessing.wrong_code(rf.get("/"))
    assert waits == [(0.5, threading.get_ident())]
    assert guessing.wrong_code(rf.get("/")) and len(waits) == 2, "the place is free again"
