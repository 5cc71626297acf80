"""Duties apart, by attacks: an administrator who wants to act as somebody else, alone."""

import re
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from cms.accounts import duties, links
from cms.accounts.models import Membership, User
from cms.accounts.signing_models import StaffRequest
from cms.audit.trail import broken_links
from cms.pages.second_look import may_look
from cms.regions.scoping import region_scope
from tests.support.accounts import OWN, actions, choose, deliver, link_in, sign_in, signed_in
from tests.support.duties import decide, edit, give_address, refused, reset
from tests.support.people import make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trail_last")]


# An operator is never a member.


def both(place):
    """An operator with a membership, as it could be made before it was refused."""
    user = make_operator()
    row = Membership(region=place.region, user=user, full_name="Operator")
    Membership.unscoped.bulk_create([row])
    return user, row


def test_no_staff_view_meets_the_account_of_an_operator(admin, place):
    user, row = both(place)
    before = (user.password, user.email)
    edited = {"full_name": "Diambil", "email": "jahat@contoh.id", "regional_admin": ""}
    for name, post in (("edit", edited), ("password", {}), ("account", {"active": "0"})):
        address = reverse(f"staff:{name}", args=[row.pk])
        assert admin.post(address, post).status_code == 404, name
        assert admin.get(address).status_code in (404, 405), name
    assert "operator" not in admin.get(reverse("staff:index")).content.decode().lower().split("<main")[1]
    post = {"position": place.position.pk, "membership": row.pk, "capacity": "plt", "since": "2026-11-01"}
    assert admin.post(reverse("holders:add"), post).context["form"].errors["membership"]
    user.refresh_from_db()
    assert (user.password, user.email, user.is_active) == (*before, True)
    assert StaffRequest.unscoped.count() == 0


def test_an_operator_can_not_become_a_member_nor_a_member_an_operator(place, operator):
    with region_scope(place.region):
        row = Membership(region=place.region, user=User._base_manager.get(is_superuser=True), full_name="X")
        with pytest.raises(ValidationError):
            row.full_clean()
        with pytest.raises(PermissionDenied):
            row.save()
    place.staff.is_superuser = True
    with pytest.raises(PermissionDenied):
        place.staff.save()
    form = {"username": place.staff.username, "first_name": "A", "last_name": "B", "is_active": "on",
            "email": "a@contoh.id", "is_superuser": "on"}  # fmt: skip
    response = operator.post(reverse("wagtailusers_users:edit", args=[place.staff.pk]), form)
    assert response.status_code == 200 and not User._base_manager.get(pk=place.staff.pk).is_superuser


def test_an_operator_who_is_a_member_already_is_pointed_out(place):
    assert not [found for found in run_checks(databases=["default"]) if found.id == "warkat.W005"]
    both(place)
    (found,) = [found for found in run_checks(databases=["default"]) if found.id == "warkat.W005"]
    assert "operator" in found.msg


# A second administrator.


def taken_on(client, **post):
    new = {"full_name": "Boneka", "sign_in": "boneka", "email": "boneka@contoh.id", "regional_admin": "on"}
    client.post(reverse("staff:add"), new | post)
    return Membership.unscoped.get(full_name="Boneka")


def test_nobody_makes_their_own_second_look(admin, place, second):
    """The attack of the issue: a new account, made an administrator by the one who asks, looks at their service."""
    puppet = taken_on(admin)
    assert not puppet.regional_admin and not may_look(puppet.user, place.page)
    assert refused(decide(admin))
    edit(admin, puppet, regional_admin="on", email="boneka@contoh.id")
    assert refused(decide(admin))
    with region_scope(place.region), pytest.raises(PermissionDenied):
        duties.confirm(StaffRequest.unscoped.get(state="waiting").pk, place.admin)
    assert not Membership.unscoped.get(pk=puppet.pk).regional_admin
    deliver()
    decide(second)
    puppet.refresh_from_db()
    assert puppet.regional_admin and may_look(User.objects.get(pk=puppet.user_id), place.page)
    told = {to: body for to, _subject, body in deliver()}
    assert {"boneka@contoh.id", "kedua@contoh.id"} <= set(told)
    assert "staff.admin_given" in actions(place.region)


def test_the_asker_knows_no_password_of_the_new_administrator(admin, place, second):
    """Somebody taken on without an address: the asker handed the password out, and could sign in with it."""
    page = admin.post(reverse("staff:add"), {"full_name": "Boneka", "sign_in": "boneka"})
    password = re.search(r"<code>((?:[a-z0-9]{4}-){2}[a-z0-9]{4})</code>", page.content.decode())[1]
    puppet = Membership.unscoped.get(full_name="Boneka")
    name = puppet.user.username
    theirs = signed_in(name, password)
    theirs.post(reverse("own_password"), {"new_password1": OWN, "new_password2": OWN})
    assert "regional_admin" in edit(admin, puppet, regional_admin="on").context["form"].errors, "needs an address"
    edit(admin, puppet, email="boneka@contoh.id")
    decide(second)
    edit(admin, puppet, regional_admin="on", email="boneka@contoh.id")
    decide(second)
    assert Membership.unscoped.get(pk=puppet.pk).regional_admin
    assert sign_in(Client(), name, OWN).status_code == 200, "the known password is gone"
    assert theirs.get(reverse("wagtailadmin_home")).status_code == 302, "and so is the session"
    links = [body for to, _subject, body in deliver() if to == "boneka@contoh.id" and "password_reset" in body]
    choose(Client(), link_in(links[-1]), "tidur-siang-kucing-8")
    assert sign_in(Client(), name, "tidur-siang-kucing-8").status_code == 302


def test_the_operators_own_way_ends_a_known_password_too(admin, place, operator):
    """An administrator took a puppet on, knows its password, and asks the operator to tick the box."""
    page = admin.post(reverse("staff:add"), {"full_name": "Boneka", "sign_in": "boneka"})
    password = re.search(r"<code>((?:[a-z0-9]{4}-){2}[a-z0-9]{4})</code>", page.content.decode())[1]
    puppet = Membership.unscoped.get(full_name="Boneka")
    theirs = signed_in(puppet.user.username, password)
    theirs.post(reverse("own_password"), {"new_password1": OWN, "new_password2": OWN})
    assert "regional_admin" in edit(operator, puppet, regional_admin="on").context["form"].errors, "needs an address"
    edit(operator, puppet, regional_admin="on", email="boneka@contoh.id")
    puppet.refresh_from_db()
    assert puppet.regional_admin and not User.objects.get(pk=puppet.user_id).has_usable_password()
    assert theirs.get(reverse("wagtailadmin_home")).status_code == 302, "the session ended"
    (body,) = [body for to, _subject, body in deliver() if to == "boneka@contoh.id" and "password_reset" in body]
    choose(Client(), link_in(body), "tidur-siang-kucing-8")
    assert sign_in(Client(), puppet.user.username, "tidur-siang-kucing-8").status_code == 302


def test_a_link_of_a_moment_ago_does_not_keep_a_new_administrator_without_one(place, operator):
    give_address(place.staff, "lurah@contoh.id")
    reset(operator, place.member)
    deliver()
    edit(operator, place.member, regional_admin="on", email="lurah@contoh.id")
    assert [to for to, _subject, body in deliver() if "password_reset" in body] == ["lurah@contoh.id"]


def test_a_new_administrator_reads_that_the_old_password_has_ended(admin, place, second, monkeypatch):
    """Both who had a password and who had only the first link; it lasts over a weekend."""
    give_address(place.staff, "lurah@contoh.id")
    User._base_manager.filter(pk=place.staff.pk).update(last_login=timezone.now())
    edit(admin, place.member, regional_admin="on", email="lurah@contoh.id")
    page = second.get(reverse("staff:request", args=[StaffRequest.unscoped.get().pk])).content.decode()
    assert gettext("The present password ends at once: somebody else may know it.") in page
    decide(second)
    puppet = taken_on(admin)
    bodies = [body for to, _subject, body in deliver() if to == "boneka@contoh.id" and "password_reset" in body]
    decide(second)
    sent = [(to, body) for to, _subject, body in deliver() if "password_reset" in body]
    assert (
        len(bodies) == 1
        and len(sent) == 1
        and "72" in sent[0][1]
        and sent[0][1].split("\n")[0] != bodies[0].split("\n")[0]
    )
    assert links.new_admin(User.objects.get(pk=puppet.user_id)) and links.new_admin(
        User.objects.get(pk=place.staff.pk)
    )
    now = links.tokens._now()
    monkeypatch.setattr(links.tokens, "_now", lambda: now + timedelta(hours=71))
    choose(Client(), link_in(sent[0][1]))
    assert not links.new_admin(User.objects.get(pk=puppet.user_id))


def test_where_there_is_one_administrator_the_operator_confirms_the_second(admin, place, operator):
    puppet = taken_on(admin)
    assert ("operator@contoh.id" in {to for to, _subject, _body in deliver()}) and refused(decide(admin))
    assert "Boneka" in operator.get(reverse("staff:index")).content.decode()
    assert reverse("staff:index") in operator.get(reverse("wagtailadmin_home")).content.decode()
    decide(operator)
    assert Membership.unscoped.get(pk=puppet.pk).regional_admin


def test_closing_and_reopening_makes_no_administrator(admin, place, second):
    member = Membership.unscoped.get(user__username="kedua")
    for active in "01":
        admin.post(reverse("staff:account", args=[member.pk]), {"active": active})
    member.refresh_from_db()
    assert member.user.is_active and not member.regional_admin
    assert second.get(reverse("wagtailadmin_home")).status_code == 302, "the session of before doesn't come back"


def test_whose_rights_are_reduced_is_signed_out_and_told(admin, place, second):
    edit(admin, Membership.unscoped.get(user__username="kedua"), email="kedua@contoh.id")
    assert second.get(reverse("wagtailadmin_home")).status_code == 302
    assert "kedua@contoh.id" in {to for to, _subject, _body in deliver()}
    assert "staff.admin_taken" in actions(place.region)


def test_a_request_lapses_with_its_asker_and_with_time(admin, place, second, operator):
    edit(admin, place.member, email="a@contoh.id")
    wish = StaffRequest.unscoped.get()
    StaffRequest.unscoped.update(asked_at=timezone.now() - duties.WAITS)
    assert decide(second).status_code == 404
    StaffRequest.unscoped.update(asked_at=timezone.now())
    operator.post(reverse("staff:account", args=[place.admin.membership.pk]), {"active": "0"})
    decide(second)
    wish.refresh_from_db()
    assert wish.state == "waiting" and User.objects.get(pk=place.staff.pk).email == ""


def test_the_database_refuses_a_confirmation_by_the_asker(place):
    with region_scope(place.region):
        wish = duties.ask(duties.Kind.CODE, place.member, place.admin)
    for decided_by in (place.admin, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffRequest.unscoped.filter(pk=wish.pk).update(state="confirmed", decided_by=decided_by)


def test_another_region_neither_sees_nor_decides(places, admin):
    here, there = places
    edit(admin, here.member, email="a@contoh.id")
    other = Client()
    other.force_login(there.admin)
    address = reverse("staff:request", args=[StaffRequest.unscoped.get().pk])
    for response in (other.get(address), other.post(address, {"decision": "confirm"})):
        assert response.status_code == 404
    other.force_login(here.staff)
    assert other.post(address, {"decision": "confirm"}).status_code == 403
    assert StaffRequest.unscoped.get().state == "waiting"
    assert broken_links(here.region.pk) == []
