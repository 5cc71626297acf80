"""Beginning drafts is bounded: nothing typed gives nothing new, and one address fills no table."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.jobs.registry import handler_of
from cms.regions.scoping import ALL_REGIONS, region_scope
from forms_engine.applications import beginning
from forms_engine.applications.beginning import ALL_OF_CLIENT, EMPTY_OF_CLIENT
from forms_engine.applications.models import BegunDraft, Draft
from forms_engine.applications.ownership import KEPT
from tests.support.documents import service_document
from tests.support.factories import make_application, make_member, make_region, make_service
from tests.support.journeys import FILLED

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    return make_service(make_region(), service_document())


@pytest.fixture
def few(monkeypatch):
    """The same rule with a smaller number."""
    monkeypatch.setattr(beginning, "EMPTY_OF_CLIENT", replace(EMPTY_OF_CLIENT, most=4))
    return 4


def begin(client, service, **headers):
    return client.post(reverse("journey_start", args=[service.pk]), headers=headers)


def clear():
    """What the hourly job does."""
    before = Draft.unscoped.count()
    with region_scope(ALL_REGIONS):
        handler_of("applications.clear_empty_drafts")(lambda: None)
    return before - Draft.unscoped.count()


def type_something(client, begun):
    return client.post(begun.url, {"_shown": "0,1,2,3", "f-fld-name": "Sari", "_auto": "1"})


def test_who_begins_again_without_typing_gets_the_empty_draft_back(client, service):
    first = begin(client, service)
    for _ in range(120):
        assert begin(client, service).url == first.url
    assert Draft.unscoped.count() == 1
    other = make_service(service.region, service_document("Surat lain"))
    assert begin(client, other).url != first.url


def test_what_was_typed_is_never_given_back_as_new(client, service):
    first = begin(client, service)
    type_something(client, first)
    second = begin(client, service)
    assert second.url != first.url and Draft.unscoped.get(token=first.url.split("/")[2]).answers
    assert "Sari" in client.get(first.url).content.decode()
    assert "Sari" not in client.get(second.url).content.decode()


def test_an_empty_draft_whose_code_was_seen_is_not_given_to_the_next_at_this_computer(client, service):
    first = begin(client, service)
    token = first.url.split("/")[2]
    assert client.get(reverse("draft_saved", args=[token])).status_code == 200
    assert begin(client, service).url != first.url
    BegunDraft.objects.update(at=timezone.now() - timedelta(days=2))
    clear()
    assert Draft.unscoped.filter(token=token).exists(), "the page with the code promised longer"


def test_a_stranger_s_empty_draft_is_not_given_away(client, service):
    first = begin(client, service)
    assert begin(Client(), service).url != first.url


def test_without_a_cookie_an_address_is_told_in_words_when_to_go_on(service, few):
    for _ in range(few):
        assert begin(Client(), service).status_code == 302
    refused = begin(Client(), service)
    text = refused.content.decode()
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 600
    assert "menit" in text and reverse("journey_start", args=[service.pk]) in text and reverse("resume") in text
    assert Draft.unscoped.count() == few
    assert begin(Client(), service, **{"x-forwarded-for": "203.0.113.9"}).status_code == 429, "no proxy said so"
    BegunDraft.objects.update(at=timezone.now() - EMPTY_OF_CLIENT.window)
    assert begin(Client(), service).status_code == 302


def test_another_address_and_whoever_fills_in_are_not_bounded(service, few, settings):
    settings.PROXIES = 1
    for place in range(3 * few):
        client = Client()
        begun = begin(client, service, **{"x-forwarded-for": "203.0.113.7"})
        assert begun.status_code == 302, place
        type_something(client, begun)
    for _ in range(few + 1):
        refused = begin(Client(), service, **{"x-forwarded-for": "203.0.113.7"})
    assert refused.status_code == 429
    assert begin(Client(), service, **{"x-forwarded-for": "203.0.113.8"}).status_code == 302


def test_one_letter_in_each_does_not_take_drafts_out_of_the_count(service, monkeypatch):
    monkeypatch.setattr(beginning, "ALL_OF_CLIENT", replace(ALL_OF_CLIENT, most=3))
    for _ in range(3):
        client = Client()
        type_something(client, begin(client, service))
    refused = begin(Client(), service)
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 600
    assert begin(Client(), service, **{"x-forwarded-for": "203.0.113.9"}).status_code == 429
    BegunDraft.objects.update(at=timezone.now() - EMPTY_OF_CLIENT.window)
    assert begin(Client(), service).status_code == 302


def test_the_limit_is_high_enough_for_many_and_low_enough_for_the_table():
    """A mobile network's address: sixty who opened a form in the last ten minutes and typed nothing yet."""
    assert 40 <= EMPTY_OF_CLIENT.most <= 100


def test_the_counter_is_not_bounded(service, few):
    officer = Client()
    officer.force_login(make_member(service.region, "petugas").user)
    for _ in range(2 * few):
        post = {"consent": "present", "confirmed": "on"}
        assert officer.post(reverse("counter_begin", args=[service.pk]), post).status_code == 302
    assert Draft.unscoped.count() == 2 * few and not BegunDraft.objects.exists()
    assert begin(officer, service).status_code == 302, "and gives nobody the draft of a citizen at the counter"
    assert Draft.unscoped.count() == 2 * few + 1


def test_earlier_answers_begin_only_so_many(service, few):
    code = make_application(service, FILLED).draft.resume_code
    address = reverse("earlier_answers", args=[service.pk])
    found = [Client().post(address, {"code": code}).status_code for _ in range(few + 2)]
    assert found == [302] * few + [429] * 2


def test_empty_drafts_go_after_a_day_and_nothing_that_was_typed_does(client, service):
    empty = begin(Client(), service)
    typed = begin(client, service)
    type_something(client, typed)
    clear()
    assert Draft.unscoped.count() == 2
    with region_scope(service.region_id):
        mailed = Draft.objects.get(token=begin(Client(), service).url.split("/")[2])
        Draft.objects.filter(pk=mailed.pk).update(email="sari@contoh.id")
    BegunDraft.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    assert clear() == 1
    left = set(Draft.unscoped.values_list("token", flat=True))
    assert empty.url.split("/")[2] not in left and {typed.url.split("/")[2], mailed.token} == left
    assert not BegunDraft.objects.exists(), "who began which is forgotten too"


def test_a_full_cookie_changes_nothing(client, service):
    for _ in range(KEPT + 2):
        type_something(client, begin(client, service))
    last = begin(client, service)
    assert begin(client, service).url == last.url
