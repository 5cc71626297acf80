"""Guessing resume codes is limited."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from forms_engine.applications import limiter
from forms_engine.applications.models import WrongCode
from tests.documents import service_document
from tests.factories import make_application, make_region, make_service

pytestmark = pytest.mark.django_db


def test_guessing_is_refused_for_ten_minutes_and_what_was_typed_stays(client):
    now = timezone.now()
    with patch.object(limiter.timezone, "now", return_value=now):
        for _ in range(limiter.PER_CLIENT):
            assert client.post("/lanjut/", {"code": "AAAA-BBBB-CCCC"}).status_code == 200
        refused = client.post("/lanjut/", {"code": "DDDD-EEEE-FFFF"})
        assert refused.status_code == 429 and b"DDDD-EEEE-FFFF" in refused.content and b"10" in refused.content
        assert client.post("/lanjut/", {"code": "X"}, REMOTE_ADDR="10.0.0.9").status_code == 200
    assert not WrongCode.objects.filter(client__contains="127.0.0.1").exists()
    with patch.object(limiter.timezone, "now", return_value=now + timedelta(minutes=10)):
        assert client.post("/lanjut/", {"code": "AAAA-BBBB-CCCC"}).status_code == 200


def test_a_right_code_counts_nothing_and_the_tracking_page_is_limited_as_well(client):
    service = make_service(make_region(), service_document())
    application = make_application(service, {})
    address = f"/lacak/{application.tracking_code}/"
    assert client.post("/lanjut/", {"code": application.draft.resume_code}).status_code == 302
    assert WrongCode.objects.count() == 0
    client.cookies.clear()
    for _ in range(limiter.PER_CLIENT):
        assert client.post(address, {"code": "AAAA-BBBB-CCCC"}).status_code == 200
    assert client.post(address, {"code": application.draft.resume_code}).status_code == 429
    assert client.post(address, {"code": application.draft.resume_code}, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(rf, settings):
    settings.PROXIES = 1
    first = rf.get("/", headers={"x-forwarded-for": "9.9.9.9, 203.0.113.7"})
    again = rf.get("/", headers={"x-forwarded-for": "8.8.8.8, 203.0.113.7"})
    other = rf.get("/", headers={"x-forwarded-for": "203.0.113.8"})
    assert limiter.address_of(first) == limiter.address_of(again) == "203.0.113.7"
    assert limiter.client_of(first) != limiter.client_of(other)
    assert limiter.client_of(rf.get("/")) is None and limiter.minutes_to_wait(rf.get("/")) == 0
