"""Drafts: guessing codes is limited, and nothing typed is lost to a closed page, a lost cookie or a second tab."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cms.access import client
from cms.access.attempts import Limit
from cms.access.models import Attempt
from cms.jobs.ledger import drain
from cms.jobs.models import Job
from cms.regions.scoping import region_scope
from forms_engine.applications import notify
from forms_engine.applications.codes import grouped, resume_address
from forms_engine.applications.jobs import clear_drafts
from forms_engine.applications.models import Draft
from forms_engine.applications.qr import qr_data_uri
from forms_engine.journey.wizard import _merged
from tests.support.documents import service_document
from tests.support.factories import make_application, make_region, make_service
from tests.support.journeys import HOME, PERSON
from tests.support.routes import walk

pytestmark = pytest.mark.django_db


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(rf, settings):
    settings.PROXIES = 1
    first = rf.get("/", headers={"x-forwarded-for": "9.9.9.9, 203.0.113.7"})
    again = rf.get("/", headers={"x-forwarded-for": "8.8.8.8, 203.0.113.7"})
    other = rf.get("/", headers={"x-forwarded-for": "203.0.113.8"})
    assert client.address_of(first) == client.address_of(again) == "203.0.113.7"
    assert client.client_of(first, "x") != client.client_of(other, "x")
    assert client.client_of(first, "x") != client.client_of(first, "y")
    # A subscriber has a whole /64 of IPv6: whichever address is taken, it is one client.
    ours, same, others = (
        rf.get("/", headers={"x-forwarded-for": hop})
        for hop in ("2001:db8:1:2::1", "2001:db8:1:2:f::9", "2001:db8:1:3::1")
    )
    assert client.client_of(ours, "x") == client.client_of(same, "x") != client.client_of(others, "x")
    mapped = rf.get("/", headers={"x-forwarded-for": "::ffff:203.0.113.7"})
    assert client.client_of(mapped, "x") == client.client_of(first, "x")
    # Without the header the limit stays on: the connection's own address counts.
    assert client.address_of(rf.get("/", REMOTE_ADDR="198.51.100.4")) == "198.51.100.4"


# --- autosave, a lost cookie, two tabs ----------------------------------------------------------------------


@pytest.fixture
def begun(client):
    """(client, address of the draft, the draft)."""
    service = make_service(make_region(), service_document())
    client.post(f"/mulai/{service.pk}/")
    draft = Draft.unscoped.get()
    return client, f"/isi/{draft.token}/", draft


def test_autosave_keeps_what_was_typed_and_says_nothing(begun, django_assert_max_num_queries):
    client, address, draft = begun
    client.get(f"{address}1/")
    with django_assert_max_num_queries(5):
        response = client.post(f"{address}1/", PERSON | {"f-fld-nik0": "3375", "_auto": "1"})
    assert response.status_code == 204 and not response.content
    page = client.get(f"{address}1/").content.decode()
    assert "Sari Wulandari" in page and 'value="3375"' in page and 'id="errors"' not in page
    draft.refresh_from_db()
    assert "fld-nik0" not in draft.answers


def test_what_is_typed_after_the_cookie_was_lost_is_kept_once_the_code_is_right(begun):
    client, address, draft = begun
    client.cookies.clear()
    page = client.post(f"{address}1/", PERSON | {"f-fld-nik0": "3375"})
    assert page.status_code == 403 and "Sari Wulandari" in page.content.decode()
    carried = dict(page.context["carried"])
    wrong = client.post("/lanjut/", carried | {"code": "AAAA-BBBB-CCCC"})
    assert dict(wrong.context["carried"]) == carried
    draft.refresh_from_db()
    assert draft.answers == {}
    right = client.post("/lanjut/", carried | {"code": draft.resume_code}, follow=True)
    assert right.redirect_chain[-1][0] == f"{address}1/" and 'value="3375"' in right.content.decode()
    draft.refresh_from_db()
    assert draft.answers["fld-name"] == "Sari Wulandari"


def test_another_draft_s_code_keeps_nothing_that_was_typed(begun):
    client, address, draft = begun
    other = make_application(draft.service, {}).draft
    client.cookies.clear()
    carried = dict(client.post(f"{address}1/", PERSON).context["carried"])
    client.post("/lanjut/", carried | {"code": other.resume_code})
    for row in (draft, other):
        row.refresh_from_db()
        assert row.answers == {}


def test_two_tabs_on_one_step_keep_what_each_changed_last(begun):
    client, address, draft = begun
    client.post(f"{address}1/", PERSON)
    client.post(f"{address}2/", HOME)
    client.post(f"{address}1/", PERSON | {"f-fld-name": "Sari W."})
    draft.refresh_from_db()
    assert draft.answers["fld-name"] == "Sari W." and draft.answers["fld-addr"] == "Jalan Melati 7"


def test_a_form_whose_secret_is_gone_is_offered_again_to_our_own_pages_only():
    strict = Client(enforce_csrf_checks=True)
    own = strict.post("/lanjut/", {"code": "K7TM"}, headers={"origin": "http://testserver"})
    assert own.status_code == 403 and 'name="code" value="K7TM"' in own.content.decode()
    assert "K7TM" not in strict.post("/lanjut/", {"code": "K7TM"}).content.decode()
    foreign = strict.post("/lanjut/", {"code": "K7TM"}, headers={"origin": "https://elsewhere.example"})
    assert "K7TM" not in foreign.content.decode()
    admin = strict.post("/admin/login/", {"password": "K7TM"}, headers={"origin": "http://testserver"})
    assert "K7TM" not in admin.content.decode()


def test_the_code_comes_by_e_mail_once_in_ten_minutes(begun, mailoutbox, settings):
    client, address, draft = begun
    for _time in range(2):
        assert (
            client.post(f"{address}simpan/", {"email": "sari@contoh.id"})["Location"]
            == f"{address}simpan/?terkirim=1"
        )
    drain()
    (mail,) = mailoutbox
    assert mail.to == ["sari@contoh.id"]
    assert resume_address(settings.BASE_URL, draft.resume_code) in mail.body
    assert draft.resume_code not in mail.subject and grouped(draft.resume_code) not in mail.subject
    job = Job.unscoped.get(name="drafts.send_code")
    assert job.args == {"draft": draft.pk} and "sari" not in (job.key or "")
    assert "terkirim" not in client.get(f"{address}simpan/").content.decode()


def test_the_code_travels_in_the_fragment_and_in_no_path(begun, mailoutbox):
    client, address, draft = begun
    code = grouped(draft.resume_code)
    assert resume_address("https://warkat.example", draft.resume_code) == f"https://warkat.example/lanjut/#{code}"
    saved = client.get(f"{address}simpan/").content.decode()
    assert qr_data_uri(f"http://testserver/lanjut/#{code}") in saved
    client.post(f"{address}simpan/", {"email": "sari@contoh.id"})
    drain()
    for text in (saved, mailoutbox[0].body):
        assert "lanjut/" in text and not re.search(r"lanjut/[A-Z0-9]", text)
    with pytest.raises(NoReverseMatch):
        reverse("resume", args=[draft.resume_code])
    assert not [name for route, name, _view in walk() if route == "lanjut/<str:code>/" and name]


def test_an_older_link_still_fills_in_the_code(begun):
    _client, _address, draft = begun
    answer = Client().get(f"/lanjut/{draft.resume_code}/")
    assert answer.status_code == 200 and f'value="{grouped(draft.resume_code)}"' in answer.content.decode()
    assert 'action="/lanjut/"' in answer.content.decode() and not answer.cookies.get("milik")


def test_a_wrong_address_for_the_code_is_told_and_kept(begun):
    client, address, _draft = begun
    page = client.post(f"{address}simpan/", {"email": "sari@"}).content.decode()
    assert 'value="sari@"' in page and 'id="email-error"' in page and not Job.unscoped.exists()


def test_many_e_mails_are_refused_with_words_for_a_draft_and_for_an_address(begun, monkeypatch):
    client, address, _draft = begun
    monkeypatch.setattr(notify, "MAILS_OF_A_DRAFT", Limit(most=2, window=timedelta(hours=1)))

    def ask(name, **more):
        return client.post(f"{address}simpan/", {"email": f"{name}@contoh.id"}, **more)

    assert [ask(name).status_code for name in ("satu", "dua", "tiga")] == [302, 302, 429]
    refused = ask("tiga", REMOTE_ADDR="10.0.0.9")
    assert refused.status_code == 429 and 3000 < int(refused["Retry-After"]) <= 3600
    assert 'value="tiga@contoh.id"' in refused.content.decode()
    monkeypatch.setattr(notify, "MAILS_OF_A_DRAFT", Limit(most=20, window=timedelta(hours=1)))
    monkeypatch.setattr(notify, "MAILS_OF_A_CLIENT", Limit(most=2, window=timedelta(minutes=10)))
    assert ask("tiga").status_code == 429
    assert ask("tiga", REMOTE_ADDR="10.0.0.9").status_code == 302
    # Whoever asked for many e-mails may still type codes, and the other way round.
    assert client.post("/lanjut/", {"code": "AAAA-BBBB-CCCC"}).status_code == 200
    assert not Attempt.objects.filter(key__contains="127.0.0.1").exists()


def test_one_address_gets_only_so_many_e_mails_whoever_asks_and_nothing_fails(begun, monkeypatch):
    client, address, draft = begun
    monkeypatch.setattr(notify, "MAILS_TO_AN_ADDRESS", Limit(most=2, window=timedelta(hours=1)))

    def ask(email):
        return client.post(f"{address}simpan/", {"email": email})

    assert [ask(email).status_code for email in ("a@b.id", "A@b.id", "a@b.id", "c@b.id")] == [302, 302, 429, 302]
    text = ask("a@b.id").content.decode()
    assert re.search("60 (menit|minutes)", text) and grouped(draft.resume_code) in text
    for _ in range(3):
        application = make_application(draft.service, {}, email="A@b.id")
        with region_scope(draft.region_id):
            notify.notify_applicant(application, "received")
            notify.notify_applicant(application, "approved")
    mail.outbox.clear()
    drain()
    told = [message.body for message in mail.outbox if message.to == ["A@b.id"]]
    assert len(told) == 2 + 3, "two filings, and a decision always"
    assert not Job.unscoped.exclude(state=Job.State.DONE).exists(), "the others are done without a message"
    assert not Attempt.objects.filter(key__contains="b.id").exists()


# --- what a second pair of eyes found -----------------------------------------------------------------------


def test_rows_and_choices_under_one_id_do_not_disturb_each_other():
    rows = [{"_row": "abc", "x": 1}]
    assert _merged(rows, ["ch-1"], frozenset()) == ["ch-1"]
    assert _merged(["ch-1"], rows, frozenset()) == rows
    assert _merged(rows, [], frozenset({"abc"})) == [] and _merged(rows, [], frozenset()) == rows


def test_a_draft_is_kept_until_the_promised_day_is_over(begun, settings, tmp_path):
    _client, _address, draft = begun
    settings.MEDIA_ROOT = tmp_path / "private"
    for days, left in ((90, 1), (92, 0)):
        Draft.unscoped.filter(pk=draft.pk).update(updated_at=timezone.now() - timedelta(days=days, hours=1))
        with region_scope(draft.region_id):
            clear_drafts(lambda: None)
        assert Draft.unscoped.count() == left


def test_autosave_does_not_say_that_optional_questions_stay_empty(client):
    document = service_document()
    document["steps"][0]["fields"][0]["required"] = False
    client.post(f"/mulai/{make_service(make_region(), document).pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    client.post(f"{address}1/", PERSON | {"f-fld-name": "", "_auto": "1"})
    assert "fld-name" not in Draft.unscoped.get().answers
    client.post(f"{address}1/", PERSON | {"f-fld-name": ""})
    assert Draft.unscoped.get().answers["fld-name"] is None


def test_a_step_that_another_tab_took_away_keeps_what_is_typed_into_it(client):
    document = service_document()
    document["steps"][1]["show_when"] = {"==": [{"var": "fld-name"}, "Sari Wulandari"]}
    client.post(f"/mulai/{make_service(make_region(), document).pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    client.post(f"{address}1/", PERSON)
    client.post(f"{address}1/", PERSON | {"f-fld-name": "Budi"})
    assert client.post(f"{address}2/", HOME)["Location"] == f"{address}3/"
    assert Draft.unscoped.get().answers["fld-addr"] == "Jalan Melati 7"
    client.post(f"{address}1/", PERSON)
    assert "Jalan Melati 7" in client.get(f"{address}2/").content.decode()
