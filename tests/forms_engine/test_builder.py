"""From the editor to a frozen version: compile, check, publish."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.blocks.list_block import ListValue
from wagtail.models import Revision

from cms.pages.models import RegionPage
from cms.regions.scoping import ALL_REGIONS, region_scope
from forms_engine.checker.office import Office
from forms_engine.definition.checks import check
from forms_engine.definition.codec import fingerprint, from_json, to_json
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.editor.findings import findings_of
from forms_engine.design.packages.services import import_service
from forms_engine.design.page import ServicePage
from forms_engine.design.publishing import problems_of
from forms_engine.logic.compile import NOWHERE
from forms_engine.pickers.conditions import NotEditable, from_rule, to_rule
from forms_engine.services.models import ServiceVersion
from tests.support.builder import PROBLEMS, broken, publish
from tests.support.documents import service_document
from tests.support.factories import OFFICES, make_member, make_offices, make_position, make_region, make_service


@pytest.fixture
def region(db):
    return make_offices(make_region())


@pytest.fixture
def admin(region):
    return make_member(region, "admin-wilayah", regional_admin=True).user


def test_a_right_service_has_no_problem():
    assert check(service_document(), frozenset(OFFICES)) == []


@pytest.mark.parametrize(("change", "where"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_each_problem_is_named_at_its_place(change, where):
    found = check(broken(change), frozenset(OFFICES))
    assert where in {problem.where for problem in found}
    assert all(problem.message % problem.values if problem.values else problem.message for problem in found)


def test_document_and_definition_are_the_same():
    document = service_document()
    assert to_json(from_json(document)) == document
    assert from_json(to_json(from_json(document))) == from_json(document)


@pytest.mark.parametrize(
    "rule",
    [
        {"and": [{"==": [{"var": "a"}, "x"]}, {"answered": ["b"]}]},
        {"or": [{"in": ["x", {"var": "a"}]}, {"and": [{"answered": ["b"]}, {"!=": [{"var": "b"}, True]}]}]},
        {"and": [{"and": [{"answered": ["n"]}, {">=": [{"var": "n"}, 17]}]}, {"answered": ["b"]}]},
        {"or": [{"and": [{"answered": ["n"]}, {"<": [{"var": "n"}, 2.5]}]}, {"==": [{"var": "n"}, 0.1]}]},
    ],
)
def test_conditions_survive_the_editor(rule):
    compares = {"a": "choice", "b": "boolean", "n": "number"}
    again = to_rule(*from_rule(rule), lambda source: compares.get(source, ""))
    assert fingerprint(again) == fingerprint(rule)


def test_a_comparison_written_without_its_guard_gets_one():
    bare = {"and": [{"<": [{"var": "n"}, 17]}]}
    again = to_rule(*from_rule(bare), lambda source: "number")
    assert again == {"and": [{"and": [{"answered": ["n"]}, {"<": [{"var": "n"}, 17]}]}]}


def test_the_condition_of_a_step_survives_the_editor(region):
    document = service_document()
    document["steps"][2]["show_when"] = {"and": [{"==": [{"var": "fld-stat"}, "ch-sewa"]}]}
    page = ServicePage(region=region)
    fill_page(page, document)
    assert compile_page(page)["steps"][2]["show_when"] == document["steps"][2]["show_when"]
    document["steps"][0]["show_when"] = {"and": [{"==": [{"var": "fld-stat"}, "ch-sewa"]}]}
    [problem] = [found for found in check(document) if found.where == "step-a1b2"]
    assert problem.setting == "conditions" and "later" in problem.message


@pytest.mark.parametrize("rule", [{"and": [{"!": [{"answered": ["a"]}]}]}, {"and": [{"==": [1, 2]}]}])
def test_what_the_editor_can_t_hold_is_said(rule):
    with pytest.raises(NotEditable):
        from_rule(rule)


@pytest.fixture
def draft(region, admin):
    return import_service(RegionPage.objects.get(region=region), service_document(), admin)


def test_a_document_survives_the_editor(draft):
    page = ServicePage.objects.get(pk=draft.pk)
    assert compile_page(page) == service_document()
    assert compile_page(page.get_latest_revision_as_object()) == service_document()


def test_publishing_freezes_a_version(draft, admin):
    page = publish(draft, admin)
    version = page.current_version
    assert (version.number, version.published_by, version.hash) == (1, admin, fingerprint(service_document()))
    assert page.live and version.document == service_document()
    assert publish(page).current_version == version, "nothing changed: no new version"
    page.title = "Surat Domisili"
    assert publish(page).current_version.number == 2
    with region_scope(ALL_REGIONS):
        assert ServiceVersion.objects.get(number=1).document["title"] == service_document()["title"]


WAYS = {
    "its own revision": lambda page: page.save_revision().publish(),
    "a revision found again": lambda page: Revision.objects.get(pk=page.save_revision().pk).publish(),
    "the schedule": lambda page: _scheduled(page),
}


def _scheduled(page):
    revision = page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    ServicePage.objects.filter(pk=page.pk).update(latest_revision=revision)
    call_command("publish_scheduled", verbosity=0)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_what_is_wrong_is_never_published_by_any_way(draft, way):
    page = ServicePage.objects.get(pk=draft.pk)
    page.fee = ""
    with pytest.raises(ValidationError):
        way(page)
    page.refresh_from_db()
    assert not page.live and page.current_version is None


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_what_is_right_is_frozen_by_every_way(draft, way):
    way(ServicePage.objects.get(pk=draft.pk))
    page = ServicePage.objects.get(pk=draft.pk)
    assert page.live and page.current_version.document == service_document()


def test_a_version_can_t_be_changed_or_deleted(draft):
    version = publish(draft).current_version
    version.number = 9
    for forbidden in (
        version.save,
        version.delete,
        lambda: ServiceVersion.unscoped.update(number=9),
        lambda: ServiceVersion.unscoped.all().delete(),
    ):
        with pytest.raises(TypeError):
            forbidden()
    with pytest.raises(DatabaseError), transaction.atomic():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("UPDATE forms_engine_serviceversion SET number = 9")


def test_the_editor_opens_for_the_region_s_administrator(draft, admin, client, django_assert_max_num_queries):
    client.force_login(admin)
    response = client.get(f"/admin/pages/{draft.pk}/edit/")
    assert response.status_code == 200
    text = response.content.decode()
    assert "warkat-field" in text and "builder.js" in text and "Lurah" in text
    assert client.get(f"/admin/pages/add/forms_engine/servicepage/{draft.get_parent().pk}/").status_code == 200


@pytest.mark.parametrize("mode", ["form", "page", "letter"])
def test_previews_never_fail(draft, mode, rf):
    request = rf.get("/")
    for page in (draft, ServicePage(title="", region=draft.region)):
        response = page.serve_preview(request, mode)
        assert response.status_code == 200
    assert "Nama lengkap" in draft.serve_preview(request, "form").content.decode()


def test_a_listed_service_shows_the_published_words(region, client):
    service = make_service(region, service_document())
    text = client.get(service.get_url()).content.decode()
    assert "Rp0 (gratis)" in text and "Foto KTP" in text
    assert service.title in client.get(RegionPage.objects.get(region=region).get_url()).content.decode()


def test_offices_are_the_regions_own_whoever_publishes(region):
    """An operator sees every region; a position that only another one has is none here."""
    make_position(make_region("33.74"), "camat", "Camat")
    document = service_document(stages=("petugas-loket", "camat"))
    with region_scope(ALL_REGIONS):
        assert [problem.where for problem in problems_of(document, region)] == ["stage-2"]


def test_a_name_is_never_longer_than_a_file_takes(draft, region, admin):
    client = Client()
    client.force_login(admin)
    copy = reverse("service_copy", args=[draft.pk])
    assert client.post(copy, {"title": "x" * 121}).status_code == 200, "refused in place"
    assert client.post(copy, {"title": "x" * 120}).status_code == 302
    long = ServicePage.objects.get(title="x" * 120)
    [offered] = re.findall(r'name="title" value="(x+ \(salinan\))"', client.get(
        reverse("service_copy", args=[long.pk])).content.decode())  # fmt: skip
    assert len(offered) <= 120
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert re.search(r'name="title"[^>]*maxlength="120"', shown)


def test_a_condition_of_a_choice_that_is_gone_is_told(draft):
    page = draft.get_latest_revision_as_object()
    [place] = [child for step in page.steps for child in step.value["fields"] if child.id == "fld-stat"]
    block = place.value.block.child_blocks["choice_rules"]
    row = block.child_block.get_default()
    row["choice"] = "ch-gone"
    place.value["choice_rules"] = ListValue(block, [row])
    found = [one for one in findings_of(page, compile_page(page), Office({}, NOWHERE)) if one.block == "fld-stat"]
    with translation.override("en"):
        told = [one.message for one in findings_of(page, compile_page(page), Office({}, NOWHERE))]
    assert found and any("choice that no longer exists" in message for message in told)


def test_a_copy_begins_as_the_draft_stands(draft, region, admin):
    """A regional administrator starts from a copy; what is half-finished is copied as well."""
    client = Client()
    client.force_login(admin)
    page = ServicePage.objects.get(pk=draft.pk)
    page.fee = ""
    page.save_revision(user=admin)
    address = reverse("service_copy", args=[draft.pk])
    assert "(salinan)" in client.get(address).content.decode()
    assert client.post(address, {"title": ""}).status_code == 200
    client.post(address, {"title": "Domisili usaha"})
    copied = ServicePage.objects.get(title="Domisili usaha")
    assert not copied.live and copied.region_id == region.pk and copied.fee == ""
    assert compile_page(copied)["steps"] == compile_page(page)["steps"]
    stranger = Client()
    stranger.force_login(make_member(make_region("33.74"), "siti", regional_admin=True).user)
    assert stranger.get(address).status_code == stranger.post(address, {"title": "x"}).status_code == 404
