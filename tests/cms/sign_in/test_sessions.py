"""A session ends: by itself, with the password, with closing; and nothing typed is lost."""

import json
import time

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from cms.accounts import sessions
from tests.support.accounts import OWN, account_form, actions, sign_in, signed_in, unused

pytestmark = pytest.mark.django_db
HOME = "/admin/"


# A session ends.


def test_an_unused_session_ends_and_signing_in_leads_back(name, place):
    client = signed_in(name)
    unused(client, 59)
    assert client.get(reverse("wagtailadmin_account")).status_code == 200
    unused(client, 61)
    response = client.get(reverse("wagtailadmin_account"))
    assert response.url == f"/admin/login/?next={reverse('wagtailadmin_account')}"
    assert actions(place.region)[0] == "account.session_ended"
    assert client.get(response.url).content.decode().count("warkat-login") == 1
    assert sign_in(client, name, name, next=reverse("wagtailadmin_account")).url == reverse("wagtailadmin_account")


def test_a_day_is_the_longest(name):
    client = signed_in(name)
    unused(client, 1, began=12 * 60 + 1)
    assert client.get(HOME).status_code == 302


def test_what_a_page_does_by_itself_is_no_use(place):
    client = signed_in(place.admin.username)
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["cms", "regionpage", place.page.pk, 1])
    check = reverse("service_check", args=[place.page.pk])
    unused(client, 40)
    used = client.session[sessions.USED]
    for address in (ping, check):
        client.post(address)
        assert client.session[sessions.USED] == used, address
    unused(client, 61)
    for address in (ping, check):
        assert client.post(address).status_code == 403, address
    assert client.get(HOME).url.startswith("/admin/login/")
    client = signed_in(place.admin.username)
    unused(client, 40)
    client.get(HOME)
    assert client.session[sessions.USED] > time.time() - 60


def kept_fields(page):
    """What the browser posts of a sign-in form that keeps what was typed."""
    kept = {f"kept:{name}": value for name, value in page.context["kept"]}
    return kept | {"kept_by": page.context["kept_by"], "kept_files": page.context["kept_files"]}


def test_what_one_person_typed_is_offered_to_nobody_else(place, name):
    client = signed_in(place.admin.username)
    unused(client, 61)
    page = client.post(reverse("positions:add"), {"title": "Rahasia admin"})
    post = kept_fields(page) | {"next": HOME}
    for other in (post, {**post, "kept_by": "palsu"}, {**post, "kept_by": ""}):
        response = sign_in(Client(), name, name, **other)
        assert response.status_code == 302 and response.url == HOME
    # The session is gone without a word (another tab): whoever signed in last with this browser.
    client = signed_in(place.admin.username)
    client.cookies.pop("sessionid")
    page = client.post(reverse("positions:add"), {"title": "Rahasia admin"})
    assert page.status_code == 401
    assert sign_in(Client(), name, name, **kept_fields(page)).status_code == 302
    assert sign_in(client, place.admin.username, place.admin.username, **kept_fields(page)).status_code == 200


def test_who_sends_again_sees_what_and_what_the_other_way_does(place):
    client = signed_in(place.admin.username)
    unused(client, 61)
    rich = json.dumps({"blocks": [{"text": "Bawa KTP asli", "type": "unstyled"}], "entityMap": {}})
    typed = {
        "title": "Kepala Seksi <script>alert(1)</script>",
        "code": "kasi",
        "body": rich,
        "file": ContentFile(b"x", "a.txt"),
    }
    page = client.post(reverse("positions:add"), typed)
    page = sign_in(client, place.admin.username, place.admin.username, **kept_fields(page))
    assert page.context["texts"] == [typed["title"], "Bawa KTP asli"] and page.context["files"]
    shown = page.content.decode()
    assert "&lt;script&gt;alert(1)" in shown.split("<blockquote")[1] and "<script>alert(1)" not in shown


def test_nothing_typed_is_lost_when_the_session_had_ended(place):
    client = signed_in(place.admin.username)
    unused(client, 61)
    address = reverse("positions:add")
    typed = {
        "title": 'Kepala Seksi "Baru"',
        "unit": "",
        "code": "",
        "csrfmiddlewaretoken": "x",
        "password": "rahasia",
    }
    page = client.post(address, typed)
    assert page.status_code == 401 and "no-store" in page["Cache-Control"]
    kept = dict(page.context["kept"])
    assert kept["title"] == typed["title"] and "password" not in kept and "csrfmiddlewaretoken" not in kept
    assert page.context["form"]["username"].value() == place.admin.username
    post = kept_fields(page) | {"next": address}
    wrong = sign_in(client, place.admin.username, "salah", **post)
    assert dict(wrong.context["kept"]) == kept, "a typing error loses it neither"
    page = sign_in(client, place.admin.username, place.admin.username, **post)
    assert "harus dipilih lagi" not in page.content.decode() and not page.context["files"], "there were none"
    assert page.status_code == 200 and dict(page.context["again"]) == kept and page.context["action"] == address
    assert client.post(address, dict(page.context["again"])).status_code == 302


def test_a_stranger_and_a_script_are_sent_to_the_sign_in_as_before(place):
    assert Client().post(reverse("positions:add"), {"title": "x"}).status_code == 302
    client = signed_in(place.admin.username)
    client.post(reverse("wagtailadmin_logout"))
    assert (
        client.post(reverse("positions:add"), {"title": "x"}, headers={"accept": "application/json"}).status_code
        == 302
    )


def test_sessions_end_with_the_password_and_with_closing(place, name):
    first, second = signed_in(name), signed_in(name)
    own = {"own_password-old_password": name, "own_password-new_password1": OWN, "own_password-new_password2": OWN}
    first.post(reverse("wagtailadmin_account"), account_form() | own)
    assert first.get(HOME).status_code == 200 and second.get(HOME).status_code == 302
    admin = signed_in(place.admin.username)
    for active in "01":
        admin.post(reverse("staff:account", args=[place.member.pk]), {"active": active})
    assert first.get(HOME).status_code == 302, "reopening the account doesn't reopen the session"
