"""Guessing resume codes is limited."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from forms_engine.applications import limiter
from forms_engine.applications.models import WrongCode

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
