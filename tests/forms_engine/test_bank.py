"""The question bank: groups come out with ids of their own and with their conditions; a region keeps its own."""

import json

import pytest
from django.test import Client
from django.urls import reverse

import forms_engine.fields  # noqa: F401  (enters the kinds)
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.definition.checks import check
from forms_engine.design.bank.groups import ready_groups, with_new_ids
from forms_engine.design.packages.services import import_service
from forms_engine.logic.compile import reads
from forms_engine.models import QuestionGroup
from tests.support.documents import service_document
from tests.support.factories import make_member, make_region


@pytest.mark.parametrize("group", ready_groups(), ids=lambda group: group["key"])
def test_a_ready_group_fits_any_form_twice(group):
    document = service_document()
    for number in (1, 2):
        step = {
            "id": f"step-new{number}",
            "title": f"{group['title']} {number}",
            "fields": with_new_ids(group["fields"]),
        }
        document["steps"].append(step)
    assert check(document) == []


def test_what_a_group_says_of_itself_goes_along_and_the_rest_stays():
    inside = {"==": [{"var": "q-one0"}, "c-yes0"]}
    fields = [
        {"id": "q-one0", "kind": "choice", "label": "A",
         "choices": [{"id": "c-yes0", "label": "Ya"}, {"id": "c-no00", "label": "Tidak"}]},
        {"id": "q-two0", "kind": "short_text", "label": "B", "show_when": inside},
        {"id": "q-thr0", "kind": "short_text", "label": "C", "show_when": {"answered": ["elsewhere"]}},
    ]  # fmt: skip
    one, two, three = with_new_ids(fields)
    assert list(reads(two["show_when"])) == [one["id"]] and one["choices"][0]["id"] in json.dumps(two["show_when"])
    assert "show_when" not in three
    assert not {"q-one0", "q-two0", "q-thr0"} & {field["id"] for field in (one, two, three)}


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture
def client(region):
    client = Client()
    client.force_login(make_member(region, "admin-wilayah", regional_admin=True).user)
    return client


def test_an_operator_is_offered_the_bank_of_the_services_region(region, admin_user):
    elsewhere = make_region("33.74")
    for own, title in ((region, "Milik sendiri"), (elsewhere, "Milik wilayah lain")):
        with region_scope(own.pk):
            QuestionGroup.objects.create(region_id=own.pk, title=title, fields=[])
    page = import_service(RegionPage.objects.get(region=region), service_document())
    operator = Client()
    operator.force_login(admin_user)
    shown = operator.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Milik sendiri" in shown and "Milik wilayah lain" not in shown


def test_a_group_comes_as_the_editor_takes_it(client):
    state = client.get(reverse("bank_group", args=["pemohon"])).json()
    assert state["type"] == "step" and state["value"]["title"] == "Data diri"
    assert state["value"]["fields"][0]["type"] == "nik"
    assert client.get(reverse("bank_group", args=["tidak-ada"])).status_code == 404


def test_a_region_keeps_and_forgets_its_own(client, region):
    with region_scope(region.pk):
        group = QuestionGroup.objects.create(
            region_id=region.pk, title="Punya kami", fields=service_document()["steps"][0]["fields"]
        )
    assert client.get(reverse("bank_group", args=[f"wilayah-{group.pk}"])).json()["value"]["title"] == "Punya kami"
    other = Client()
    other.force_login(make_member(make_region("34.04"), "admin-lain", regional_admin=True).user)
    assert other.get(reverse("bank_group", args=[f"wilayah-{group.pk}"])).status_code == 404
    assert other.post(reverse("bank_delete", args=[group.pk])).status_code == 404
    assert client.post(reverse("bank_delete", args=[group.pk])).status_code == 200
    with region_scope(region.pk):
        assert not QuestionGroup.objects.exists()


def test_what_cannot_be_kept_or_checked_is_said(client, region):
    page = import_service(RegionPage.objects.get(region=region), service_document())
    answer = client.post(reverse("bank_keep", args=[page.pk, 0]), {"title": "x"})
    assert answer.status_code == 400 and answer.json()["said"]
    for name, place in (("service_check", page.pk), ("service_check_new", RegionPage.objects.get(region=region).pk)):
        assert client.post(reverse(name, args=[place]), {"title": "x"}).status_code == 200
