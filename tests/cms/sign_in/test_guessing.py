"""Signing in: guessing is slow, nobody is locked out by somebody else, and it stands in the trail."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.access.slots import hold_slot
from cms.accounts import devices, throttle
from cms.accounts.jobs import failed_sign_ins, forget
from cms.accounts.models import User
from cms.accounts.signing_models import FailedSignIn
from cms.accounts.throttle import SignInTry, longest_rest, rest_of
from cms.audit.models import AuditEvent
from cms.audit.trail import broken_links
from cms.jobs.models import Job
from tests.support.accounts import OWN, actions, sign_in, signed_in
from tests.support.people import make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trail_last")]
HOME = "/admin/"


@pytest.fixture
def hashed(monkeypatch):
    """How many passwords were looked at."""
    seen = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: seen.append(1) or encode(*given))
    return seen


def later(minutes):
    """Let time pass for the failures."""
    for row in FailedSignIn.objects.all():
        FailedSignIn.objects.filter(pk=row.pk).update(at=row.at - timedelta(minutes=minutes))


def strangers(name, many):
    """One wrong password from each of `many` addresses."""
    for number in range(many):
        sign_in(Client(), name, "tebakan", address=f"198.51.{number // 250}.{number % 250 + 1}")


# Pure rules.

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize("failures, minutes", [(4, 0), (5, 1), (9, 1), (10, 5), (20, 15), (500, 15)])
def test_the_more_failures_the_longer_the_rest_and_it_ends(failures, minutes):
    assert rest_of(failures, NOW, throttle.STRANGER, NOW) == timedelta(minutes=minutes)
    assert rest_of(failures, NOW - timedelta(minutes=15), throttle.STRANGER, NOW) == timedelta(0)


def test_an_attacked_account_leaves_each_address_its_first_try():
    attacked = {"account": throttle.ATTACK, "client": []}
    assert longest_rest(NOW, pair=[], **attacked) == timedelta(0)
    assert longest_rest(NOW, pair=[NOW], **attacked) == timedelta(minutes=10)
    assert longest_rest(NOW, pair=[NOW], account=throttle.ATTACK - 1, client=[]) == timedelta(0)


# Attacks.


def test_after_five_wrong_passwords_an_address_waits_and_costs_no_hash(name, hashed):
    stranger = Client()
    for _time in range(5):
        assert sign_in(stranger, name, "tebakan").status_code == 200
    before = len(hashed)
    for _time in range(20):
        response = sign_in(stranger, name, name)
    assert response.status_code == 429 and len(hashed) == before, "not even the right one is looked at"
    page = response.content.decode()
    assert "1 menit" in page or "1 minute" in page
    assert f'value="{name}"' in page, "the name stays, the password doesn't"
    assert FailedSignIn.objects.count() == 5, "who hammers on doesn't make it longer"
    later(1)
    assert sign_in(stranger, name, name).status_code == 302


def test_strangers_from_everywhere_lock_out_neither_the_own_browser_nor_a_new_one(name):
    own = signed_in(name)
    own.post(reverse("wagtailadmin_logout"))
    strangers(name, throttle.ATTACK + 3)
    again = sign_in(Client(), name, "tebakan", address="198.51.0.1")
    assert again.status_code == 429, "an address that failed once waits now"
    for _time in range(4):  # their own typing errors, on the very address of an attacker
        assert sign_in(own, name, "salah ketik", address="198.51.0.1").status_code == 200
    assert sign_in(own, name, name, address="198.51.0.1").status_code == 302
    assert sign_in(Client(), name, name, address="192.0.2.77").status_code == 302, "a new device at a new address"


def test_a_picture_on_another_site_signs_nobody_out(name):
    own = signed_in(name)
    assert own.get(reverse("wagtailadmin_logout")).status_code == 405
    assert own.get(reverse("wagtailadmin_home")).status_code == 200


def test_one_address_shared_by_thousands_is_slow_for_strangers_only(name, place):
    own = signed_in(name)
    own.post(reverse("wagtailadmin_logout"))
    client = SignInTry.of(own.get("/admin/login/", REMOTE_ADDR="203.0.113.5").wsgi_request, "x").client
    now = timezone.now()
    FailedSignIn.objects.bulk_create(
        FailedSignIn(account=f"account {number}", client=client, at=now) for number in range(throttle.SPRAYING)
    )
    assert sign_in(Client(), place.admin.username, "tebakan").status_code == 429, "the next account waits its turn"
    assert sign_in(own, name, name).status_code == 302
    later(0.2)
    assert sign_in(Client(), place.admin.username, place.admin.username).status_code == 302


def test_a_known_browser_has_an_allowance_of_its_own_which_ends_too(name):
    own = signed_in(name)
    own.post(reverse("wagtailadmin_logout"))
    for _time in range(10):
        assert sign_in(own, name, "tebakan").status_code == 200
    assert sign_in(own, name, name).status_code == 429
    assert sign_in(Client(), name, name, address="192.0.2.1").status_code == 302, "and it is counted apart"


def test_a_device_cookie_is_for_its_account_and_can_not_be_made(name, place):
    own = signed_in(name)
    request = own.get("/admin/login/").wsgi_request
    assert devices.device_of(request, name) and not devices.device_of(request, place.admin.username)
    assert name not in own.cookies[devices.COOKIE].value
    assert own.cookies[devices.COOKIE]["httponly"] and own.cookies[devices.COOKIE]["path"] == "/admin/"
    forged = Client()
    forged.cookies[devices.COOKIE] = own.cookies[devices.COOKIE].value[:-3] + "abc"
    assert not devices.device_of(forged.get("/admin/login/").wsgi_request, name)


def test_an_account_that_does_not_exist_is_answered_like_one_that_does(name, hashed):
    pages, costs = [], []
    for who in (name, "tidak-ada@kota-pekalongan"):
        client, before = Client(), len(hashed)
        answers = [sign_in(client, who, "tebakan", address="192.0.2.9") for _time in range(7)]
        costs.append(len(hashed) - before)
        forms = [answer.content.decode().split("<main")[1].replace(who, "NAMA") for answer in answers]
        pages.append([(answer.status_code, len(form)) for answer, form in zip(answers, forms, strict=True)])
    assert pages[0] == pages[1] and costs[0] == costs[1] == 5
    assert Job.unscoped.filter(name="accounts.failed_sign_ins").count() == 1, "and makes no work of its own"


def test_a_closed_account_and_a_temporary_password_that_is_too_old_are_refused(name, place):
    User._base_manager.filter(pk=place.staff.pk).update(
        password_is_temporary=True, temporary_until=timezone.now() - timedelta(minutes=1)
    )
    assert sign_in(Client(), name, name).context["form"].errors["__all__"].as_data()[0].code == "expired"
    assert not FailedSignIn.objects.exists()
    User._base_manager.filter(pk=place.staff.pk).update(temporary_until=timezone.now() + timedelta(days=1))
    assert sign_in(Client(), name, name).status_code == 302
    User._base_manager.filter(pk=place.staff.pk).update(is_active=False)
    assert sign_in(Client(), name, name).context["form"].errors


# One at a time.


def handed_out(user, ends):
    User._base_manager.filter(pk=user.pk).update(password_is_temporary=True, temporary_until=timezone.now() + ends)


def test_a_new_hasher_makes_no_temporary_password_an_own_one(name, place, settings):
    """Django hashes it anew at the next sign-in, by set_password, which says that it is the person's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    handed_out(place.staff, timedelta(minutes=-1))
    assert sign_in(Client(), name, name).status_code == 200, "too old, the first time as well"
    stored = User._base_manager.get(pk=place.staff.pk)
    assert stored.password.startswith("scrypt") and stored.password_is_temporary and stored.temporary_until
    User._base_manager.filter(pk=stored.pk).update(password=MD5PasswordHasher().encode(name, "garam"))
    stored = User._base_manager.get(pk=stored.pk)
    assert stored.check_password(name) and stored.password_is_temporary and stored.temporary_until


def test_a_temporary_password_that_ends_meanwhile_chooses_no_own_one(name, place):
    handed_out(place.staff, timedelta(hours=1))
    theirs = signed_in(name)
    handed_out(place.staff, timedelta(minutes=-1))
    response = theirs.post(reverse("own_password"), {"new_password1": OWN, "new_password2": OWN})
    assert response.url == reverse("wagtailadmin_login")
    assert not User._base_manager.get(pk=place.staff.pk).check_password(OWN)
    assert theirs.get(HOME).status_code == 302


def test_one_password_is_looked_at_at_a_time_and_who_waits_in_vain_is_told(name, hashed, monkeypatch):
    monkeypatch.setattr(throttle, "STRANGERS_LINE", ("sign-in-line", 8, 0))
    with hold_slot("sign-in", 1, wait=0):
        response = sign_in(Client(), name, name)
    assert response.status_code == 503 and not hashed and not FailedSignIn.objects.exists()
    assert f'value="{name}"' in response.content.decode()
    assert sign_in(Client(), name, name).status_code == 302, "the place is free again"


def test_strangers_who_fill_the_line_are_sent_away_and_known_browsers_have_their_own(name, monkeypatch):
    """With a patience of minutes: whoever finds the line full doesn't wait at all."""
    own = signed_in(name)
    line, places, _patience = throttle.STRANGERS_LINE
    monkeypatch.setattr(throttle, "STRANGERS_LINE", (line, places, 600))
    with ExitStack() as strangers_waiting:
        for _place in range(places):
            strangers_waiting.enter_context(hold_slot(line, places, wait=0))
        assert sign_in(Client(), name, name).status_code == 503
        assert sign_in(own, name, name).status_code == 302
    assert sign_in(Client(), name, name).status_code == 302
    assert places <= 8 and throttle.KNOWN_LINE[1] <= 12, "citizens are served meanwhile"


def test_eight_people_at_once_get_in_one_after_the_other(monkeypatch):
    """A hash of a third of a second on a slow machine: the eighth waits for seven."""
    at_once, together = [], threading.Barrier(8)

    def look():
        together.wait(10)
        with throttle.hashing(known=False):
            at_once.append(1)
            assert len(at_once) == 1
            time.sleep(0.01)
            at_once.pop()
        return True

    with ThreadPoolExecutor(8) as people:
        assert all(one.result(30) for one in [people.submit(look) for _person in range(8)])
    assert throttle.STRANGERS_LINE[2] > 7 * 0.34 and throttle.KNOWN_LINE[2] > 11 * 0.34


# The trail.


def test_signing_in_and_out_stand_in_the_trail(place, name):
    client = signed_in(name)
    client.post(reverse("wagtailadmin_logout"))
    assert actions(place.region)[:2] == ["account.signed_out", "account.signed_in"]
    make_operator()
    signed_in("operator")
    assert actions(None) == ["account.signed_in"]


def test_failures_are_one_event_an_account_with_their_number(place, name):
    for _time in range(3):
        sign_in(Client(), name, "rahasiaku-yang-salah", address="192.0.2.4")
    sign_in(Client(), "tidak-ada", "tebakan")
    before = len(actions(place.region))
    failed_sign_ins(lambda: None)
    failed_sign_ins(lambda: None)
    assert len(actions(place.region)) == before + 1
    event = AuditEvent.unscoped.filter(action="account.sign_in_failed").get()
    assert event.data["count"] == 3 and event.target == f"user:{place.staff.pk}"
    assert event.region_id == place.region.pk and broken_links(place.region.pk) == []
    stored = str(list(FailedSignIn.objects.values())) + str(list(AuditEvent.unscoped.values()))
    assert "rahasiaku" not in stored and "tidak-ada" not in stored and "192.0.2.4" not in stored


def test_what_counts_no_more_is_forgotten(name):
    sign_in(Client(), name, "tebakan")
    later(25 * 60)
    forget(lambda: None)
    assert not FailedSignIn.objects.exists()
