"""The preview of a service that is being written: every mode, half-finished services too, and a form that answers."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.definition.registry import kinds
from forms_engine.design.editor.preview import serve_preview
from forms_engine.design.editor.sample import sample_question
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.page import ServicePage
from tests.support.documents import service_document
from tests.support.factories import make_member, make_offices, make_region
from tests.support.posted import kept, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make_offices(make_region())


def shown(page, mode):
    with region_scope(page.region_id):
        response = serve_preview(page, RequestFactory().get("/"), mode)
    return response, response.content.decode()


MODES = [mode for mode, _label in ServicePage.PREVIEW_MODES]
DOCUMENTS = [*gallery_documents()[:2], service_document()]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["title"])
def test_every_mode_shows_a_whole_service(region, document, mode):
    response, html = shown(page_of(region, document), mode)
    assert response.status_code == 200 and "</html>" in html
    if mode in ("print", "paper"):
        assert html.count("data:image/png;base64,") >= 1


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_shows_a_service_that_has_just_begun(region, mode):
    page = ServicePage(title="", region=region, slug="baru")
    response, _html = shown(page, mode)
    assert response.status_code == 200


def test_the_error_state_is_the_real_one(region):
    _response, html = shown(page_of(region, service_document()), "errors")
    assert "Isi “Nama lengkap”." in html


def test_without_scripts_the_browser_runs_none(region):
    response, html = shown(page_of(region, service_document()), "plain")
    assert response._csp_update == {"sandbox": ["allow-same-origin"]} and "preview.js" not in html


@pytest.fixture
def client(region):
    client = Client()
    client.force_login(make_member(region, "admin-wilayah", regional_admin=True).user)
    return client


def test_conditions_answer_in_the_preview(region, client):
    page = page_of(region, service_document())
    address = reverse("service_try", args=[page.pk])
    html = client.post(address, {}).content.decode()
    assert "Uang sewa sebulan" not in html
    html = client.post(
        address, {"_shown-2": "0,1,3", "f-fld-stat": "ch-sewa", "f-fld-with": "banyak"}
    ).content.decode()
    assert "Uang sewa sebulan" in html and 'value="banyak"' in html
    html = client.post(address, {"_shown-2": "0,1,3", "f-fld-with": "banyak", "mode": "errors"}).content.decode()
    assert "Tulis bilangan bulat" in html


def posted(page):
    """What the editor of a new service posts that has the steps of `page`."""
    nothing = {"intro": "", "match": "all", "conditions": streamfield([]), "checks": streamfield([])}
    steps = [
        (
            "step",
            nothing
            | {"title": step.value["title"], "fields": streamfield([kept(one) for one in step.value["fields"]])},
        )
        for step in page.steps
    ]
    data = nested_form_data({
        "title": "Layanan baru", "slug": "layanan-baru", "audience": "residents", "steps": streamfield(steps),
        "workflow": streamfield([]), "certificate": streamfield([]), "comments": {"TOTAL_FORMS": 0},
    })  # fmt: skip
    for place, step in enumerate(page.steps):
        ids = [child.id for child in step.value["fields"]]
        data |= {f"steps-{place}-value-fields-{number}-id": own for number, own in enumerate(ids)}
    return data


def test_a_service_that_was_never_saved_answers_as_well(region, client):
    parent = RegionPage.objects.get(region=region)
    names = ["forms_engine", "servicepage", parent.pk]
    data = posted(page_of(region, service_document()))
    told = client.post(reverse("wagtailadmin_pages:preview_on_add", args=names), data).json()
    assert told == {"is_valid": True, "is_available": True}
    shown = client.get(reverse("wagtailadmin_pages:preview_on_add", args=names), {"mode": "form"}).content.decode()
    address = reverse("service_try_new", args=[parent.pk])
    assert f'data-try="{address}"' in shown
    assert "Uang sewa sebulan" not in client.post(address, {}).content.decode()
    html = client.post(address, {"_shown-2": "0,1,3", "f-fld-stat": "ch-sewa"}).content.decode()
    assert "Uang sewa sebulan" in html
    stranger = Client()
    stranger.force_login(make_member(make_region("34.04"), "admin-lain", regional_admin=True).user)
    assert stranger.post(address, {}).status_code in (302, 403, 404)


def test_it_shows_no_other_region(region):
    page = page_of(region, service_document())
    other = Client()
    other.force_login(make_member(make_region("34.04"), "admin-lain", regional_admin=True).user)
    assert other.post(reverse("service_try", args=[page.pk]), {}).status_code in (302, 403, 404)


@pytest.mark.parametrize("name", kinds())
def test_each_kind_is_shown_where_it_is_chosen(name):
    assert str(kinds()[name].label).split(" ")[0] in sample_question(name)
