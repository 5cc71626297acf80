"""A citizen's way through a service over HTTP: nothing typed is lost, nothing is filed twice, no address gives more
than it should."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.regions.scoping import ALL_REGIONS, region_scope
from forms_engine.applications.events import application_filed
from forms_engine.applications.models import Application, Draft, Submission
from forms_engine.uploads.models import Upload
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.journeys import HOME, PERSON, files, fill
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return make_service(make_region(), service_document())


@pytest.fixture
def begun(client, service):
    """(client, address of the draft, the draft)."""
    response = client.post(f"/mulai/{service.pk}/")
    draft = Draft.unscoped.get()
    assert response["Location"] == f"/isi/{draft.token}/1/"
    return client, f"/isi/{draft.token}/", draft


def test_the_whole_way(begun):
    client, address, draft = begun
    fill(client, address)
    page = client.get(f"{address}periksa/").content.decode()
    for text in ("Sari Wulandari", "3375014508850001", "0812 3456 7890", "Milik sendiri", "rumah.jpg"):
        assert text in page
    filed = []
    listener = lambda application, **kwargs: filed.append(application)  # noqa: E731
    application_filed.connect(listener, weak=False)
    try:
        first = client.post(f"{address}periksa/", {"email": "sari@contoh.id"})
        again = client.post(f"{address}periksa/", {"email": ""})
    finally:
        application_filed.disconnect(listener)
    application = Application.unscoped.get()
    assert first["Location"] == f"/lacak/{application.tracking_code}/tanda-terima/"
    assert again["Location"] == first["Location"], "who presses twice gets what the first press got"
    assert len(filed) == 1 and Submission.unscoped.count() == 1
    assert application.answers["fld-born"] == "1985-08-05" and application.answers["fld-with"] == 4
    assert application.answers.get("fld-note") is None
    receipt = client.get(first["Location"]).content.decode()
    assert draft.resume_code[:4] in receipt and application.tracking_code[:5] in receipt
    assert client.get(f"{address}1/")["Location"] == f"/lacak/{application.tracking_code}/"


def test_an_error_keeps_everything_typed_even_after_leaving(begun):
    client, address, draft = begun
    page = client.post(f"{address}1/", PERSON | {"f-fld-nik0": "33750145", "f-fld-born-y": "85"})
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count('aria-invalid="true"') == 4 and 'href="#f-fld-nik0"' in text and 'href="#f-fld-born-d"' in text
    for target in (page, client.get(f"{address}1/")):
        text = target.content.decode()
        assert 'value="33750145"' in text and 'value="Sari Wulandari"' in text and 'value="Agustus"' in text
    draft.refresh_from_db()
    assert "fld-nik0" not in draft.answers and draft.answers["fld-name"] == "Sari Wulandari"


def test_an_answer_brings_up_a_question_on_the_same_page(begun):
    client, address, _draft = begun
    client.post(f"{address}1/", PERSON)
    response = client.post(f"{address}2/", HOME | {"f-fld-stat": "ch-sewa"})
    assert response["Location"] == f"{address}2/?lagi=1"
    page = client.get(response["Location"]).content.decode()
    assert "Jawaban Anda memunculkan pertanyaan tambahan" in page
    assert "f-fld-rent" in page and 'name="_shown" value="0,1,2,3"' in page
    assert client.post(f"{address}2/", HOME | {"f-fld-stat": "ch-sewa", "_shown": "0,1,2,3"}).status_code == 200
    done = HOME | {"f-fld-stat": "ch-sewa", "_shown": "0,1,2,3", "f-fld-rent": "Rp 750.000"}
    assert client.post(f"{address}2/", done)["Location"] == f"{address}3/"


def test_a_stop_says_why_and_leads_nowhere_until_the_answer_changes(client):
    document = service_document()
    rented = {"and": [{"==": [{"var": "fld-stat"}, "ch-sewa"]}]}
    document["steps"][1]["fields"].insert(
        2, {"id": "fld-stop", "kind": "stop", "label": "Belum bisa", "show_when": rented,
            "options": {"text": "Hanya untuk pemilik rumah."}},
    )  # fmt: skip
    begun = client.post(f"/mulai/{make_service(make_region(), document).pk}/")
    address = begun["Location"].removesuffix("1/")
    client.post(f"{address}1/", PERSON)
    answers = HOME | {"_shown": "0,1,4"}
    assert client.post(f"{address}2/", answers | {"f-fld-stat": "ch-sewa"})["Location"] == f"{address}2/?lagi=1"
    page = client.get(f"{address}2/").content.decode()
    assert "Hanya untuk pemilik rumah." in page and "Jumlah penghuni" not in page
    for beyond in ("3/", "periksa/"):
        assert client.get(f"{address}{beyond}", follow=True).request["PATH_INFO"] == f"{address}2/"
    assert client.post(f"{address}periksa/", {"email": ""}, follow=True).request["PATH_INFO"] == f"{address}2/"
    # The other answer brings the rest of the questions back.
    assert client.post(f"{address}2/", answers | {"_shown": "0,1,2"})["Location"] == f"{address}2/?lagi=1"
    assert client.post(f"{address}2/", answers)["Location"] == f"{address}3/"


def test_no_step_can_be_jumped_over(begun):
    client, address, _draft = begun
    for place in ("2", "3", "periksa", "9", "x", "-1"):
        assert client.get(f"{address}{place}/").status_code == 302
    assert client.get(f"{address}periksa/", follow=True).request["PATH_INFO"] == f"{address}1/"
    assert client.post(f"{address}9/", PERSON).status_code == 302


def test_a_change_returns_to_the_review(begun):
    client, address, _draft = begun
    fill(client, address)
    response = client.post(f"{address}1/?periksa=1", PERSON | {"f-fld-name": "Sari W."})
    assert response["Location"] == f"{address}periksa/"
    assert "Sari W." in client.get(f"{address}periksa/").content.decode()


def test_a_kept_file_stands_until_it_is_replaced_or_removed(begun):
    client, address, _draft = begun
    fill(client, address)
    kept = Upload.unscoped.get()
    assert client.post(f"{address}3/", {"_shown": "0,1", "f-fld-note": "x"})["Location"] == f"{address}periksa/"
    assert Upload.unscoped.get() == kept
    client.post(f"{address}3/", files())
    replaced = Upload.unscoped.get()
    assert replaced != kept
    page = client.post(f"{address}3/", {"_shown": "0,1", "f-fld-foto-remove": str(replaced.uuid)})
    assert page.status_code == 200  # required: the removal alone isn't accepted, and the file is still there
    assert Upload.unscoped.get() == replaced


def test_a_disguised_file_is_refused_and_the_rest_kept(begun):
    client, address, _draft = begun
    client.post(f"{address}1/", PERSON)
    client.post(f"{address}2/", HOME)
    page = client.post(
        f"{address}3/",
        {"_shown": "0,1", "f-fld-foto": SimpleUploadedFile("rumah.jpg", b"MZ\x90"), "f-fld-note": "Catatan saya"},
    )
    assert page.status_code == 200 and "Catatan saya" in page.content.decode()
    assert Upload.unscoped.count() == 0


def test_the_address_alone_opens_nothing(begun):
    _client, address, draft = begun
    stranger = Client()
    for path in (f"{address}1/", f"{address}periksa/", f"{address}simpan/", address):
        assert stranger.get(path)["Location"] == "/lanjut/"
        assert stranger.post(path, PERSON).status_code in (302, 403, 405)
    draft.refresh_from_db()
    assert draft.answers == {}
    assert stranger.get("/isi/unknown/1/").status_code == 404


def test_the_resume_code_opens_the_draft_elsewhere(begun):
    client, address, draft = begun
    client.post(f"{address}1/", PERSON)
    code = client.get(f"{address}simpan/")
    assert draft.resume_code[:4] in code.content.decode()
    other = Client()
    wrong = other.post("/lanjut/", {"code": "AAAA-AAAA-AAAA"})
    assert wrong.status_code == 200 and "AAAA-AAAA-AAAA" in wrong.content.decode()
    assert other.post("/lanjut/", {"code": draft.resume_code.lower()})["Location"] == address
    assert other.get(address)["Location"] == f"{address}2/"
    assert other.get(f"/lanjut/{draft.resume_code}/").status_code == 200


def test_two_tabs_lose_nothing_to_each_other(begun):
    client, address, draft = begun
    other = Client()
    other.cookies = client.cookies
    client.get(f"{address}1/")
    client.post(f"{address}1/", PERSON)
    other.post(f"{address}2/", HOME)
    client.post(f"{address}1/", PERSON | {"f-fld-name": "Sari W."})
    draft.refresh_from_db()
    assert draft.answers["fld-name"] == "Sari W." and draft.answers["fld-addr"] == "Jalan Melati 7"


def test_switching_the_language_keeps_what_is_typed(begun):
    client, address, _draft = begun
    response = client.post(f"{address}1/", PERSON | {"f-fld-nik0": "123", "_language": "en"})
    assert response["Location"] == f"{address}1/"
    page = client.get(f"{address}1/").content.decode()
    assert '<html lang="en">' in page and 'value="123"' in page and 'value="Sari Wulandari"' in page


def test_a_stranger_sees_how_far_it_is_but_nothing_personal(begun):
    client, address, draft = begun
    fill(client, address)
    client.post(f"{address}periksa/", {"email": ""})
    application = Application.unscoped.get()
    stranger = Client()
    page = stranger.get(f"/lacak/{application.tracking_code}/").content.decode()
    assert "Sari" not in page and draft.resume_code not in page
    assert stranger.get(f"/lacak/{application.tracking_code}/tanda-terima/").status_code == 302
    assert stranger.get(f"/berkas/{Upload.unscoped.get().uuid}/").status_code == 404
    assert stranger.post(f"/lacak/{application.tracking_code}/", {"code": "AAAA"}).status_code == 200
    assert stranger.post(f"/lacak/{application.tracking_code}/", {"code": draft.resume_code}).status_code == 302
    assert "Sari Wulandari" in stranger.get(f"/lacak/{application.tracking_code}/").content.decode()
    file = stranger.get(f"/berkas/{Upload.unscoped.get().uuid}/")
    assert file["X-Content-Type-Options"] == "nosniff" and "attachment" in file["Content-Disposition"]


def test_unknown_codes_are_answered_in_words(client):
    assert client.get("/lacak/AAAAAAAAAA/").status_code == 404
    assert client.post("/lacak/", {"code": "AAAAA-AAAAA"}).status_code == 200
    assert client.post("/lacak/", {"code": ""}).status_code == 200
    assert client.get("/lacak/").status_code == 200 and client.get("/lanjut/").status_code == 200


def test_a_returned_application_is_corrected_and_filed_again(begun):
    client, address, _draft = begun
    fill(client, address)
    client.post(f"{address}periksa/", {"email": ""})
    application = Application.unscoped.get()
    with region_scope(ALL_REGIONS):
        Application.objects.update(status=Application.Status.CORRECTION)
        Case.objects.update(state={"status": "correction", "stage": "stage-1", "round": 1})
    assert client.get(f"{address}periksa/").status_code == 200
    client.post(f"{address}1/?periksa=1", PERSON | {"f-fld-name": "Sari W."})
    client.post(f"{address}periksa/", {"email": ""})
    application.refresh_from_db()
    assert application.status == Application.Status.IN_REVIEW and application.answers["fld-name"] == "Sari W."
    with region_scope(ALL_REGIONS):
        assert [row.answers["fld-name"] for row in application.submissions.all()] == ["Sari Wulandari", "Sari W."]


@pytest.mark.parametrize("name", ["f-fld-name", "f-fld-nik0", "f-fld-born-d", "f-fld-born-m", "f-fld-tel0", "_shown"])
@pytest.mark.parametrize("value", ["\x00", "<script>alert(1)</script>", "9" * 9000, "\u202e\U0001f3e0", "' OR 1=1"])
def test_hostile_values_are_never_an_error_of_ours(begun, name, value):
    client, address, _draft = begun
    response = client.post(f"{address}1/", PERSON | {name: value})
    assert response.status_code in (200, 302)
    assert "<script>alert" not in client.get(f"{address}1/").content.decode()


def test_queries(begun, django_assert_max_num_queries):
    client, address, _draft = begun
    client.get(f"{address}1/")
    with django_assert_max_num_queries(1):
        client.get(f"{address}1/")
    with django_assert_max_num_queries(5):  # the draft; BEGIN, lock, write, COMMIT
        client.post(f"{address}1/", PERSON)


def test_every_page_keeps_the_policy(begun):
    client, address, _draft = begun
    for path in (f"{address}1/", f"{address}simpan/", "/lanjut/", "/lacak/"):
        response = client.get(path)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        page = response.content.decode()
        assert "<script>" not in page and " style=" not in page and " onclick" not in page
