"""What a step weighs over the wire, compressed as the application sends it: the first visit, and each next step.

The page as it is sent to a browser that accepts gzip, and what the page links to, as WhiteNoise's gzip files. Budgets
(20 and 6 KB); the peer is what was measured of GOV.UK Forms.
"""

import gzip
import re

from django.contrib.staticfiles import finders
from django.test import Client

from tests.support.documents import fields_document, fields_post
from tests.support.factories import make_region, make_service

GZIP = {"accept-encoding": "gzip"}


def _compressed(body):
    return len(gzip.compress(body, 6))


def _linked(html):
    """Bytes of the styles, scripts and images a page links to on this site, compressed where it pays."""
    total = 0
    for address in re.findall(rb'(?:href|src)="(/static/[^"]+)"', html):
        path = re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", address.decode().removeprefix("/static/"))
        with open(finders.find(path), "rb") as file:
            total += _compressed(file.read())
    return total


def figures():
    """Kilobytes of a 5-field step: with its styles, and without (they are cached)."""
    service = make_service(make_region("73.71"), fields_document(4, 5))
    client = Client()
    address = client.post(f"/mulai/{service.pk}/")["Location"].removesuffix("1/")
    first = client.get(f"{address}1/", headers=GZIP)
    yield {
        "name": "first_visit_kb",
        "value": round((len(first.content) + _linked(gzip.decompress(first.content))) / 1024, 1),
        "unit": "KB",
        "peer": "GOV.UK Forms about 112",
    }
    client.post(f"{address}1/", fields_post(0, 5))
    following = client.get(f"{address}2/", headers=GZIP)
    yield {
        "name": "next_step_kb",
        "value": round(len(following.content) / 1024, 1),
        "unit": "KB",
        "peer": "GOV.UK Forms about 8",
    }
