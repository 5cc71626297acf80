"""Uploads and the virus scanner: a real clamd; what it refuses, what waits for it, what it locks later."""

import io
import socket

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from cms.audit.models import AuditEvent
from cms.jobs.ledger import drain
from cms.jobs.models import Job
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Draft
from forms_engine.uploads.inspect import Inspected
from forms_engine.uploads.jobs import scan_rest
from forms_engine.uploads.models import Upload
from forms_engine.uploads.scanner import Clamd, ScannerUnavailable, Verdict
from forms_engine.uploads.store import SCANNER, keep
from tests.support.clamd import MARK, running_clamd
from tests.support.documents import service_document
from tests.support.due import all_due
from tests.support.factories import make_application, make_reader, make_region, make_service
from tests.support.hostile_files import photo

AWAY = "unix:/nowhere/clamd.ctl"


@pytest.fixture(scope="session")
def clamd():
    with running_clamd() as address:
        yield address


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"


@pytest.fixture(autouse=True)
def _well_before():
    SCANNER.back()
    yield
    SCANNER.back()


@pytest.fixture
def draft(db):
    return make_application(make_service(make_region(), service_document()), {}).draft


def harmful_pdf():
    with pikepdf.new() as file:
        file.add_blank_page()
        file.pages[0].obj.Contents = file.make_stream(b"% " + MARK)
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def kept(draft, content=MARK, name="surat.pdf"):
    with region_scope(draft.region_id):
        return keep(draft, "fld-foto", Inspected(content, "application/pdf", name))


def test_clamd_tells_clean_from_harmful(clamd):
    scanner = Clamd(clamd)
    assert scanner.scan(photo()) == Verdict()
    assert scanner.scan(b"") == Verdict()
    assert scanner.scan(b"x" * 300_000 + MARK).threat.startswith("Warkat.Uji")


def test_a_scanner_that_is_away_or_talks_nonsense_decides_nothing(clamd):
    with pytest.raises(ScannerUnavailable):
        Clamd(AWAY).scan(b"x")
    with pytest.raises(ScannerUnavailable):
        Clamd("tcp:127.0.0.1:1").scan(b"x")


def test_a_scanner_that_hangs_keeps_one_visitor_waiting_for_seconds_and_the_next_not_at_all(
    settings, draft, monkeypatch
):
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD = f"tcp:127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setattr("forms_engine.uploads.store.VISITOR_SECONDS", 0.2)
        monkeypatch.setattr(Clamd, "_ask", lambda self, *args, ask=Clamd._ask: asked.append(args) or ask(self, *args))
        for _ in range(3):
            assert kept(draft).scan == Upload.Scan.NOT_YET
    assert [seconds for _content, seconds in asked] == [0.2]
    assert Job.unscoped.filter(name="uploads.scan", kind="scans").count() == 3


def test_a_harmful_file_is_refused_on_the_step_in_plain_words(clamd, settings, client, db):
    settings.CLAMD = clamd
    document = service_document()
    document["steps"] = [document["steps"][2]]
    document["steps"][0]["fields"][0]["options"] = {}
    service = make_service(make_region(), document)
    client.post(f"/mulai/{service.pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/1/"
    file = SimpleUploadedFile("surat.pdf", harmful_pdf())
    page = client.post(address, {"_shown": "0,1", "f-fld-foto": file, "f-fld-note": "Catatan saya"}).content.decode()
    assert 'id="errors"' in page and "Pemindai virus" in page and "Catatan saya" in page
    assert not Upload.unscoped.exists()
    clean = SimpleUploadedFile("rumah.jpg", photo())
    assert client.post(address, {"_shown": "0,1", "f-fld-foto": clean, "f-fld-note": ""}).status_code == 302
    assert Upload.unscoped.get().scan == Upload.Scan.CLEAN


def test_what_could_not_be_scanned_waits_and_staff_with_it(clamd, settings, draft, client):
    settings.CLAMD = AWAY
    upload = kept(draft, photo())
    client.force_login(make_reader(draft.application))
    assert client.get(f"/berkas/{upload.uuid}/").status_code == 409
    drain()
    assert Job.unscoped.get(name="uploads.scan").state == Job.State.READY
    settings.CLAMD = clamd
    all_due()
    drain()
    upload.refresh_from_db()
    assert upload.scan == Upload.Scan.CLEAN
    assert client.get(f"/berkas/{upload.uuid}/").status_code == 200


def test_what_is_found_later_is_locked_for_everybody(clamd, settings, draft, client):
    upload = kept(draft)
    settings.CLAMD = clamd
    with region_scope(draft.region_id):
        scan_rest(lambda: None)
    drain()
    upload.refresh_from_db()
    assert upload.scan == Upload.Scan.INFECTED
    with region_scope(draft.region_id):
        assert AuditEvent.objects.get(action="upload.infected").data["threat"].startswith("Warkat.Uji")
    client.force_login(make_reader(draft.application))
    owner = Client()
    owner.post("/lanjut/", {"code": draft.resume_code})
    for browser in (client, owner):
        response = browser.get(f"/berkas/{upload.uuid}/")
        assert response.status_code == 410 and MARK not in response.content
    assert Client().get(f"/berkas/{upload.uuid}/").status_code == 404


def test_without_a_scanner_nothing_waits(settings, draft, client):
    upload = kept(draft, photo())
    client.force_login(make_reader(draft.application))
    assert client.get(f"/berkas/{upload.uuid}/").status_code == 200
    assert not Job.unscoped.exists()


def test_a_harmful_file_never_takes_the_place_of_a_good_one(clamd, settings, draft):
    good = kept(draft, photo())
    settings.CLAMD = clamd
    with pytest.raises(ValidationError):
        kept(draft)
    assert Upload.unscoped.get().pk == good.pk


def test_an_operator_is_told_that_no_scanner_is_set(capsys, settings):
    call_command("check", deploy=True, fail_level="CRITICAL")
    assert "warkat.W003" in capsys.readouterr().err
    settings.CLAMD = AWAY
    call_command("check", deploy=True, fail_level="CRITICAL")
    assert "warkat.W003" not in capsys.readouterr().err
