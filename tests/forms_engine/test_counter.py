"""Counter mode: an officer fills in for a citizen whose consent is on record."""

import pytest
from django.urls import reverse

from cms.audit.models import AuditEvent
from cms.regions.scoping import region_scope
from forms_engine.applications.assistance import Assistance
from forms_engine.applications.models import Draft
from forms_engine.channels.counter.forms import CONSENT_TEXT
from tests.support.accounts import unused
from tests.support.documents import service_document
from tests.support.factories import make_application, make_member, make_region, make_service
from tests.support.journeys import FILLED

pytestmark = pytest.mark.django_db
BANNER = "Warga berikutnya"
CONSENT = {"consent": "present", "confirmed": "on"}


@pytest.fixture
def region():
    return make_region("33.75")


@pytest.fixture
def service(region):
    return make_service(region, service_document())


@pytest.fixture
def officer(region, client):
    member = make_member(region, "loket")
    client.force_login(member.user)
    return member


def begin(client, service, **data):
    return client.post(reverse("counter_begin", args=[service.pk]), CONSENT | data)


def test_the_counter_lists_the_published_services_of_the_region(client, officer, service):
    elsewhere = make_service(make_region("73.71"), service_document("Layanan Makassar"))
    page = client.get(reverse("counter")).content.decode()
    assert service.title in page
    assert elsewhere.title not in page
    assert client.get(reverse("counter_begin", args=[elsewhere.pk])).status_code == 404


@pytest.mark.parametrize("missing", ["consent", "confirmed"])
def test_without_consent_nothing_begins(client, officer, service, missing):
    response = client.post(reverse("counter_begin", args=[service.pk]), CONSENT | {missing: ""})
    assert response.status_code == 200
    assert f"{missing}-error" in response.content.decode()
    assert not Draft.unscoped.exists()


def test_the_consent_is_on_record_word_for_word(client, officer, service, region):
    step = begin(client, service).url
    with region_scope(region):
        record = Assistance.objects.get()
        event = AuditEvent.objects.get(action="draft.begun_at_counter")
    assert (record.officer, record.consent, record.consent_text) == (officer.user, "present", str(CONSENT_TEXT))
    assert event.actor == f"user:{officer.user.pk}"
    assert BANNER in client.get(step).content.decode()


def test_the_next_citizen_does_not_see_the_one_before(client, officer, service):
    first = begin(client, service).url
    second = begin(client, service).url
    assert client.get(first).status_code == 302
    assert client.get(second).status_code == 200
    assert client.post(reverse("counter_next")).url == reverse("counter")
    assert client.get(second).status_code == 302


def test_the_citizen_goes_on_alone_with_the_code(client, officer, service, django_user_model):
    begin(client, service)
    draft = Draft.unscoped.get()
    other = type(client)()
    response = other.post(reverse("resume"), {"code": draft.resume_code}, follow=True)
    assert response.status_code == 200
    assert BANNER not in response.content.decode()


def test_an_operator_works_for_no_region(client, service, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("operator", password="operator"))
    assert client.get(reverse("counter")).status_code == 403


@pytest.fixture
def filed(client, officer, service):
    """The officer has filed for a citizen: the addresses that show it, and what they show."""
    begin(client, service)
    draft, other = Draft.unscoped.get(), make_application(service, FILLED | {"fld-name": "Sari Dewi"})
    with region_scope(service.region_id):
        application = type(other).objects.get(pk=other.pk)
        application.draft = draft
        application.save()
        Draft.objects.filter(pk=draft.pk).update(filed=True)
    return application.tracking_code, draft


def shows_answers(client, filed):
    code, _draft = filed
    found = {
        "tracking": "Sari Dewi" in client.get(reverse("tracking", args=[code])).content.decode(),
        "receipt": client.get(reverse("receipt", args=[code])).status_code == 200,
    }
    assert len(set(found.values())) == 1, found
    return found["tracking"]


def test_after_signing_out_this_browser_opens_nothing_of_the_citizen(client, officer, filed):
    assert shows_answers(client, filed)
    client.post(reverse("wagtailadmin_logout"))
    assert not shows_answers(client, filed)
    client.force_login(make_member(officer.region, "rekan").user)
    assert not shows_answers(client, filed), "nor for a colleague"
    client.force_login(officer.user)
    assert shows_answers(client, filed)
    unused(client, 61)
    assert not shows_answers(client, filed), "nor once the session is over"


def test_what_was_opened_by_its_code_at_the_counter_is_bound_as_well(client, officer, filed):
    code, draft = filed
    for address in (reverse("resume"), reverse("tracking", args=[code])):
        client.post(reverse("counter_next"))
        client.post(address, {"code": draft.resume_code})
        assert shows_answers(client, filed)
        client.post(reverse("wagtailadmin_logout"))
        assert not shows_answers(client, filed), address
        client.post(address, {"code": draft.resume_code})
        assert shows_answers(client, filed), "a citizen's own browser needs no account"
        client.force_login(officer.user)


def test_filling_in_at_the_counter_is_use_of_the_session(client, officer, service):
    step = begin(client, service).url
    for _ in range(2):
        unused(client, 40, began=200)
        assert client.get(step).status_code == 200
        assert client.session["used_at"] > client.session["began_at"] + 190 * 60
