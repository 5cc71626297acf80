"""Positions, holders and staff as a regional administrator keeps them."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.accounts.changes import add_staff, temporary_password
from cms.accounts.models import Membership, Position, PositionHolder, User
from cms.audit.models import AuditEvent
from cms.regions.scoping import region_scope
from tests.support.factories import make_member
from tests.support.people import make_operator, make_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trail_last")]


@pytest.fixture
def place(db):
    return make_places()[0]


@pytest.fixture
def admin(client, place):
    client.force_login(place.admin)
    return client


def actions(place):
    return list(AuditEvent.unscoped.filter(region=place.region).values_list("action", flat=True))


def take_on(client, **changes):
    post = {"full_name": "Budi Santoso, S.Sos.", "nip": "198503122010011004", "sign_in": "budi", "rank": ""}
    return client.post(reverse("staff:add"), post | changes)


def password_in(response):
    return re.search(r"<code>((?:[a-z0-9]{4}-){2}[a-z0-9]{4})</code>", response.content.decode())[1]


def test_a_new_member_gets_a_password_shown_once_and_must_choose_an_own(admin, client, place):
    response = take_on(admin)
    password = password_in(response)
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    user = User.objects.get(username=f"budi@{place.region.slug}")
    assert user.check_password(password) and user.password_is_temporary
    assert actions(place)[0] == "staff.added"
    assert password not in str(AuditEvent.unscoped.values_list("data", flat=True))
    assert password not in admin.get(reverse("staff:index")).content.decode()

    client.logout()
    client.post(reverse("wagtailadmin_login"), {"username": user.username, "password": password})
    assert client.get(reverse("wagtailadmin_home")).url == reverse("own_password")
    assert client.get(reverse("wagtailadmin_account")).url == reverse("own_password")
    own = "kucing-tidur-siang-7"
    response = client.post(reverse("own_password"), {"new_password1": own, "new_password2": own})
    assert response.url == reverse("wagtailadmin_home")
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    user.refresh_from_db()
    assert user.check_password(own) and not user.password_is_temporary


def test_what_is_wrong_with_a_new_member_is_said(admin, place):
    assert "sign_in" in take_on(admin, sign_in="Budi Santoso").context["form"].errors
    assert "nip" in take_on(admin, nip="12345").context["form"].errors
    assert "full_name" in take_on(admin, full_name="").context["form"].errors
    take_on(admin)
    assert "sign_in" in take_on(admin).context["form"].errors
    assert Membership.unscoped.filter(full_name__startswith="Budi").count() == 1


def test_names_of_other_regions_can_not_be_probed(admin, place):
    other = Membership(region=make_places_other(), full_name="Budi Lain")
    with region_scope(other.region):
        add_staff(other, "budi", place.admin)
    assert password_in(take_on(admin))


def make_places_other():
    from cms.regions.models import Region

    return Region.objects.get(code="34.04")


def test_an_operator_hands_a_new_password_to_whoever_has_no_address(client, place):
    theirs = Client()
    theirs.force_login(place.staff)
    client.force_login(make_operator())
    password = password_in(client.post(reverse("staff:password", args=[place.member.pk])))
    assert User.objects.get(pk=place.staff.pk).check_password(password)
    assert theirs.get(reverse("wagtailadmin_home")).status_code == 302, "sessions of before ended"
    assert actions(place)[0] == "staff.password_reset"


def test_a_closed_account_can_not_sign_in_and_can_be_reopened(admin, client, place):
    address = reverse("staff:account", args=[place.member.pk])
    admin.post(address, {"active": "0"})
    assert not User.objects.get(pk=place.staff.pk).is_active
    admin.post(address, {"active": "1"})
    assert User.objects.get(pk=place.staff.pk).is_active
    assert actions(place)[:2] == ["staff.reopened", "staff.closed"]


def test_a_region_keeps_an_administrator(admin, place):
    mine = place.admin.membership
    admin.post(reverse("staff:account", args=[mine.pk]), {"active": "0"})
    assert User.objects.get(pk=place.admin.pk).is_active
    edit = reverse("staff:edit", args=[mine.pk])
    response = admin.post(edit, {"full_name": "Admin"})
    assert "regional_admin" in response.context["form"].errors
    make_member(place.region, "kedua", regional_admin=True)
    assert admin.post(edit, {"full_name": "Admin"}).status_code == 302
    assert not Membership.unscoped.get(pk=mine.pk).regional_admin


def test_groups_follow_the_membership(place):
    group = f"Admin {place.region.code}"
    with region_scope(place.region):
        place.member.regional_admin = True
        place.member.save()
        assert set(place.staff.groups.values_list("name", flat=True)) == {"Staf", group}
        assert place.page.permissions_for_user(User.objects.get(pk=place.staff.pk)).can_publish_subpage()
        place.member.regional_admin = False
        place.member.save()
    assert set(place.staff.groups.values_list("name", flat=True)) == {"Staf"}


def test_an_operator_appoints_a_regions_first_administrator(client, place):
    client.force_login(make_operator())
    address = reverse("region_staff_new", args=[place.region.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, {"full_name": "Admin Kedua", "sign_in": "kedua", "regional_admin": "on"})
    assert password_in(response)
    assert Membership.unscoped.get(full_name="Admin Kedua").region_id == place.region.pk


def test_a_position_gets_its_code_from_its_title_and_keeps_it(admin, place):
    admin.post(reverse("positions:add"), {"title": "Sekretaris Lurah"})
    position = Position.unscoped.get(code="sekretaris-lurah")
    admin.post(reverse("positions:edit", args=[position.pk]), {"title": "Sekretaris", "code": "lain"})
    position.refresh_from_db()
    assert (position.title, position.code, position.region) == ("Sekretaris", "sekretaris-lurah", place.region)
    twice = admin.post(reverse("positions:add"), {"title": "Sekretaris Lurah"})
    assert "code" in twice.context["form"].errors


def test_a_holder_is_added_ended_and_removed(admin, place):
    other = make_member(place.region, "wakil")
    post = {"position": place.position.pk, "membership": other.pk, "capacity": "plt",
            "since": "2026-11-01", "until": "2026-11-30"}  # fmt: skip
    assert admin.post(reverse("holders:add"), post).status_code == 302
    holder = PositionHolder.unscoped.get(capacity="plt")
    assert admin.post(reverse("holders:edit", args=[holder.pk]), post | {"until": "2026-10-01"}).status_code == 200
    assert admin.post(reverse("holders:add"), post).status_code == 200, "the same person twice in the same days"
    assert admin.post(reverse("holders:delete", args=[holder.pk])).status_code == 302
    assert not PositionHolder.unscoped.filter(pk=holder.pk).exists()
    assert actions(place)[:2] == ["positionholder.removed", "positionholder.added"]


@pytest.mark.parametrize(
    "since, until, clash",
    [
        ("2021-01-01", None, True),
        ("2019-01-01", "2020-01-01", True),
        ("2019-01-01", "2019-12-31", False),
        ("2019-01-01", None, True),
    ],
)
def test_the_same_person_holds_a_position_once_at_a_time(place, since, until, clash):
    row = PositionHolder(
        region=place.region, position=place.position, membership=place.member, since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
    )  # fmt: skip
    with region_scope(place.region):
        if clash:
            with pytest.raises(ValidationError):
                row.full_clean()
        else:
            row.full_clean()


def test_who_holds_a_position_on_a_day(place):
    row = place.holder
    with region_scope(place.region):
        row.until = date(2026, 11, 24)
        row.save()
        assert list(PositionHolder.active(date(2026, 11, 24))) == [row]
        assert list(PositionHolder.active(date(2020, 1, 1))) == [row]
        assert not PositionHolder.active(date(2026, 11, 25)).exists()
        assert not PositionHolder.active(date(2019, 12, 31)).exists()


def test_temporary_passwords_differ_and_are_easy_to_read():
    made = {temporary_password() for _time in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}", one) for one in made)
