"""The public pages that speak of services: a region's first page with 40 services, and a service's page, in English,
as often as they are opened; against the same page when every document is read and parsed anew for it."""

import statistics
import time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forms_engine.definition.codec import from_json
from forms_engine.definition.texts import texts
from forms_engine.services.plans import forget_plans
from tests.benchmarks.bench_steps import check, ratio
from tests.support.documents import fields_document
from tests.support.factories import make_region, make_service

SERVICES, ROUNDS = 40, 30


def in_english(number):
    """A service of 40 questions, everything translated."""
    document = fields_document(4, 10) | {"title": f"Surat keterangan {number}"}
    english = {text: f"{text} (English)" for _heading, text in texts(from_json(document))}
    return document | {"translations": {"en": english}}


def spent(function):
    """Seconds of this process's own time: whatever else the machine does doesn't count."""
    start = time.process_time()
    function()
    return time.process_time() - start


def figure(name, address):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    def ours():
        return check(client.get(address), 200)

    def theirs():
        forget_plans()
        return ours()

    assert b"(English)" in ours().content
    value = ratio(ours, theirs, ROUNDS)
    with CaptureQueriesContext(connection) as queries:
        ours()
    return {
        "name": name, "value": round(value, 2), "unit": "x", "peer": "the same page, every document parsed for it",
        "queries": len(queries), "cpu_ms": round(1000 * statistics.median(spent(ours) for _ in range(ROUNDS)), 1),
    }  # fmt: skip


def figures():
    region = make_region("33.27", name="Kabupaten Pemalang")
    pages = [make_service(region, in_english(number)) for number in range(SERVICES)]
    yield figure("region_page_40_services", f"/{region.slug}/")
    yield figure("service_page_english", f"/{region.slug}/{pages[0].slug}/")
