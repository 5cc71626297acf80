"""Using the answers of an earlier application: which serve, which never do, and who may."""

import json

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.regions.scoping import region_scope
from forms_engine.applications.models import Draft
from forms_engine.channels.earlier.match import carried_over
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kind_of
from tests.support.any_service import cases
from tests.support.documents import service_document
from tests.support.factories import make_application, make_region, make_service

NIK = "3375014508850001"
ANSWERS = {
    "fld-name": "Sari Contoh", "fld-nik0": NIK, "fld-born": "1985-08-05", "fld-tel0": "+6281234567890",
    "fld-addr": "Jalan Melati 7", "fld-stat": "ch-sewa", "fld-rent": 500000, "fld-with": 3,
    "fld-foto": ["0b0e7c1e-0000-4000-8000-000000000000"],
}  # fmt: skip


def other_service():
    """Another service that asks some of the same by the same words, with ids of its own."""
    document = service_document("Izin Lain")
    text = {"fld-": "oth-", "ch-": "pil-", "step-": "lan-"}

    raw = json.dumps(document["steps"])
    for old, new in text.items():
        raw = raw.replace(f'"{old}', f'"{new}')
    document["steps"] = json.loads(raw)
    document.pop("certificate", None)
    return document


def fields(document):
    return list(from_json(document).fields())


def test_the_same_service_takes_its_own_answers_but_no_files():
    found = carried_over(fields(service_document()), ANSWERS, fields(service_document()))
    assert found == {key: value for key, value in ANSWERS.items() if key != "fld-foto"}


def test_another_service_takes_what_it_asks_in_the_same_words():
    found = carried_over(fields(service_document()), ANSWERS, fields(other_service()))
    assert found["oth-name"] == "Sari Contoh"
    assert found["oth-stat"] == "pil-sewa"
    assert "oth-foto" not in found


def test_what_no_longer_fits_is_left_out():
    new = service_document()
    new["steps"][1]["fields"][3]["options"] = {"min": 4, "max": 30}
    new["steps"][0]["fields"][1]["kind"] = "family_card"
    found = carried_over(fields(service_document()), ANSWERS, fields(new))
    assert "fld-with" not in found
    assert "fld-nik0" not in found


@given(cases(), st.data())
def test_nothing_is_carried_that_the_new_question_would_refuse(case, data):
    document, answers = case
    other, _answers = data.draw(cases())
    for new in (document, other):
        for field in fields(new):
            value = carried_over(fields(document), answers, fields(new)).get(field.id)
            if value is not None:
                kind = kind_of(field)
                assert kind.is_answer(field, value)
                assert kind.carries
                assert kind.is_given


@pytest.mark.django_db
def test_a_person_who_knows_the_code_begins_with_the_earlier_answers(client):
    region = make_region("33.75")
    earlier = make_application(make_service(region, service_document()), ANSWERS)
    service = make_service(region, other_service())
    address = reverse("earlier_answers", args=[service.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, {"code": earlier.draft.resume_code})
    page = client.get(response.url)
    assert "Sari Contoh" in page.content.decode()
    assert 'role="status"' in page.content.decode()
    with region_scope(region):
        draft = Draft.objects.exclude(pk=earlier.draft_id).get()
    assert draft.answers["oth-nik0"] == NIK
    assert draft.service_id == service.pk


@pytest.mark.django_db
def test_another_region_and_a_wrong_code_are_told_the_same(client):
    here, there = make_region("33.75"), make_region("73.71")
    earlier = make_application(make_service(there, service_document()), ANSWERS)
    address = reverse("earlier_answers", args=[make_service(here, other_service()).pk])
    texts = []
    for code in (earlier.draft.resume_code, "AAAABBBBCCCC"):
        response = client.post(address, {"code": code})
        assert response.status_code == 200
        texts.append(response.context["form"].errors["code"][0])
    assert texts[0] == texts[1]
    assert Draft.unscoped.count() == 1
