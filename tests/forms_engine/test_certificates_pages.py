"""Checking, downloading and revoking a letter over HTTP."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.audit.models import AuditEvent
from cms.regions.scoping import region_scope
from forms_engine.certificates.issue import issue
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.certificates.numbering import allot
from forms_engine.certificates.verification import find
from tests.support.factories import make_member
from tests.support.letters import approved, make_letter_service, make_office, owner_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def region(db):
    return make_office()


@pytest.fixture
def certificate(region):
    with region_scope(region):
        return issue(approved(make_letter_service(region)).pk)


def state(response):
    return re.search(r'data-state="(\w+)"', response.content.decode())[1]


def staff_client(region, name, **changes):
    client = Client()
    client.force_login(make_member(region, name, **changes).user)
    return client


def test_a_genuine_letter_shows_what_must_be_compared_and_no_more(client, certificate):
    response = client.get(reverse("verify", args=[certificate.code]))
    text = response.content.decode()
    assert (response.status_code, state(response)) == (200, "genuine")
    for part in (certificate.number, certificate.title, "Kota Pekalongan", "S*** N***", "Lurah Contoh", "TTE"):
        assert part in text
    for personal in ("Siti", "Nurhaliza", "3375014512900003", "Kurinci", "Bambang", "198003122005011002"):
        assert personal not in text
    assert response["Cache-Control"] == "no-store" and "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("typed", ["lower", "groups", "spaces"])
def test_a_code_is_found_however_it_is_typed(client, certificate, typed):
    code = certificate.code
    groups = [code[place : place + 4] for place in range(0, 20, 4)]
    text = {"lower": code.lower(), "groups": "-".join(groups), "spaces": " " + " ".join(groups).lower() + " "}[typed]
    response = client.post(reverse("verify_search"), {"code": text}, follow=True)
    assert (response.status_code, state(response)) == (200, "genuine")


def test_a_changed_code_is_unknown(client, certificate):
    changed = ("A" if certificate.code[0] != "A" else "B") + certificate.code[1:]
    response = client.get(reverse("verify", args=[changed]))
    assert (response.status_code, state(response)) == (404, "unknown")
    assert 'name="code"' in response.content.decode()


@pytest.mark.parametrize("code", ["x", "' OR 1=1 --", "é" * 20, "A" * 5000, "२" * 20, "<script>", "..", "🙂"])
def test_junk_is_unknown_and_never_an_error(client, db, code):
    assert client.get(reverse("verify", args=[code])).status_code == 404
    assert client.post(reverse("verify_search"), {"code": code}).status_code == 200
    assert client.get(f"/v/{code}").status_code in (301, 404)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60))
def test_no_text_is_an_error(client, db, code):
    assert find(code) is None
    assert client.post(reverse("verify_search"), {"code": code}).status_code in (200, 302)


def test_a_letter_after_its_last_day_has_expired(client, certificate):
    IssuedCertificate.unscoped.update(valid_until=timezone.localdate() - timedelta(days=2))
    assert state(client.get(reverse("verify", args=[certificate.code]))) == "expired"
    IssuedCertificate.unscoped.update(valid_until=None)
    assert state(client.get(reverse("verify", args=[certificate.code]))) == "genuine"


def test_a_letter_that_has_its_number_but_no_file_yet_is_unknown(client, region):
    with region_scope(region):
        waiting = allot(approved(make_letter_service(region)).pk)
    assert client.get(reverse("verify", args=[waiting.code])).status_code == 404


def test_the_owner_downloads_the_letter_and_the_trail_knows(certificate):
    application = certificate.application
    address = reverse("certificate_download", args=[application.tracking_code])
    response = owner_client(application.draft).get(address)
    assert response["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'attachment; filename="470-001-KEL\.CTH-[IVX]+-\d{4}\.pdf"', response["Content-Disposition"])
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    [event] = AuditEvent.unscoped.filter(action="certificate.downloaded")
    assert event.actor == "applicant" and event.region_id == certificate.region_id


def test_nobody_else_downloads_it(client, certificate):
    code = certificate.application.tracking_code
    response = client.get(reverse("certificate_download", args=[code]))
    assert (response.status_code, response["Location"]) == (302, reverse("tracking", args=[code]))
    assert client.get(reverse("certificate_download", args=["AAAAAAAAAA"])).status_code == 404
    assert client.post(reverse("certificate_download", args=[code])).status_code == 405
    assert not AuditEvent.unscoped.filter(action="certificate.downloaded").exists()


def test_a_letter_whose_file_is_gone_is_not_an_error(certificate):
    certificate.file.storage.delete(certificate.file.name)
    address = reverse("certificate_download", args=[certificate.application.tracking_code])
    assert owner_client(certificate.application.draft).get(address).status_code == 404


def test_who_may_read_the_application_downloads_its_letter(client, region, certificate):
    address = reverse("certificate_staff_download", args=[certificate.uuid])
    assert staff_client(region, "petugas").get(address).status_code == 404
    admin = staff_client(region, "admin-a", regional_admin=True)
    asked = admin.get(address)
    assert asked.status_code == 302 and str(certificate.application.uuid) in asked.url
    asked = admin.post(asked.url, {"reason": "complaint", "next": address})
    assert asked.url == address and admin.get(address).status_code == 200
    event = AuditEvent.unscoped.get(action="certificate.downloaded")
    assert event.actor.startswith("user:") and event.data == {"basis": "reason", "reason": "complaint"}
    assert staff_client(make_office("33.26"), "tamu", regional_admin=True).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_a_regional_admin_lists_and_revokes_letters_of_the_region(client, region, certificate):
    admin = staff_client(region, "admin-a", regional_admin=True)
    stranger = staff_client(make_office("33.26"), "admin-b", regional_admin=True)
    officer = staff_client(region, "petugas")
    listing, form = reverse("certificates"), reverse("certificate_revoke", args=[certificate.uuid])
    assert certificate.number in admin.get(listing).content.decode()
    assert certificate.number in admin.get(listing, {"q": certificate.code.lower()}).content.decode()
    assert certificate.number not in admin.get(listing, {"q": "999\x00", "p": "zzz"}).content.decode()
    assert certificate.number not in stranger.get(listing).content.decode()
    assert stranger.get(form).status_code == 404 and stranger.post(form, {"reason": "x"}).status_code == 404
    for address in (listing, form):
        refused = officer.get(address)
        assert refused.status_code in (302, 403) and certificate.number not in refused.content.decode()
    assert admin.post(form, {"reason": "Data keliru"}).status_code == 302, "it asks first why the letter is opened"
    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    admin.post(reverse("reading_reason", args=[certificate.application.uuid]), {"reason": "letter"})
    assert admin.get(form).status_code == 200
    assert admin.post(form, {"reason": ""}).status_code == 200
    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    assert admin.post(form, {"reason": "Data keliru"}).status_code == 302
    shown = admin.get(listing).content.decode()
    assert "dicabut" in shown and "Data keliru" not in shown
    assert admin.get(form).status_code == 404
    response = client.get(reverse("verify", args=[certificate.code]))
    assert (response.status_code, state(response)) == (200, "revoked")
    assert "Data keliru" not in response.content.decode()
    owner = owner_client(certificate.application.draft)
    assert owner.get(reverse("certificate_download", args=[certificate.application.tracking_code])).status_code == 302
