"""The page editor as a regional administrator uses it: from "new service" to "published" nothing is refused."""

import json

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.middleware import AccessMiddleware
from forms_engine.design.page import ServicePage
from tests.support.documents import service_document
from tests.support.factories import make_service
from tests.support.people import make_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client):
    place = make_places()[0]
    client.force_login(place.admin)
    return place


def form(page=None, **changes):
    """What the editor posts for a service without steps."""
    values = {
        "title": "Surat Domisili", "slug": "surat-domisili", "audience": "residents", "summary": "",
        "requirements": "",
        "working_days": "", "fee": "", "product": "", "complaints": "", "legal_basis": "", "steps": streamfield([]),
        "workflow": streamfield([]), "certificate": streamfield([]), "comments": {"TOTAL_FORMS": 0},
    }  # fmt: skip
    return nested_form_data(values | changes)


def test_a_service_is_created_saved_previewed_and_looked_back_on(client, place):
    response = client.get(reverse("wagtailadmin_pages:add_subpage", args=[place.page.pk]), follow=True)
    assert response.status_code == 200 and "servicepage" in response.request["PATH_INFO"]
    add = reverse("wagtailadmin_pages:add", args=["forms_engine", "servicepage", place.page.pk])
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["forms_engine", "servicepage", place.page.pk])
    assert client.post(preview, form()).status_code == 200
    assert client.post(add, form()).status_code == 302
    page = ServicePage.objects.get(slug="surat-domisili")
    assert page.get_parent().pk == place.page.pk and page.region_id == place.region.pk

    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, form(title="Surat Tempat Tinggal")).status_code == 302
    autosave = client.post(edit, form(title="Tersimpan sendiri"), headers={"accept": "application/json"})
    assert autosave.status_code == 200 and json.loads(autosave.content)["success"]
    assert client.post(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), form()).status_code == 200
    revision = page.get_latest_revision()
    for name, args in [
        ("history", [page.pk]), ("revisions_view", [page.pk, revision.pk]),
        ("revisions_compare", [page.pk, "earliest", "latest"]), ("usage", [page.pk]), ("view_draft", [page.pk]),
    ]:  # fmt: skip
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=args)).status_code == 200, name
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["forms_engine", "servicepage", page.pk, 999999])
    assert client.post(ping).status_code == 200
    assert client.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code == 302
    assert not ServicePage.objects.exists()


def test_the_editor_offers_nothing_that_is_refused(client, place, monkeypatch):
    """Each link of the region's explorer and the service's editor leads somewhere for an administrator."""
    service = make_service(place.region, service_document())
    refusals = []
    process = AccessMiddleware.process_view

    def spy(self, request, view, args, kwargs):
        try:
            return process(self, request, view, args, kwargs)
        except Exception:
            refusals.append(request.path)
            raise

    monkeypatch.setattr(AccessMiddleware, "process_view", spy)
    for name, page in [("wagtailadmin_explore", place.page), ("wagtailadmin_pages:edit", service),
                       ("wagtailadmin_pages:edit", place.page)]:  # fmt: skip
        body = client.get(reverse(name, args=[page.pk])).content.decode()
        links = {part.split('"')[0].split("?")[0] for part in body.split('href="/admin/')[1:]}
        for link in links:
            if link.startswith("bulk/"):
                continue  # their check boxes are put away (admin.css), and they are refused
            client.get(f"/admin/{link}".replace("&amp;", "&"))
    assert refusals == []


def test_what_stands_can_not_be_deleted(client, place):
    service = make_service(place.region, service_document())
    for page in (service, place.page):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert Page.objects.filter(pk=page.pk).exists()
    client.post(reverse("wagtailadmin_pages:unpublish", args=[place.page.pk]))
    place.page.refresh_from_db()
    assert place.page.live


def test_a_regions_page_is_edited_and_published(client, place):
    edit = reverse("wagtailadmin_pages:edit", args=[place.page.pk])
    post = nested_form_data({"title": place.page.title, "welcome": "Selamat datang", "comments": {"TOTAL_FORMS": 0}})
    assert client.post(edit, post | {"action-publish": "1"}).status_code == 302
    place.page.refresh_from_db()
    assert place.page.welcome == "Selamat datang" and place.page.slug == place.region.slug
