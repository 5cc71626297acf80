"""Twenty browsers press "send" at the same moment: one application, twenty identical receipts."""

import difflib
import threading

import pytest
from django.db import connections
from django.test import Client

from cms.jobs.models import Job
from forms_engine.applications.models import Application, Draft, Submission
from tests.support.documents import service_document
from tests.support.factories import make_offices, make_region, make_service
from tests.support.journeys import fill

AT_ONCE = 20


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twenty_posts_are_one_application():
    region = make_offices(make_region())
    service, first = make_service(region, service_document()), Client()
    address = first.post(f"/mulai/{service.pk}/")["Location"].removesuffix("1/")
    fill(first, address)
    receipts, failures, start = [], [], threading.Barrier(AT_ONCE)

    def send():
        browser = Client()
        browser.cookies = first.cookies.copy()
        start.wait()
        try:
            answer = browser.post(f"{address}periksa/", {"email": "sari@contoh.id"})
            receipts.append(browser.get(answer["Location"]).content)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [] and len(receipts) == AT_ONCE
    assert Application.unscoped.count() == Submission.unscoped.count() == Draft.unscoped.count() == 1
    pages = [text.decode().splitlines() for text in set(receipts)]
    assert len(pages) == 1, list(difflib.unified_diff(*pages[:2]))
    assert Job.unscoped.filter(name="applications.notify").count() <= 1
