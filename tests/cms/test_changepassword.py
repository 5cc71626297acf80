"""A password set on the server: like every other way it ends sessions, stands in the trail and is told."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from cms.accounts.models import User
from cms.audit.models import AuditEvent
from cms.audit.trail import broken_links
from cms.audit.words import detail_words
from tests.support.accounts import OWN, deliver, sign_in, signed_in
from tests.support.people import make_operator, make_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trail_last")]


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def typed(monkeypatch):
    """What is typed at the command's prompts, again and again."""
    words = {"password": OWN}
    monkeypatch.setattr("getpass.getpass", lambda prompt="": words["password"])
    return words


def test_sessions_end_the_trail_has_it_and_the_person_is_told(client, typed):
    place = make_places()[0]
    User._base_manager.filter(pk=place.staff.pk).update(email="petugas@contoh.id")
    before = signed_in(place.staff.username)
    assert before.get(reverse("wagtailadmin_home")).status_code == 200
    call_command("changepassword", place.staff.username, stdout=StringIO())
    assert before.get(reverse("wagtailadmin_home")).status_code == 302, "signed out"
    event = AuditEvent.unscoped.filter(region=place.region).order_by("-sequence").first()
    assert (event.actor, event.action, event.target) == ("system", "account.password_reset", f"user:{place.staff.pk}")
    with override("en"):
        assert detail_words(event.data) == "on the server, by a command"
    assert broken_links(place.region.pk) == []
    assert [to for to, _subject, _body in deliver()] == ["petugas@contoh.id"]
    assert sign_in(client, place.staff.username, OWN).status_code == 302
    assert client.get(reverse("wagtailadmin_home")).url == reverse("own_password"), "whoever typed it knows it"


def test_the_operators_own_chain_has_the_operators(typed):
    operator = make_operator()
    call_command("changepassword", operator.username, stdout=StringIO())
    event = AuditEvent.unscoped.get(region=None)
    assert (event.action, event.target) == ("account.password_reset", f"user:{operator.pk}")


def test_what_is_refused_changes_nothing(typed):
    place = make_places()[0]
    typed["password"] = "pendek"
    with pytest.raises(CommandError):
        call_command("changepassword", place.staff.username, stdout=StringIO(), stderr=StringIO())
    assert User._base_manager.get(pk=place.staff.pk).check_password(place.staff.username)
    assert not AuditEvent.unscoped.filter(action="account.password_reset").exists()


def test_nobody_waits_while_a_person_types(monkeypatch):
    place = make_places()[0]
    asked = []
    monkeypatch.setattr("getpass.getpass", lambda prompt="": asked.append(len(connection.savepoint_ids)) or OWN)
    before = len(connection.savepoint_ids)
    call_command("changepassword", place.staff.username, stdout=StringIO())
    assert asked == [before, before]
