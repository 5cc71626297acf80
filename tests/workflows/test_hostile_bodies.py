"""Hostile queries and bodies from who may read or fill in what is there: refused or shown again, never a 500."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.attack import BODIES, QUERIES, Attack
from tests.support.registry import Registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Registry()


def attacked(client, addresses):
    """What was answered with a 500; every body is sent to every address, and a query to each."""
    attack = Attack(client, [])
    for place, address in enumerate(addresses):
        for kind, body in BODIES:
            attack.send("POST", address, body, kind)
        attack.send("POST", address)
        for step in range(3):
            attack.send("GET", f"{address}?{QUERIES[(place + 7 * step) % len(QUERIES)]}")
    return attack.wrong


def test_an_official_s_and_the_administration_s_pages_survive(here, quiet):
    here.finish()
    contents = [*here.contents().values(), reverse("workflows_task", args=[here.first.uuid])]
    assert not attacked(here.client("petugas-loket"), contents)
    admin, ask = here.client("admin"), reverse("reading_reason", args=[here.application.uuid])
    admin.post(ask, {"reason": "help"})
    revoke = contents[-2].replace("surat.pdf", "cabut/")
    assert admin.get(revoke).status_code == 200
    assert not attacked(admin, [ask, revoke, reverse("workflows_application", args=[here.application.uuid])])


def test_an_applicant_s_pages_survive(here, quiet):
    client = Client()
    first = client.post(reverse("journey_start", args=[here.service.pk])).url
    token = first.split("/")[2]
    code = here.application.tracking_code
    names = ("review", "draft_saved", "file_piece", "journey")
    own = [first, *(reverse(name, args=[token]) for name in names)]
    public = [reverse("resume"), "/lanjut/K7TMQ2WX9RHD/", reverse("tracking", args=[code])]
    assert not attacked(client, [*own, *public, reverse("earlier_answers", args=[here.service.pk])])


def test_an_open_task_survives(here, quiet):
    assert not attacked(here.client("kasi-sosial"), [reverse("workflows_task", args=[here.task().uuid])])
    assert here.task().decision == ""
