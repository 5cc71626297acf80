"""What a process knows of regions and services: right at once after a save of its own, within a second after that of
another, and never the ground on which anything is filed or moved."""

import pytest
from django.db.models import ProtectedError
from django.test import Client

from cms.known import FRESH
from cms.regions.known import KNOWN_REGIONS
from forms_engine.applications.filing import Behind, file_application
from forms_engine.applications.models import Application, Draft
from forms_engine.design.page import ServicePage
from forms_engine.services.known import KNOWN_SERVICES
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.following import publish, put
from tests.support.journeys import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return make_service(make_region(), service_document())


@pytest.fixture
def begun(service):
    client = Client()
    address = client.post(f"/mulai/{service.pk}/")["Location"].removesuffix("1/")
    return client, address


def publish_elsewhere(service, change):
    """Another process publishes: this one still knows the service as it was."""
    before = KNOWN_SERVICES.get(service.pk)
    publish(service, change)
    KNOWN_SERVICES.rows[service.pk] = (float("inf"), before)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still: `clock(seconds)` lets them pass."""
    now = [1000.0]
    monkeypatch.setattr("cms.known.time.monotonic", lambda: now[0])
    monkeypatch.setattr("cms.known.FRESH", FRESH)
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def test_a_step_reads_the_draft_alone(begun, django_assert_num_queries):
    client, address = begun
    client.get(f"{address}1/")
    with django_assert_num_queries(1) as queries:
        client.get(f"{address}1/")
    assert "JOIN" not in queries[0]["sql"]


def test_a_save_is_seen_at_once(begun, service, clock):
    client, address = begun
    assert "Kota Pekalongan" in client.get(f"{address}1/").content.decode()
    region = service.region
    region.name = "Kota Batik"
    region.save()
    assert "Kota Batik" in client.get(f"{address}1/").content.decode()


def test_what_another_process_changed_is_seen_within_a_second(begun, service, clock):
    client, address = begun
    client.get(f"{address}1/")
    type(service.region).objects.filter(pk=service.region_id).update(name="Kota Batik")
    assert "Kota Batik" not in client.get(f"{address}1/").content.decode()
    clock(FRESH + 0.01)
    assert "Kota Batik" in client.get(f"{address}1/").content.decode()


def test_taking_a_service_back_is_a_save_of_its_page(service):
    assert KNOWN_SERVICES.get(service.pk).live
    page = service.page_ptr
    page.live = False
    page.save()
    assert not KNOWN_SERVICES.get(service.pk).live


def test_nothing_is_filed_that_changed_unread_whatever_the_process_knows(begun, service):
    client, address = begun
    fill(client, address)
    publish_elsewhere(service, put(0, 0, label="Nama sesuai KTP"))
    page = client.post(f"{address}periksa/", {"email": "sari@contoh.id"})
    assert page.status_code == 200 and "Nama sesuai KTP" in page.content.decode()
    assert "sari@contoh.id" in page.content.decode(), "what was typed is kept"
    assert not Application.unscoped.exists()
    client.post(f"{address}periksa/", {"email": "", "_news": "1"})
    assert Application.unscoped.get().version.number == 2


def test_news_that_came_after_the_page_was_shown_are_not_taken_as_read(begun, service):
    client, address = begun
    fill(client, address)
    publish_elsewhere(service, put(0, 0, label="Nama sesuai KTP"))
    assert client.post(f"{address}periksa/", {"email": "", "_news": "1"}).status_code == 200
    assert not Application.unscoped.exists()


def test_a_draft_never_goes_back_to_what_the_process_knew(begun, service):
    client, address = begun
    old = KNOWN_SERVICES.get(service.pk)
    publish(service, put(0, 0, label="Nama sesuai KTP"))
    client.get(f"{address}1/")
    KNOWN_SERVICES.rows[service.pk] = (float("inf"), old)
    client.get(f"{address}1/")
    assert Draft.unscoped.get().version.number == 2


def test_filing_itself_refuses_what_is_behind(begun, service):
    client, address = begun
    fill(client, address)
    publish_elsewhere(service, put(0, 0, label="Nama sesuai KTP"))
    with pytest.raises(Behind):
        file_application(Draft.unscoped.get())
    ServicePage.objects.filter(pk=service.pk).update(live=False)  # taken back: what was begun may be finished
    assert file_application(Draft.unscoped.get()).version.number == 1


def test_a_region_that_is_gone_is_not_known():
    with pytest.raises(KNOWN_REGIONS.model.DoesNotExist):
        KNOWN_REGIONS.get(0)


def test_whether_a_service_may_be_deleted_is_no_query_a_row(service, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not service.may_be_deleted()
        assert type(service)(title="Konsep").may_be_deleted()
    # Who has an older copy of it in hand deletes no version either.
    with pytest.raises(ProtectedError):
        service.delete()
