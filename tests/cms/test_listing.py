"""Wagtail's listings of pages: what an office needs of them, and as many queries for fifty services as for two."""

import pytest
from django.urls import reverse

from forms_engine.design.page import ServicePage
from tests.support.documents import service_document
from tests.support.factories import make_member, make_position, make_service
from tests.support.people import make_operator, make_places

pytestmark = pytest.mark.django_db
MOST = 30  # as of every screen (`make scale`)


@pytest.fixture
def place(db):
    """A region whose administrator decides, too, wants a second look, and has published services and drafts."""
    place = make_places()[0]
    make_member(place.region, "second-admin", regional_admin=True)
    place.page.second_look = True
    place.page.save()
    make_position(place.region, "camat", "Camat", holder=place.admin.membership)
    for number in range(12):
        make_service(place.region, service_document(f"Layanan {number}")).save_revision(user=place.admin)
        draft = ServicePage(title=f"Konsep {number}", slug=f"konsep-{number}", region=place.region)
        place.page.add_child(instance=draft)
        draft.save_revision(user=place.admin, log_action=True)
    return place


def addresses(place):
    kind = ["forms_engine", "servicepage"]
    of_page = [place.page.pk, place.page.get_parent().pk]
    yield from (reverse("wagtailadmin_explore", args=[pk]) for pk in of_page)
    yield from (reverse("wagtailadmin_explore_results", args=[pk]) for pk in of_page)
    yield reverse("wagtailadmin_explore_root")
    yield from (reverse(f"wagtailadmin_pages:{name}", args=kind) for name in ("type_use", "type_use_results"))


@pytest.mark.parametrize("who", ["admin", "operator"])
def test_listings_ask_little_however_many_pages_there_are(client, place, who, django_assert_max_num_queries):
    client.force_login(place.admin if who == "admin" else make_operator())
    shown = 0
    for address in addresses(place):
        client.get(address)  # what a process asks once in its life
        with django_assert_max_num_queries(MOST):
            response = client.get(address)
        assert response.status_code in ((200,) if who == "operator" else (200, 302, 403)), address
        shown += response.content.decode().count("Konsep ") > 11
    assert shown >= 2


def test_the_listing_offers_only_filters_that_find_something(client, place):
    client.force_login(place.admin)
    body = client.get(reverse("wagtailadmin_explore", args=[place.page.pk])).content.decode()
    assert 'name="edited_by"' in body
    assert not any(f'name="{name}"' in body for name in ("owner", "site", "has_child_pages", "content_type"))
    results = reverse("wagtailadmin_explore_results", args=[place.page.pk])
    found = client.get(results, {"edited_by": place.admin.pk}).content.decode()
    assert "Konsep 3" in found and "Layanan 3" not in found


def test_wagtails_api_is_closed_and_nothing_asks_it(client, place):
    client.force_login(make_operator())
    for name in ("pages", "images", "documents"):
        assert client.get(reverse(f"wagtailadmin_api:{name}:listing")).status_code == 403
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "PageExplorerMenuItem" not in menu and reverse("wagtailadmin_explore_root") in menu
