"""Error pages: in the reader's language, with a way on, in the look of the site."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def said(answer, status):
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("id", "Halaman ini tidak ada"), ("en", "Page not found")])
def test_a_wrong_address(client, language, words):
    client.cookies["bahasa"] = language
    page = said(client.get("/kota-mana/"), 404)
    assert words in page and f'<html lang="{language}"' in page and 'href="/"' in page


def test_a_null_character_in_an_address_or_a_query(client):
    assert "Alamat ini tidak dapat dibaca" in said(client.get("/v/%00/"), 400)
    said(client.get("/lacak/?code=%00"), 400)


def test_a_form_that_has_expired():
    page = said(Client(enforce_csrf_checks=True).post("/lanjut/", {"code": "x"}), 403)
    assert "kedaluwarsa" in page


def test_a_fault_of_ours(monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("forms_engine.journey.views.ResumeForm", None)
    page = said(client.get("/lanjut/"), 500)
    assert "Bukan salah Anda" in page and "Traceback" not in page
