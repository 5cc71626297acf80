"""A reset is a link to the person, an e-mail address is as good as a password: attacked by one administrator."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import User
from cms.accounts.signing_models import StaffRequest
from cms.audit.models import AuditEvent
from cms.jobs.models import Job
from tests.support.accounts import OWN, actions, choose, deliver, link_in, sign_in
from tests.support.duties import decide, edit, give_address, refused, reset

pytestmark = pytest.mark.django_db


def half_in(response):
    return re.search(r"<code>([a-z0-9]{4}-[a-z0-9]{4})</code>", response.content.decode())[1]


# A reset is a link to the person.


def test_an_administrator_never_sees_the_link_or_the_password_of_somebody_else(admin, place):
    give_address(place.staff, "lurah@contoh.id")
    User._base_manager.filter(pk=place.staff.pk).update(last_login=timezone.now())
    page = reset(admin, place.member)
    assert page.status_code == 302
    shown = admin.get(page.url).content.decode()
    sent = deliver()
    ((address, subject, body),) = sent
    link = link_in(body)
    token = link.split("/")[-2]
    assert address == "lurah@contoh.id" and "Secret" not in subject and place.member.full_name not in subject
    everywhere = shown + str(list(AuditEvent.unscoped.values())) + str(list(Job.unscoped.values()))
    assert token not in everywhere and "lurah@contoh.id" not in str(list(Job.unscoped.values()))
    assert place.admin.membership.full_name in body, "the person reads who asked"
    assert "staff.password_link" in actions(place.region)
    assert sign_in(Client(), place.staff.username, place.staff.username).status_code == 302, "the old one still works"


def test_a_link_works_once_and_the_change_is_told(admin, place):
    give_address(place.staff, "lurah@contoh.id")
    User._base_manager.filter(pk=place.staff.pk).update(last_login=timezone.now())
    reset(admin, place.member)
    link = link_in(deliver()[0][2])
    theirs = Client()
    assert choose(theirs, link).url == reverse("wagtailadmin_password_reset_complete")
    assert [(to, place.staff.username in body) for to, _subject, body in deliver()] == [("lurah@contoh.id", True)]
    assert theirs.get(link, follow=True).context["validlink"] is False
    assert sign_in(Client(), place.staff.username, OWN).status_code == 302


def test_without_an_address_one_administrator_alone_has_half_a_password(admin, place, operator):
    first = half_in(reset(admin, place.member))
    assert sign_in(Client(), place.staff.username, first).status_code == 200
    assert sign_in(Client(), place.staff.username, place.staff.username).status_code == 302, "nothing has changed yet"
    assert refused(decide(admin))
    assert first not in admin.get(reverse("staff:index")).content.decode()
    assert [to for to, _subject, _body in deliver()] == ["operator@contoh.id"]
    second = half_in(decide(operator))
    theirs = Client()
    for wrong in (second, first, f"{second}-{first}"):
        assert sign_in(theirs, place.staff.username, wrong).status_code == 200
    assert sign_in(theirs, place.staff.username, f"{first}-{second}").status_code == 302
    page = theirs.get(reverse("own_password")).content.decode()
    assert place.admin.membership.full_name in page, "who asked for it is said at the next sign-in"
    assert actions(place.region)[:2] == ["account.signed_in", "staff.confirmed"]
    stored = str(list(StaffRequest.unscoped.values())) + str(list(AuditEvent.unscoped.values()))
    assert first not in stored and second not in stored


def test_the_second_half_goes_to_a_second_administrator_and_who_asked_may_withdraw(admin, place, second):
    reset(admin, place.member)
    assert place.member.full_name in second.get(reverse("staff:index")).content.decode()
    page = second.get(reverse("staff:request", args=[StaffRequest.unscoped.get().pk]))
    assert page.context["may_confirm"] and place.admin.membership.full_name in page.content.decode()
    decide(admin, "refuse")
    assert decide(second).status_code == 404
    first = half_in(reset(admin, place.member))
    assert sign_in(Client(), place.staff.username, f"{first}-{half_in(decide(second))}").status_code == 302


def test_an_own_password_is_not_reset_by_oneself(admin, place):
    reset(admin, place.admin.membership)
    assert not deliver() and not StaffRequest.unscoped.exists()


# An e-mail address is as good as a password.


def test_another_address_waits_for_a_second_person_and_links_go_to_the_old_one(admin, place, second, client):
    give_address(place.staff, "lurah@contoh.id")
    edit(admin, place.member, email="admin+lurah@contoh.id")
    assert User.objects.get(pk=place.staff.pk).email == "lurah@contoh.id"
    told = {to for to, _subject, _body in deliver()}
    assert told == {"lurah@contoh.id", "kedua@contoh.id"}, "both are told, and the new address isn't"
    reset(admin, place.member)
    assert [to for to, _subject, _body in deliver()] == ["lurah@contoh.id"]
    assert refused(decide(admin))
    client.post(reverse("wagtailadmin_password_reset"), {"email": "admin+lurah@contoh.id"})
    assert not deliver()
    decide(second)
    assert User.objects.get(pk=place.staff.pk).email == "admin+lurah@contoh.id"
    assert {to for to, _subject, _body in deliver()} == {"lurah@contoh.id", "admin+lurah@contoh.id"}
    assert "account.email_changed" in actions(place.region)
    assert "contoh.id" not in str(list(AuditEvent.unscoped.values_list("data", flat=True)))
    assert "contoh.id" not in str(list(StaffRequest.unscoped.values())), "what is decided keeps no address"


def test_a_first_address_is_no_way_round(admin, place):
    edit(admin, place.member, email="admin@contoh.id")
    reset(admin, place.member)
    assert User.objects.get(pk=place.staff.pk).email == ""
    assert set(StaffRequest.unscoped.values_list("kind", flat=True)) == {"email", "code"}


def test_an_own_address_is_changed_on_the_account_page_only(admin, place):
    give_address(place.admin, "admin@contoh.id")
    edit(admin, place.admin.membership, regional_admin="on", email="jahat@contoh.id")
    assert User.objects.get(pk=place.admin.pk).email == "admin@contoh.id"
    assert not StaffRequest.unscoped.exists()
