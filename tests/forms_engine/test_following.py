"""Drafts follow a new version of their service: nothing is lost, and what changed is told in words."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.regions.scoping import region_scope
from forms_engine.applications.following import placed_anew
from forms_engine.applications.jobs import clear_drafts, draft_expires_on
from forms_engine.applications.models import Application, Draft
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kind_of
from forms_engine.journey.news import SHOWN, news_lines
from forms_engine.logic.values import is_answered
from forms_engine.walk.changes import AGAIN, GONE, NEW, REQUIRED, REWORDED, changes
from forms_engine.walk.plan import journey
from tests.support.any_service import cases, fields
from tests.support.documents import service_document
from tests.support.factories import make_application, make_region, make_service
from tests.support.following import edited, publish, put
from tests.support.journeys import HOME, PERSON, fill

ANSWERS = {
    "fld-name": "Sari", "fld-nik0": "3375014508850001", "fld-born": "1985-08-05", "fld-tel0": "+6281234567890",
    "fld-addr": "Jalan Melati 7", "fld-stat": "ch-milik", "fld-with": 4,
}  # fmt: skip


@pytest.fixture
def service(db):
    return make_service(make_region(), service_document())


def what_changed(change, answers=ANSWERS):
    old, new = from_json(service_document()), from_json(edited(change))
    return [
        (item.what, item.label) for item in changes(old, new, answers, journey(new, answers), journey(old, answers))
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda steps: None, []),
        (lambda steps: steps.reverse(), []),
        (lambda steps: steps[0]["fields"].append({"id": "fld-new0", "kind": "email", "label": "E-mail"}),
         [(NEW, "E-mail")]),
        (lambda steps: steps[1]["fields"].pop(0), [(GONE, "Alamat lengkap")]),
        (put(0, 0, label="Nama sesuai KTP"), [(REWORDED, "Nama sesuai KTP")]),
        (put(1, 3, options={"min": 5, "max": 30}), [(AGAIN, "Jumlah penghuni")]),
        (put(0, 0, kind="nik"), [(AGAIN, "Nama lengkap")]),
        (lambda steps: steps[1]["fields"][1]["choices"].pop(0), [(AGAIN, "Status tempat tinggal")]),
        (put(1, 2, show_when=None), []),
        (put(0, 1, show_when={"==": [{"var": "fld-name"}, "Budi"]}), [(GONE, "NIK")]),
    ],
)  # fmt: skip
def test_what_a_person_is_told(change, expected):
    assert what_changed(change) == expected


def test_a_question_that_was_left_empty_and_is_now_needed():
    answers = ANSWERS | {"fld-foto": ["0b0e7c1e-0000-4000-8000-000000000000"], "fld-note": None}
    assert what_changed(put(2, 1, required=True), answers) == [(REQUIRED, "Catatan")]


def test_many_changes_are_told_in_few_lines():
    assert len(news_lines([[NEW, f"Tanya {number}"] for number in range(20)])) == SHOWN + 1
    assert news_lines([["", ""]]) and news_lines([]) == []


@st.composite
def edits(draw):
    """A case, and the same service after some random edits."""
    document, answers = draw(cases())
    new = copy.deepcopy(document)
    for number in range(draw(st.integers(0, 4))):
        step = draw(st.sampled_from(new["steps"]))
        match draw(st.sampled_from(["drop", "add", "optional", "swap", "reverse"])):
            case "drop" if len(step["fields"]) > 1:
                step["fields"].pop(draw(st.integers(0, len(step["fields"]) - 1)))
            case "add":
                step["fields"] += draw(fields([], f"neu-{number}", 2))
            case "optional":
                field = draw(st.sampled_from(step["fields"]))
                field["required"] = not field.get("required", True)
            case "swap" if len(new["steps"]) > 1:
                new["steps"].append(new["steps"].pop(0))
            case "reverse":
                step["fields"].reverse()
    return document, new, answers


@given(edits())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_edit_keeps_what_it_leaves_alone(case):
    old, new, answers = from_json(case[0]), from_json(case[1]), case[2]
    way = journey(new, answers)
    found = changes(old, new, answers, way, journey(old, answers))
    labels = {field.label for definition in (old, new) for field in definition.every_field()}
    assert all(change.label in labels for change in found)
    for shown in way.steps:
        for field in shown.fields:
            if is_answered(way.answers.get(field.id)) and not kind_of(field).computes:
                assert kind_of(field).is_answer(field, way.answers[field.id])
    if case[0] == case[1]:
        assert not [change for change in found if change.what in (NEW, REWORDED, REQUIRED)]


def test_what_was_typed_is_found_where_it_is_asked_now():
    document = service_document()
    document["steps"].reverse()
    typed = {"1": {"f-fld-nik0": "33"}, "2": {"f-fld-gone": "x"}}
    assert placed_anew(typed, from_json(document)) == {"3": {"f-fld-nik0": "33"}}


# --- over HTTP ---------------------------------------------------------------------------------------------


@pytest.fixture
def begun(client, service):
    client.post(f"/mulai/{service.pk}/")
    draft = Draft.unscoped.get()
    return client, f"/isi/{draft.token}/", draft


def add_email(steps):
    steps[0]["fields"].append({"id": "fld-mail", "kind": "email", "label": "Alamat surat elektronik"})


def test_the_next_look_is_at_the_new_version(begun, service):
    client, address, draft = begun
    version = service.current_version_id
    fill(client, address)
    new = publish(service, add_email)
    page = client.get(f"{address}periksa/", follow=True)
    assert page.redirect_chain[-1][0] == f"{address}1/"
    assert 'id="news"' in page.content.decode() and "Alamat surat elektronik" in page.content.decode()
    draft.refresh_from_db()
    assert draft.version_id == new.pk != version
    assert draft.answers["fld-name"] == "Sari Wulandari"
    client.post(f"{address}1/", PERSON | {"_shown": "0,1,2,3,4", "f-fld-mail": "a@contoh.id", "_news": "1"})
    assert 'id="news"' not in client.get(f"{address}periksa/").content.decode()


def test_what_is_posted_from_an_older_page_is_kept(begun, service):
    client, address, draft = begun
    old = service.current_version_id
    publish(service, lambda steps: (steps[0]["fields"].insert(0, steps[0]["fields"].pop(3)), add_email(steps)))
    response = client.post(f"{address}1/", PERSON | {"_version": str(old), "f-fld-nik0": "33"}, follow=True)
    draft.refresh_from_db()
    assert draft.answers["fld-name"] == "Sari Wulandari" and draft.answers["fld-tel0"] == "+6281234567890"
    assert 'value="33"' in response.content.decode()
    # and once more, from a second tab that still shows the older page
    client.post(f"{address}2/", HOME | {"_version": str(old), "f-fld-with": "banyak"})
    draft.refresh_from_db()
    assert draft.answers["fld-addr"] == "Jalan Melati 7"
    assert draft.typed["2"]["f-fld-with"] == "banyak"


def test_nobody_sends_what_changed_unread(begun, service):
    client, address, _draft = begun
    fill(client, address)
    publish(service, put(0, 0, label="Nama sesuai KTP"))
    response = client.post(f"{address}periksa/", {"email": ""})
    assert response.status_code == 200 and "Nama sesuai KTP" in response.content.decode()
    assert not Application.unscoped.exists()
    client.post(f"{address}periksa/", {"email": "", "_news": "1"})
    assert Application.unscoped.get().version.number == 2


def test_an_answer_that_nobody_asks_for_comes_back_with_its_question(begun, service):
    client, address, draft = begun
    client.post(f"{address}1/", PERSON)
    publish(service, lambda steps: steps[0]["fields"].pop(0))
    client.get(f"{address}1/")
    publish(service, lambda steps: None)
    assert "Sari Wulandari" in client.get(f"{address}1/").content.decode()
    draft.refresh_from_db()
    assert draft.answers["fld-name"] == "Sari Wulandari"


def test_what_was_filed_keeps_its_version(client, service):
    application = make_application(service, ANSWERS, status=Application.Status.CORRECTION)
    client.post("/lanjut/", {"code": application.draft.resume_code})
    publish(service, add_email)
    client.get(f"/isi/{application.draft.token}/1/")
    application.draft.refresh_from_db()
    assert application.draft.version_id == application.version_id


def test_another_service_s_version_is_no_version(begun, service):
    client, address, draft = begun
    other = make_service(service.region, service_document("Layanan lain"))
    client.post(f"{address}1/", PERSON | {"_version": str(other.current_version_id)})
    draft.refresh_from_db()
    assert draft.answers["fld-name"] == "Sari Wulandari" and draft.version_id == service.current_version_id


def test_each_service_keeps_drafts_for_its_own_period(client, service):
    document = service_document("Sebulan")
    document["about"]["draft_days"] = 30
    month = make_service(service.region, document)
    for page in (service, month):
        client.post(f"/mulai/{page.pk}/")
    with region_scope(service.region_id):
        expiry = {draft.service_id: draft_expires_on(draft) for draft in Draft.objects.all()}
        assert (expiry[service.pk] - expiry[month.pk]).days == 60
        Draft.objects.update(updated_at=timezone.now() - timedelta(days=31))
        clear_drafts(lambda: None)
        assert [draft.service_id for draft in Draft.objects.all()] == [service.pk]


def test_following_costs_nothing_while_nothing_is_new(begun, django_assert_max_num_queries):
    client, address, _draft = begun
    client.get(f"{address}1/")
    with django_assert_max_num_queries(1):
        client.get(f"{address}1/")


def test_files_stay_with_their_question(begun, service):
    client, address, _draft = begun
    fill(client, address)
    publish(service, lambda steps: steps.insert(0, steps.pop(2)))
    client.get(f"{address}1/")
    page = client.get(f"{address}1/").content.decode()
    assert "rumah.jpg" in page
