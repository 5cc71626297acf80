"""Nobody appoints themselves, and who holds a position is told to those concerned."""

import pytest
from django.urls import reverse

from cms.accounts.models import PositionHolder
from cms.accounts.notices import as_written
from cms.accounts.signing_models import Notice, StaffRequest
from cms.accounts.viewsets import WAITS_NOW
from tests.support.accounts import actions, deliver
from tests.support.duties import decide, give_address, refused
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db


# Positions.


def holding(place, member, **changes):
    return {
        "position": place.position.pk,
        "membership": member.pk,
        "capacity": "plt",
        "since": "2026-11-01",
    } | changes


def test_an_administrator_does_not_appoint_themselves(admin, place, second):
    mine = place.admin.membership
    admin.post(reverse("holders:add"), holding(place, mine))
    assert not PositionHolder.unscoped.filter(membership=mine).exists() and refused(decide(admin))
    theirs = reverse("holders:edit", args=[place.holder.pk])
    assert admin.post(theirs, holding(place, mine, since="2020-01-01")).context["form"].errors, "nor by taking a row"
    decide(second)
    row = PositionHolder.unscoped.get(membership=mine)
    own = reverse("holders:edit", args=[row.pk])
    admin.post(own, holding(place, mine, until="2026-12-31"))
    assert admin.post(own, holding(place, mine, until="2027-12-31")).context["form"].errors, "it only gets shorter"
    assert admin.post(own, holding(place, mine, since="2020-01-01", until="2026-12-31")).context["form"].errors
    row.refresh_from_db()
    assert str(row.until) == "2026-12-31" and str(row.since) == "2026-11-01"


def test_an_appointment_is_told_to_who_holds_it_and_to_the_others(admin, place, second):
    give_address(place.staff, "lurah@contoh.id")
    member = make_member(place.region, "wakil")
    give_address(member.user, "wakil@contoh.id")
    admin.post(reverse("holders:add"), holding(place, member))
    told = {to for to, _subject, _body in deliver()}
    assert told == {"lurah@contoh.id", "wakil@contoh.id", "kedua@contoh.id"}
    assert actions(place.region)[0] == "positionholder.added"


def test_where_nobody_else_looks_the_operator_is_told_of_appointments(admin, place, operator):
    admin.post(reverse("holders:add"), holding(place, make_member(place.region, "wakil")))
    assert "operator@contoh.id" in {to for to, _subject, _body in deliver()}


def test_who_confirms_a_position_sees_who_holds_it_and_the_mails_say_at_whose_request(admin, place, second):
    admin.post(reverse("holders:add"), holding(place, place.admin.membership))
    ((_to, _subject, asked),) = [sent for sent in deliver() if sent[0] == "kedua@contoh.id"]
    assert str(place.position) in asked and reverse("staff:index") in asked
    page = second.get(reverse("staff:request", args=[StaffRequest.unscoped.get().pk])).content.decode()
    assert place.member.full_name in page
    give_address(place.staff, "lurah@contoh.id")
    decide(second)
    ((_to, _subject, told),) = [sent for sent in deliver() if sent[0] == "lurah@contoh.id"]
    assert told.count(place.admin.membership.full_name) == 2, "whose position it is, and at whose request"


def test_what_only_waits_is_neither_said_nor_recorded_as_changed(admin, place, second):
    page = admin.post(
        reverse("staff:edit", args=[place.member.pk]),
        {
            "full_name": place.member.full_name,
            "nip": place.member.nip,
            "rank": place.member.rank,
            "email": "a@contoh.id",
        },
        follow=True,
    )
    assert [str(one) for one in page.context["messages"]] == [str(WAITS_NOW)]
    assert actions(place.region)[0] == "staff.asked" and "membership.changed" not in actions(place.region)
    give_address(place.staff, "lurah@contoh.id")
    deliver()
    decide(admin, "refuse")
    assert set(Notice.objects.values_list("kind", flat=True)) == {"withdrawn"}


def test_mails_are_written_as_people_write():
    assert as_written("operator mencatat Budi, S.Kom..") == "Operator mencatat Budi, S.Kom."
