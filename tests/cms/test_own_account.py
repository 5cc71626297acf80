"""The account page: password and e-mail address with the current password, audited, and told to the old address."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.accounts.models import Membership, User
from cms.accounts.signing_models import FailedSignIn, Notice
from cms.audit.models import AuditEvent
from tests.support.accounts import OWN, account_form, actions, deliver, sign_in, signed_in
from tests.support.people import make_operator, make_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trail_last")]


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def place(db):
    place = make_places()[0]
    User._base_manager.filter(pk=place.staff.pk).update(email="lama@contoh.id")
    return place


@pytest.fixture
def own(place):
    return signed_in(place.staff.username)


def change(client, **post):
    return client.post(reverse("wagtailadmin_account"), account_form() | {"own_email-email": "lama@contoh.id"} | post)


def stored(place):
    return User._base_manager.get(pk=place.staff.pk)


def test_whoever_finds_the_counter_open_changes_neither(own, place):
    """The unattended counter: signed in, the password unknown."""
    for post in (
        {"own_email-email": "jahat@contoh.id"},
        {"own_email-email": "jahat@contoh.id", "own_email-password": "tebakan"},
        {"name_email-email": "jahat@contoh.id"},
        {"own_password-new_password1": OWN, "own_password-new_password2": OWN},
        {
            "own_password-old_password": "tebakan",
            "own_password-new_password1": OWN,
            "own_password-new_password2": OWN,
        },
        {"password-new_password1": OWN, "password-new_password2": OWN, "password-old_password": "x"},
    ):
        change(own, **post)
        assert stored(place).email == "lama@contoh.id" and not stored(place).check_password(OWN), post
    assert own.post(reverse("own_password"), {"new_password1": OWN, "new_password2": OWN}).status_code == 302
    assert not stored(place).check_password(OWN), "choosing a first password is for temporary ones"
    assert FailedSignIn.objects.count() == 2, "each wrong password counts once"
    assert not deliver()


def test_guessing_the_current_password_is_slow_too(own, place):
    for _time in range(10):
        change(own, **{"own_email-email": "jahat@contoh.id", "own_email-password": "tebakan"})
    page = change(own, **{"own_email-email": "jahat@contoh.id", "own_email-password": place.staff.username})
    assert page.status_code == 200 and stored(place).email == "lama@contoh.id"


def test_another_address_is_told_to_the_old_one(own, place):
    new = {"own_email-email": "baru@contoh.id", "own_email-password": place.staff.username}
    assert change(own, **new).status_code == 302
    assert stored(place).email == "baru@contoh.id"
    assert sorted(to for to, _subject, _body in deliver()) == ["baru@contoh.id", "lama@contoh.id"]
    assert actions(place.region)[0] == "account.email_changed" and not Notice.objects.exists()
    assert "contoh.id" not in str(list(AuditEvent.unscoped.values()))


def test_another_password_is_told_and_the_session_goes_on(own, place):
    new = {"own_password-old_password": place.staff.username}
    assert change(own, **new, **{f"own_password-new_password{n}": OWN for n in (1, 2)}).status_code == 302
    assert own.get(reverse("wagtailadmin_home")).status_code == 200
    assert sign_in(Client(), place.staff.username, OWN).status_code == 302
    assert [to for to, _subject, _body in deliver()] == ["lama@contoh.id"]
    assert "account.password_changed" in actions(place.region)


def test_a_guessable_password_is_refused(own, place):
    new = {"own_password-old_password": place.staff.username}
    page = change(own, **new, **{f"own_password-new_password{n}": "indonesia2026" for n in (1, 2)})
    assert page.status_code == 200 and not stored(place).check_password("indonesia2026")


def test_the_rest_of_the_page_asks_for_no_password(own, place):
    assert change(own, **{"theme-theme": "dark", "name_email-first_name": "Orang lain"}).status_code == 302
    assert stored(place).wagtail_userprofile.theme == "dark" and not deliver()
    assert stored(place).first_name != "Orang lain", "the name is the staff list's"


def test_what_operators_change_in_wagtails_form_is_told_and_temporary(place):
    make_operator()
    operator, other = signed_in("operator"), User.objects.create_user("dua", email="dua@contoh.id", password="dua")
    form = {"username": "dua", "first_name": "D", "last_name": "U", "email": "jahat@contoh.id", "is_active": "on",
            "is_superuser": "on", "password1": OWN, "password2": OWN}  # fmt: skip
    assert operator.post(reverse("wagtailusers_users:edit", args=[other.pk]), form).status_code == 302
    changed = User._base_manager.get(pk=other.pk)
    assert changed.is_superuser and changed.password_is_temporary and changed.temporary_until
    assert {to for to, _subject, _body in deliver()} == {"dua@contoh.id", "jahat@contoh.id"}
    assert {"account.password_reset", "account.email_changed", "account.operator_given"} <= set(actions(None))
    theirs = signed_in("dua", OWN)
    assert theirs.get(reverse("wagtailadmin_home")).url == reverse("own_password")


def test_accounts_are_neither_deleted_nor_changed_in_bulk(place):
    make_operator()
    operator = signed_in("operator")
    operator.post(reverse("wagtailusers_users:delete", args=[place.staff.pk]))
    for action, post in (("delete", {}), ("set_active_state", {"mark_as_active": ""}), ("assign_role", {"role": 1})):
        address = reverse("wagtail_bulk_action", args=["cms", "user", action]) + f"?id={place.staff.pk}"
        assert operator.post(address, post).status_code in (302, 200)
    assert stored(place).is_active and Membership.unscoped.filter(user=place.staff).exists()
    assert list(stored(place).groups.values_list("name", flat=True)) == ["Staf"]
