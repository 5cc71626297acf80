"""What browsers may keep: nothing but what says so, on every route, and said in one place."""

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from cms.access.storing import A_DAY, ASKED_AGAIN, FOREVER
from tests.support.documents import service_document
from tests.support.factories import make_application, make_region, make_service
from tests.support.letters import arms_picture
from tests.support.people import make_places
from tests.support.routes import RAISES, SIGNS_OUT, sample, walk

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
# Its answers say so themselves: what stands before every middleware, and the one that says it for all.
SAY_SO = {"cms/access/storing.py", "cms/pages/probes.py"}


def test_no_route_lets_anything_be_kept_but_those_that_may(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    places = make_places()
    places[0].region.arms.save("arms.png", ContentFile(arms_picture()))
    kept, staff = {}, Client()
    staff.force_login(places[0].admin)
    for client in (Client(), staff):
        for route, name, _view in walk():
            if name in RAISES | SIGNS_OUT:
                continue
            address = "/warna/1d4ed8.css" if name == "theme" else sample(route, name, places[0])
            if name == "arms":
                address = f"/lambang/{places[0].region.slug}.png"
            said = client.get(address)["Cache-Control"]
            if said != "no-store":
                kept[name] = said
    assert kept == {"arms": A_DAY, "theme": FOREVER, "wagtail_serve": ASKED_AGAIN}


def test_public_pages_may_be_kept_by_the_browser_and_only_when_they_went_well(client):
    region = make_region()
    page = make_service(region, service_document())
    for address in ("/", f"/{region.slug}/", f"/{region.slug}/{page.slug}/"):
        assert client.get(address)["Cache-Control"] == ASKED_AGAIN, address
    for address in ("/tidak-ada/", "/warna/zzz.css", "/lambang/tidak.png", f"/{region.slug}"):
        assert client.get(address)["Cache-Control"] == "no-store", address


def test_answers_and_codes_are_never_kept(client):
    application = make_application(make_service(make_region(), service_document()), {})
    client.post("/lanjut/", {"code": application.draft.resume_code})
    tracking = f"/lacak/{application.tracking_code}/"
    for address in (tracking, f"{tracking}tanda-terima/", "/lanjut/", f"/isi/{application.draft.token}/1/"):
        assert client.get(address)["Cache-Control"] == "no-store", address
    refused = Client(enforce_csrf_checks=True).post(
        "/lanjut/", {"code": "K7TM"}, headers={"origin": "http://testserver"}
    )
    assert refused.status_code == 403 and refused["Cache-Control"] == "no-store"


def test_an_error_is_never_kept(monkeypatch):
    region = make_region()
    monkeypatch.setattr("cms.pages.models.region_sections", None)
    answer = Client(raise_request_exception=False).get(f"/{region.slug}/")
    assert (answer.status_code, answer["Cache-Control"]) == (500, "no-store")


def test_it_is_said_in_one_place():
    said = {
        path.relative_to(ROOT).as_posix()
        for package in ("cms", "forms_engine", "workflows")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"cache-control|never_cache|cache_control|patch_cache", path.read_text(), re.I)
    }
    assert said == SAY_SO


def test_no_referrer_holds_a_path_and_forms_still_say_where_they_come_from(client):
    """`no-referrer` would make browsers post with `Origin: null`, which no form of Django's is taken with."""
    for address in ("/", "/lanjut/", "/lacak/K7TMQ2WX9R/"):
        assert client.get(address)["Referrer-Policy"] == "strict-origin"


# --- the language is chosen at the page's own address ---------------------------------------------------------------


def test_a_choice_of_language_puts_no_address_into_another_one(client):
    application = make_application(make_service(make_region(), service_document()), {})
    address = f"/lacak/{application.tracking_code}/"
    assert 'href="?bahasa=en"' in client.get(address).content.decode()
    answer = client.get(f"{address}?x=1&bahasa=en&y=a%20b")
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?x=1&y=a+b")
    assert client.get(answer["Location"])["Content-Language"] == "en"
    assert client.get("/?bahasa=id")["Location"] == "/"
    assert client.get("/?bahasa=xx").status_code == 200
    assert client.post("/lanjut/?bahasa=id", {"code": ""}).status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example/", "///evil.example"])
def test_a_choice_of_language_leads_nowhere_else(client, path):
    answer = client.get(f"{path}?bahasa=en")
    assert not answer.get("Location", "/").startswith(("//", "/\\", "http"))
