"""“Simulasi”: the draft of a service from form to letter, with nothing real happening."""

import re

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from cms.jobs.models import Job
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.design.editor.preview import serve_preview
from forms_engine.design.packages.services import import_service
from forms_engine.models import Application, Draft, IssuedCertificate, NumberSequence, Upload
from forms_engine.walk.plan import Plan
from tests.support.cases import two_ways
from tests.support.costly import many_conditions
from tests.support.factories import make_member, make_position, make_region
from tests.support.simulation import answer, post

pytestmark = pytest.mark.django_db
REAL = (Application, Draft, IssuedCertificate, NumberSequence, Upload, Job)


@pytest.fixture
def region():
    region = make_region()
    for code, title in (("petugas-loket", "Petugas Loket"), ("lurah", "Lurah")):
        make_position(region, code, title)
    return region


@pytest.fixture
def admin(region):
    client = Client()
    client.force_login(make_member(region, "admin-wilayah", regional_admin=True).user)
    return client


@pytest.fixture
def address(region):
    page = import_service(RegionPage.objects.get(region=region), two_ways())
    return reverse("simulation", args=[page.pk])


def counts(region):
    with region_scope(region.pk):
        return [model._base_manager.count() for model in REAL]


def test_from_form_to_letter_and_nothing_real_happens(admin, address, region):
    before = counts(region)
    page = admin.get(address).content.decode()
    assert "Jumlah anak" in page
    page = answer(admin, address, "5")
    assert "5" in page and "Kirim" in page
    page = post(admin, address, act="send")
    assert "Petugas Loket" in page
    page = post(admin, address, act="decide", decision="correction", reason="Lengkapi.")
    assert "Jumlah anak" in page and "Lengkapi." in page
    answer(admin, address, "6")
    post(admin, address, act="send")
    post(admin, address, act="decide", decision="approve")
    page = post(admin, address, act="decide", decision="approve")
    letter = admin.get(re.search(r'href="([^"]*/surat/)"', page)[1])
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF")
    assert counts(region) == before and not mail.outbox


def test_a_skipped_stage_says_why(admin, address):
    answer(admin, address, "2")
    page = post(admin, address, act="send")
    assert "dilewati" in page and "Jumlah anak" in page
    page = post(admin, address, act="decide", decision="approve")
    assert "Disetujui" in page  # the second stage wasn't asked


def test_the_clock_goes_forward_and_deadlines_pass(admin, address, region):
    answer(admin, address, "5")
    post(admin, address, act="send")
    page = post(admin, address, act="days", days="30")
    assert "30 hari" in page


def test_wrong_input_is_said_as_in_the_real_form(admin, address):
    page = answer(admin, address, "banyak")
    assert "Mohon perbaiki" in page and 'value="banyak"' in page
    answer(admin, address, "2")
    post(admin, address, act="send")
    page = post(admin, address, act="decide", decision="reject", reason="")
    assert "Tulis" in page


def test_made_up_answers_fill_a_step(admin, address):
    page = post(admin, f"{address}?langkah=1", act="fill")
    assert re.search(r'name="f-fld-many"[^>]*value="\d+"', page)


def test_the_session_holds_one_run_that_comes_to_an_end(admin, address, region, monkeypatch):
    monkeypatch.setattr("workflows.simulation.views.MOST_EVENTS", 6)
    other = import_service(RegionPage.objects.get(region=region), two_ways() | {"title": "Lain"})
    answer(admin, address, "5")
    assert admin.session["simulation"]["run"]["answers"] == {"fld-many": 5}
    answer(admin, reverse("simulation", args=[other.pk]), "6")
    kept = admin.session["simulation"]
    assert kept["page"] == other.pk and kept["run"]["answers"] == {"fld-many": 6}
    address = reverse("simulation", args=[other.pk])
    post(admin, address, act="send")
    for _time in range(4):
        page = post(admin, address, act="decide", decision="correction", reason="Lengkapi.")
        page += post(admin, address, act="send")
    assert "mulai lagi" in page.casefold()
    assert len(admin.session["simulation"]["run"]["events"]) == 6
    assert "mulai lagi" not in post(admin, address, act="restart").casefold().split("<main")[0]
    assert "simulation" not in admin.session


def test_another_regions_service_is_not_found(address):
    client = Client()
    client.force_login(make_member(make_region("34.04"), "admin-lain", regional_admin=True).user)
    assert client.get(address).status_code == 404


def test_no_letter_before_the_approval(admin, address):
    assert admin.get(f"{address}surat/").status_code == 404


def test_a_draft_that_costs_too_much_isn_t_run(admin, region, monkeypatch):
    monkeypatch.setattr(Plan, "walk", None)
    page = import_service(RegionPage.objects.get(region=region), many_conditions(20, 60))
    response = admin.get(reverse("simulation", args=[page.pk]))
    assert response.status_code == 200 and 'class="lead"' in response.content.decode()
    assert "sim-main" not in response.content.decode()
    assert admin.get(reverse("simulation_letter", args=[page.pk])).status_code == 404
    # Nor on the page of its versions, which replays drafts and examples, nor in the preview.
    assert admin.get(reverse("service_versions", args=[page.pk])).status_code == 200
    with region_scope(region.pk):
        for mode, _label in page.PREVIEW_MODES:
            request = RequestFactory().get("/")
            assert serve_preview(page.get_latest_revision_as_object(), request, mode).status_code == 200
