"""What an administrator of region B can't see or change of region A, by address, by form, by list."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cms.accounts.models import Membership, Position, PositionHolder, User
from cms.audit.models import AuditEvent
from cms.jobs.models import Job
from cms.regions.models import Region
from cms.regions.scoping import ALL_REGIONS, region_scope
from forms_engine.lists.lookup import entries_of, list_choices
from forms_engine.lists.models import ReferenceList
from tests.support.people import SECRET, make_operator, make_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    return make_places()


@pytest.fixture
def stranger(client, places):
    """Region B's administrator, signed in."""
    client.force_login(places[1].admin)
    return client


READ_ONLY = ("list", "list's export")


def rows(places):
    here = places[0]
    return {
        "position": reverse("positions:edit", args=[here.position.pk]),
        "holder": reverse("holders:edit", args=[here.holder.pk]),
        "holder's removal": reverse("holders:delete", args=[here.holder.pk]),
        "member": reverse("staff:edit", args=[here.member.pk]),
        "member's password": reverse("staff:password", args=[here.member.pk]),
        "member's account": reverse("staff:account", args=[here.member.pk]),
        "job": reverse("job_retry", args=[here.job.pk]),
        "list": reverse("reference_list", args=[here.reference.pk]),
        "list's name": reverse("reference_list_edit", args=[here.reference.pk]),
        "list's import": reverse("reference_list_import", args=[here.reference.pk]),
        "list's import to confirm": reverse("reference_list_confirm", args=[here.reference.pk]),
        "list's removal": reverse("reference_list_delete", args=[here.reference.pk]),
        "list's export": reverse("reference_list_export", args=[here.reference.pk]),
        "list's new entry": reverse("reference_entry_new", args=[here.reference.pk]),
        "entry": reverse("reference_entry", args=[here.entry.pk]),
    }


def test_another_regions_rows_are_not_there(stranger, places):
    before = User.objects.get(pk=places[0].staff.pk).password
    for what, address in rows(places).items():
        if "password" not in what and "account" not in what and what != "job":
            assert stranger.get(address).status_code == 404, what
        post = {"title": "x", "code": "lurah", "full_name": "x", "active": "0", "since": "2026-01-01"}
        assert stranger.post(address, post).status_code in ((404, 405) if what in READ_ONLY else (404,)), what
    with region_scope(ALL_REGIONS):
        assert Position.objects.get(pk=places[0].position.pk).title.startswith(SECRET)
        assert PositionHolder.objects.filter(pk=places[0].holder.pk).exists()
        assert Job.objects.get(pk=places[0].job.pk).state == Job.State.DEAD
        reference = ReferenceList.objects.get(pk=places[0].reference.pk)
        assert reference.name.startswith(SECRET) and reference.pending is None
        assert [entry.label for entry in reference.entries.all()] == [f"{SECRET} Pasar"]
    staff = User.objects.get(pk=places[0].staff.pk)
    assert staff.is_active and staff.password == before


def test_operators_pages_about_regions_are_closed_to_administrators(stranger, places):
    region = places[0].region
    for name, args in [("regions", []), ("region_new", []), ("region_edit", [region.pk]),
                       ("region_staff_new", [region.pk])]:  # fmt: skip
        assert stranger.get(reverse(name, args=args)).status_code == 403
        assert stranger.post(reverse(name, args=args), {"code": "11"}).status_code == 403


def test_lists_show_the_own_region_only(stranger, places):
    for name in ("positions:index", "holders:index", "staff:index", "jobs", "audit_trail", "wagtailadmin_home",
                 "reference_lists"):  # fmt: skip
        response = stranger.get(reverse(name))
        assert response.status_code == 200
        body = response.content.decode().lower()
        assert "tetangga" in body, name
        assert SECRET.lower() not in body, name


def test_search_and_filters_show_the_own_region_only(stranger, places):
    page = places[1].page
    for address in (
        reverse("wagtailadmin_explore", args=[page.pk]) + "?q=" + SECRET,
        reverse("wagtailadmin_pages:search") + "?q=" + SECRET,
        reverse("wagtailadmin_explore_root"),
        reverse("positions:index") + "?q=" + SECRET,
        reverse("staff:index") + "?q=" + SECRET + "&export=csv",
    ):
        body = stranger.get(address, follow=True).content.decode()
        assert f"{SECRET} " not in body and f"{SECRET.lower()}-" not in body, address


def test_people_filters_of_the_explorer_list_nobody_else(stranger, places):
    page = places[0].page
    page.owner = places[0].admin
    page.save()
    page.save_revision(user=places[0].admin, log_action="wagtail.edit")
    body = stranger.get(reverse("wagtailadmin_explore", args=[places[1].page.pk])).content.decode()
    assert places[0].admin.username not in body
    with region_scope(places[1].region):
        assert set(User.objects.values_list("username", flat=True)) == {"tetangga-admin", "tetangga-staff"}


def test_another_regions_page_can_be_neither_opened_nor_saved(stranger, places):
    page = places[0].page
    for name in ("edit", "delete", "unpublish", "history", "usage", "lock", "add_subpage", "preview_on_edit"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        for response in (stranger.get(address), stranger.post(address, {"title": "gekapert", "action-publish": "1"})):
            body = response.content.decode()
            assert SECRET not in body, name
            assert response.status_code in (302, 403, 404, 405), name
            if response.status_code == 302:  # Wagtail's refusal leads home
                assert response.url == reverse("wagtailadmin_home"), name
    page.refresh_from_db()
    assert page.live and page.title.startswith(SECRET)


def test_the_region_can_not_be_set_by_a_form(stranger, places):
    here, there = places
    stranger.post(
        reverse("positions:add"),
        {"title": "Camat", "code": "camat", "region": here.region.pk, "region_id": here.region.pk},
    )
    stranger.post(
        reverse("staff:add"),
        {"full_name": "Orang Baru", "sign_in": "baru", "region": here.region.pk, "region_id": here.region.pk},
    )
    assert Position.unscoped.get(code="camat").region_id == there.region.pk
    member = Membership.unscoped.get(full_name="Orang Baru")
    assert (member.region_id, member.user.username) == (there.region.pk, f"baru@{there.region.slug}")


def test_choices_of_a_form_come_from_the_own_region(stranger, places):
    here, there = places
    body = stranger.get(reverse("holders:add")).content.decode()
    assert "Tetangga Lurah" in body and SECRET not in body
    response = stranger.post(
        reverse("holders:add"),
        {"position": here.position.pk, "membership": here.member.pk, "capacity": "plt", "since": "2026-01-05"},
    )
    assert response.status_code == 200 and {"position", "membership"} <= set(response.context["form"].errors)
    with region_scope(there.region):
        assert PositionHolder.objects.count() == 1


def test_a_row_of_another_region_can_not_be_written_even_by_mistake(places):
    here, there = places
    with region_scope(there.region), pytest.raises(PermissionDenied):
        here.position.save()
    with region_scope(there.region), pytest.raises(PermissionDenied):
        Position(region=here.region, code="x", title="x").save()


def test_administrators_hold_no_model_permission(places):
    for place in places:
        assert place.admin.get_all_permissions() == {"wagtailadmin.access_admin"}
        assert place.staff.get_all_permissions() == {"wagtailadmin.access_admin"}
    assert Group.objects.count() >= 3


def test_an_operator_works_in_the_rows_own_region(client, places):
    here, there = places
    client.force_login(make_operator())
    body = client.get(reverse("holders:edit", args=[here.holder.pk])).content.decode()
    assert f"{SECRET} Staff" in body and "Tetangga Staff" not in body
    response = client.post(
        reverse("positions:edit", args=[there.position.pk]), {"title": "Lurah Baru", "code": "lurah"}
    )
    assert response.status_code == 302
    position = Position.unscoped.get(pk=there.position.pk)
    assert (position.title, position.region_id) == ("Lurah Baru", there.region.pk)
    assert AuditEvent.unscoped.filter(region=there.region, action="position.changed").count() == 1


def test_the_own_region_is_the_only_one_an_administrator_edits(stranger, places):
    here, there = places
    response = stranger.post(
        reverse("own_region"),
        {"letterhead": "Kop baru", "letter_font": "arial", "name": "Gekapert", "pk": here.region.pk, "code": "33.75"},
    )
    assert response.status_code == 302
    here_after, there_after = Region.objects.get(pk=here.region.pk), Region.objects.get(pk=there.region.pk)
    assert here_after.letterhead == f"{SECRET} letterhead"
    assert (there_after.letterhead, there_after.name, there_after.code) == ("Kop baru", "Tetangga 34.04", "34.04")


def test_a_form_offers_the_lists_of_its_own_region_only(stranger, places):
    here, there = places
    assert here.reference.key == there.reference.key, "the same key in both"
    for place, word in ((here, SECRET), (there, "Tetangga"), (here, SECRET)):
        with region_scope(place.region):
            assert entries_of(place.reference.key).titles == {"A1": f"{word} Pasar"}
            assert list_choices() == [(place.reference.key, f"{word} Daftar")]
    for scope in (None, ALL_REGIONS):
        with region_scope(scope):
            assert entries_of(here.reference.key) is None
    ReferenceList.unscoped.filter(pk=here.reference.pk).update(key="hanya-di-a")
    with region_scope(there.region):
        assert entries_of("hanya-di-a") is None
    body = stranger.get(reverse("wagtailadmin_pages:add", args=["forms_engine", "servicepage", there.page.pk]))
    assert "Tetangga Daftar" in body.content.decode() and SECRET not in body.content.decode()
