"""The product is called Warkat, on the pages in front of the sign-in and in every title behind it."""

import difflib
import html
import re
from pathlib import Path

import pytest
import wagtail
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse

from cms.accounts import devices
from cms.accounts.sign_in import KEPT, KEPT_BY
from tests.support.accounts import choose, deliver, link_in, sign_in
from tests.support.people import make_operator, make_places
from tests.support.routes import RAISES, SIGNS_OUT, sample, walk

pytestmark = pytest.mark.django_db
NAME = re.compile("wagtail", re.IGNORECASE)


def words(body):
    """What a person reads of a page; with its title, and what it says where scripts are off."""
    body = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", body, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', body))
    return html.unescape(re.sub(r"<[^>]*>", " ", body) + spoken)


def title(body):
    return " ".join(html.unescape(re.search(r"<title>(.*?)</title>", body, re.DOTALL)[1]).split())


def in_front_of_the_sign_in(person):
    """(name, response) of every page of the sign-in's family, as somebody meets them."""
    client = Client()
    yield "sign in", client.get(reverse("wagtailadmin_login"))
    yield "wrong password", sign_in(client, person.username, "salah")
    yield "forgotten", client.get(reverse("wagtailadmin_password_reset"))
    yield "forgotten, no address", client.post(reverse("wagtailadmin_password_reset"), {"email": "x"})
    asked = client.post(reverse("wagtailadmin_password_reset"), {"email": person.email}, follow=True)
    assert asked.redirect_chain
    yield "sent", asked
    link = link_in(deliver()[0][2])
    yield "choose", client.get(link, follow=True)
    yield "a bad choice", choose(client, link, "1")
    assert choose(client, link).url == reverse("wagtailadmin_password_reset_complete")
    yield "chosen", client.get(reverse("wagtailadmin_password_reset_complete"))
    yield "link used", client.get(link, follow=True)
    owner = signing.dumps(devices.account_key(person.username), salt=KEPT_BY)
    kept = {KEPT + "title": "Surat yang panjang sekali isinya", KEPT_BY: owner}
    again = sign_in(client, person.username, "kucing-tidur-siang-7", **kept)
    assert "Surat yang panjang" in again.content.decode()
    yield "send again", again
    yield "signed out", client.post(reverse("wagtailadmin_logout"), follow=True)


@pytest.mark.parametrize("language", ["id", "en"])
def test_nobody_in_front_of_the_sign_in_reads_another_name(language, settings):
    settings.LANGUAGE_CODE = language
    person = make_places()[0].staff
    person.email = "petugas@contoh.id"
    person.save()
    met = 0
    for name, response in in_front_of_the_sign_in(person):
        body = response.content.decode()
        assert title(body).endswith(" - Warkat") and title(body).count("Warkat") == 1, (name, title(body))
        assert not NAME.search(words(body)), name
        met += 1
    assert met == 11


def test_every_title_of_the_admin_is_ours(client):
    place = make_places()[0]
    client.force_login(make_operator())
    client.raise_request_exception = False
    titles = {}
    for route, name, _view in walk():
        if not route.startswith("admin/") or name in RAISES | SIGNS_OUT or "javascript" in name:
            continue
        response = client.get(sample(route, name, place))
        if response.status_code == 200 and "text/html" in response["Content-Type"] and not response.streaming:
            body = response.content.decode()
            if "<title>" in body and "<!doctype html>" in body.lower():
                titles[name] = title(body)
    wrong = {name: said for name, said in titles.items() if NAME.search(said) or not said.endswith("Warkat")}
    assert not wrong
    assert len(titles) > 30


def test_our_skeleton_is_wagtails_but_for_its_name():
    """Whoever brings in a new Wagtail sees here what it changed."""
    path = "wagtailadmin/skeleton.html"
    theirs = (Path(wagtail.__file__).parent / "admin/templates" / path).read_text().splitlines()
    ours = (Path(settings.BASE_DIR) / "templates" / path).read_text().splitlines()
    changed = [line for line in difflib.ndiff(theirs, ours) if line[0] in "+-"]
    taken = [line for line in changed if line[0] == "-"]
    assert len(changed) == 11, "\n".join(changed)
    assert all(
        re.search("load wagtailadmin_tags|Wagtail|noscript|blocktrans|enable-javascript", line) for line in taken
    )
