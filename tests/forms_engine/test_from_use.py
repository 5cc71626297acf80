"""What people stumbled over while using it, each kept from coming back."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from cms.regions.scoping import ALL_REGIONS, region_scope
from forms_engine.applications.models import Application, Submission
from forms_engine.design.editor.compile import compile_page, whole
from forms_engine.design.packages.services import PackageError, import_service, validate
from forms_engine.design.page import ServicePage
from tests.support.cases import World
from tests.support.documents import service_document
from tests.support.factories import make_offices, make_region, make_service
from tests.support.journeys import fill

pytestmark = pytest.mark.django_db


def test_a_number_that_the_editor_still_holds_as_text_is_a_number():
    assert (whole("6"), whole(6), whole("enam"), whole(""), whole(None)) == (6, 6, "enam", "", None)


def test_the_letter_preview_may_use_its_own_style_and_no_other(rf):
    page = ServicePage(region=make_region())
    from forms_engine.design.editor.decompile import fill_page

    fill_page(page, service_document())
    response = page.serve_preview(rf.get("/"), "letter")
    html = response.content.decode()
    allowed = response._csp_update["style-src"]
    assert len(allowed) == len(re.findall("<style", html)) >= 1
    assert all(source.startswith("'sha256-") for source in allowed) and " style=" not in html


def test_who_corrects_reads_why_and_the_receipt_says_that_it_arrived():
    world = World()
    application, client = world.file(), Client()
    world.decide("correction", "Foto rumah belum jelas.")
    address = f"/lanjut/{application.draft.resume_code}/"
    page = client.post(address, {"code": application.draft.resume_code}, follow=True)
    assert page.request["PATH_INFO"].endswith("/periksa/")
    words = page.content.decode()
    assert "Foto rumah belum jelas." in words and "Belum ada yang dikirim" not in words
    sent = client.post(page.request["PATH_INFO"], {"email": ""}, follow=True).content.decode()
    assert "Perbaikan permohonan Anda sudah terkirim" in sent


@pytest.mark.parametrize(
    ("zone", "letters", "clock"), [("Asia/Jakarta", "WIB", "20.28"), ("Asia/Jayapura", "WIT", "22.28")]
)
def test_times_are_written_by_the_region_s_clock(client, zone, letters, clock):
    region = make_offices(make_region(time_zone=zone))
    begun = client.post(f"/mulai/{make_service(region, service_document()).pk}/")["Location"].removesuffix("1/")
    fill(client, begun)
    client.post(f"{begun}periksa/", {"email": ""})
    with region_scope(ALL_REGIONS):
        Application.objects.update(submitted_at=datetime(2026, 11, 24, 13, 28, tzinfo=UTC))
        Submission.objects.update(at=datetime(2026, 11, 24, 13, 28, tzinfo=UTC))
    code = Application.unscoped.get().tracking_code
    assert f"{clock} {letters}" in client.get(f"/lacak/{code}/tanda-terima/").content.decode()
    assert f"{clock} {letters}" in client.get(f"/lacak/{code}/").content.decode()


def test_a_decision_without_reason_is_said_at_the_top():
    world = World()
    world.file()
    official = world.client("petugas-loket")
    address = f"/admin/tugas/{world.task().uuid}/"
    page = official.post(address, {"decision": "reject", "reason": " "}).content.decode()
    assert page.index('role="alert"') < page.index("warkat-case")
    assert '<a href="#reason-error">' in page and 'id="reason-error"' in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda document: document.pop("steps"), "“steps” tidak ada"),
        (lambda document: document.update(steps="x"), "harus berupa daftar"),
        (lambda document: document.update(title="x" * 5000), "terlalu panjang"),
        (lambda document: document.update(audience="aliens"), "salah satu dari: residents"),
        (lambda document: document.update(colour="red"), "“colour” tidak dikenal"),
        (lambda document: document["steps"][0].update(title=7), "harus berupa teks"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_in_words(change, words):
    document = json.loads(json.dumps(service_document()))
    change(document)
    with translation.override("id"), pytest.raises(PackageError) as refused:
        validate(document)
    assert words in " ".join(refused.value.messages)


def test_what_was_imported_compiles_to_the_same(region_page):
    document = service_document()
    assert compile_page(import_service(region_page, document))["certificate"] == document["certificate"]


@pytest.fixture
def region_page(db):
    from cms.pages.models import RegionPage

    return RegionPage.objects.get(region=make_region())
