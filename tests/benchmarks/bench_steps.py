"""A step and a whole journey against what a programmer writes by hand, in the same process and the same run.

`step_*`: a 20-field step (GET, POST with its save) against a Django form of the same fields. `journey_vs_wizard`:
four steps of five fields, review and submit, redirects followed, against formtools' session wizard doing the same.
"""

import statistics
import time
from contextlib import contextmanager

from django.test import Client
from django.test.utils import override_settings

from tests.benchmarks.peers import CHOICES
from tests.support.documents import fields_document, fields_post
from tests.support.factories import make_region, make_service

ROUNDS = 60


@contextmanager
def peers_mounted():
    """The peers' addresses and templates beside ours."""
    from pathlib import Path

    from django.conf import settings

    templates = [dict(settings.TEMPLATES[0])]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    with override_settings(ROOT_URLCONF="tests.benchmarks.urls", TEMPLATES=templates):
        yield


def timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def ratio(ours, theirs, rounds=ROUNDS):
    """Median of ours over median of theirs, rounds interleaved so that noise falls on both."""
    for _ in range(5):
        ours()
        theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs)


def check(response, status):
    assert response.status_code == status, (response.status_code, response.content[:600])
    return response


def plain_post():
    data = {}
    for number in range(20):
        if number % 5 == 4:
            data[f"f{number}"] = "1985-08-17"
        else:
            data[f"f{number}"] = ("Sari Wulandari", "42", CHOICES[1][0], "Tinggal di sini sejak lama.")[number % 5]
    return data


def begun(service):
    """A client with a draft of the service: (client, address of the draft)."""
    client = Client()
    response = check(client.post(f"/mulai/{service.pk}/"), 302)
    return client, response["Location"].removesuffix("1/")


def our_journey(service, steps=4, per_step=5):
    client, address = begun(service)
    for step in range(steps):
        check(client.get(f"{address}{step + 1}/"), 200)
        check(client.post(f"{address}{step + 1}/", fields_post(step, per_step)), 302)
    check(client.get(f"{address}periksa/"), 200)
    response = check(client.post(f"{address}periksa/", {"email": ""}), 302)
    check(client.get(response["Location"]), 200)


def their_journey():
    client = Client()
    check(client.get("/wizard/", follow=True), 200)
    data = plain_post()
    for step in range(4):
        check(client.get(f"/wizard/{step}/"), 200)
        mine = {f"{step}-{key}": value for key, value in data.items() if int(key[1:].split("_")[0]) // 5 == step}
        check(client.post(f"/wizard/{step}/", {"wizard-current_step": str(step)} | mine), 302)
    check(client.get("/wizard/review/"), 200)
    response = client.post("/wizard/review/", {"wizard-current_step": "review"}, follow=True)
    assert check(response, 200).content == b"filed"


def figures():
    """The three ratios."""
    region = make_region()
    step = make_service(region, fields_document(1, 20))
    journey = make_service(region, fields_document(4, 5))
    with peers_mounted():
        client, address = begun(step)
        plain = Client()
        data, posted = fields_post(0, 20), plain_post()
        get = ratio(lambda: check(client.get(f"{address}1/"), 200), lambda: check(plain.get("/plain/"), 200))
        yield {
            "name": "step_get_vs_plain_form",
            "value": round(get, 2),
            "unit": "x",
            "peer": "Django form, 20 fields",
        }
        post = ratio(
            lambda: check(client.post(f"{address}1/", data), 302), lambda: check(plain.post("/plain/", posted), 302)
        )
        yield {
            "name": "step_post_vs_plain_form",
            "value": round(post, 2),
            "unit": "x",
            "peer": "Django form, 20 fields",
        }
        whole = ratio(lambda: our_journey(journey), their_journey, rounds=20)
        yield {
            "name": "journey_vs_wizard",
            "value": round(whole, 2),
            "unit": "x",
            "peer": "NamedUrlSessionWizardView",
        }
