"""Every route of the URL conf, as every role, with hostile addresses, queries and bodies: 404 or 400, never a 500.

What is sent to which goes round, so that it stays a matter of seconds.
"""

import logging
import re
import types

import pytest
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse

from cms.access.admin_routes import declared_roles
from cms.access.requests import is_the_requests_fault
from cms.access.roles import ANYONE, access, roles_of
from cms.accounts.models import User
from cms.middleware import AccessMiddleware
from forms_engine.design.page import ServicePage
from tests.support.attack import BODIES, HUGE, QUERIES, Attack
from tests.support.documents import service_document
from tests.support.factories import make_service
from tests.support.people import make_places
from tests.support.routes import RAISES, SIGNS_OUT, everyone, sample, walk

pytestmark = pytest.mark.django_db

# Of an <int:…>, and of any text, in an address.
NUMBERS = (HUGE, str(2**31), "0", "9" * 5000, str(2**63 - 1))
TEXTS = ("%ED%A0%80", "A" * 3000, "%FF", "-1", HUGE, "%00", "%F0%9F%98%80", "%25s", "%0D%0A")


def hostile(route, turn):
    """An address of the route whose every argument is hostile, or None when it takes none."""
    plain = route.replace("^", "").replace("$", "")

    def fill(match):
        kind = match[1].partition(":")[0] if ":" in match[1] else "str"
        if kind == "uuid":
            return "00000000-0000-4000-8000-000000000000"
        return (NUMBERS if kind == "int" else TEXTS)[turn % (len(NUMBERS) if kind == "int" else len(TEXTS))]

    return "/" + re.sub(r"<([^>]+)>", fill, plain) if "<" in plain and "(" not in plain else None


@pytest.fixture
def places(db):
    places = make_places()
    make_service(places[0].region, service_document())
    return places


def argument(name, address, service):
    """The address of a route about services is about one that there is."""
    about = ("layanan", "simulasi", "mulai", "formulir", "loket", "bank-pertanyaan")
    return address.replace("/1/", f"/{service.pk}/") if any(part in address for part in about) else address


PEOPLE = ("anonymous", "staff of A", "admin of A", "operator")


def may_use(person, route, name, view):
    match = types.SimpleNamespace(view_name=name, url_name=name.rpartition(":")[2] or None, route=route)
    return bool(roles_of(person) & declared_roles(match, view)) and name not in RAISES | SIGNS_OUT


@pytest.mark.parametrize("turn", range(len(PEOPLE)), ids=PEOPLE)
def test_every_route_survives(places, quiet, turn):
    """Most is sent by the first who may use a route; whoever may use it as well sends a thing or two."""
    people, service = everyone(places), ServicePage.objects.get()
    person, before = people[PEOPLE[turn]], [people[who] for who in PEOPLE[:turn]]
    attack = Attack(Client(), [])
    if person.is_authenticated:
        attack.client.force_login(person)
    for place, (route, name, view) in enumerate(walk(), turn):
        if not may_use(person, route, name, view):
            continue
        address = argument(name, sample(route, name, places[0]), service)
        first = not any(may_use(one, route, name, view) for one in before)
        if (found := hostile(route, 0 if first else place)) is not None:
            attack.send("GET" if first or place % 2 else "POST", found)
        if first or place % 3 == 0:
            attack.send("GET", f"{address}?{QUERIES[place % len(QUERIES)]}")
        if first or place % 3 == 1:
            attack.send("POST", address, *reversed(BODIES[place % len(BODIES)]))
        if first:
            if place % 2:
                attack.send("GET", f"{address}?{QUERIES[(place + 10) % len(QUERIES)]}")
            else:
                attack.send("POST", address, *reversed(BODIES[(place + 5) % len(BODIES)]))
            attack.send("POST", address)
    assert not attack.wrong, "\n".join(attack.wrong)
    assert attack.made > 50


def test_hostile_headers_and_cookies_survive(places):
    for name, value in {
        "milik": "x" * 5000, "bahasa": "../../etc", "sessionid": "ÿ", "csrftoken": "\\x00", "messages": "[" * 3000,
    }.items():  # fmt: skip
        client = Client()
        client.cookies[name] = value
        for address in ("/", "/lanjut/", reverse("wagtailadmin_login")):
            assert client.get(address).status_code < 500, (name, address)
    for name, value in {
        "x-forwarded-for": "x" * 3000, "accept-language": "ÿ," * 900, "range": "bytes=-", "if-none-match": "ÿ",
        "accept": "x" * 3000, "content-length": "-1", "if-modified-since": "0", "origin": "null", "referer": "ÿ",
    }.items():  # fmt: skip
        for address in ("/", "/lanjut/", "/lacak/", reverse("wagtailadmin_login")):
            assert Client().get(address, headers={name: value}).status_code < 500, (name, address)


class Cut(Exception):
    pass


@access(ANYONE)
def failing(request):
    raise Cut


@pytest.mark.parametrize(
    "failure, refused",
    [(OverflowError(), True), (DataError(), True), (RecursionError(), True), (BadRequest(), False), (Cut(), False),
     (ValueError("ours"), False), (KeyError("ours"), False), (TypeError(), False)],
)  # fmt: skip
def test_only_what_the_request_held_is_refused(rf, failure, refused):
    """A fault of our own stays a 500, and is reported as one."""
    assert is_the_requests_fault(failure, failing) is refused
    request = rf.get("/")
    request.resolver_match = types.SimpleNamespace(func=failing, route="x/")
    try:
        raise failure
    except Exception as raised:
        answer = AccessMiddleware(HttpResponse).process_exception(request, raised)
    assert (answer is not None and answer.status_code == 400) is refused


def test_a_refusal_says_so_in_words_and_keeps_what_was_sent_out_of_the_log(client, places, caplog):
    client.force_login(places[0].admin)
    caplog.set_level(logging.WARNING, "cms.access.requests")
    edit = reverse("wagtailadmin_pages:edit", args=[ServicePage.objects.get().pk])
    answer = client.post(edit, {"title": "3375014508850001", "steps-count": "1"})
    assert answer.status_code == 400 and "tidak lengkap" in answer.content.decode()
    lines = [record for record in caplog.records if record.name == "cms.access.requests"]
    assert len(lines) == 1 and "MultiValueDictKeyError" in lines[0].getMessage()
    assert "337501" not in lines[0].getMessage() and lines[0].exc_info is None


def test_a_number_beyond_every_column_is_nothing(client, places):
    client.force_login(User.objects.get(username="rahasiakota-admin"))
    for name in ("counter_begin", "service_versions", "service_copy", "simulation"):
        assert client.get(reverse(name, args=[2**63])).status_code == 404, name
        assert client.get(reverse(name, args=[2**31])).status_code == 404, name
    assert client.post(reverse("journey_start", args=[2**63])).status_code == 404
    assert QueryDict("a=%FF")["a"] == "\ufffd"  # what Django makes of half a character, here and above
