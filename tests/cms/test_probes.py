"""What a monitor is told, whatever name it calls the machine by, and however dead the neighbours are."""

import threading
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from cms.jobs.ledger import enqueue
from cms.jobs.models import Job
from cms.pages import probes
from cms.version import VERSION

RUNNING = {"version": VERSION}
STRANGE = {"headers": {"host": "10.1.2.3:8000"}}


@pytest.fixture(autouse=True)
def as_on_a_server(settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["layanan.contoh.go.id"], True


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_monitor_that_comes_by_address_over_http_is_answered(client):
    assert client.get("/lacak/", **STRANGE).status_code in (301, 400)  # anybody else must name a host of ours
    live, ready = client.get("/livez", **STRANGE), client.get("/readyz", **STRANGE)
    assert (live.status_code, live.json()) == (200, {"process": "ok"})
    assert (ready.status_code, ready.json()) == (200, {"database": "ok", "queue": "ok", "disk": "ok"} | RUNNING)
    assert ready["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_job_that_nobody_does_makes_the_queue_late():
    job = enqueue("uploads.clear_arriving")
    assert probes.oldest_due() == probes.OK
    Job.unscoped.filter(pk=job.pk).update(run_at=timezone.now() - probes.PATIENCE - timedelta(seconds=1))
    assert probes.oldest_due() == probes.LATE
    Job.unscoped.filter(pk=job.pk).update(state=Job.State.DONE)
    assert probes.oldest_due() == probes.OK


@pytest.mark.parametrize(
    ("found", "word"),
    [(lambda: probes.LATE, {"database": "ok", "queue": "late"}), (None, {"database": "away"})],
    ids=["late", "away"],
)
def test_what_is_wrong_is_named_and_the_status_says_so(client, monkeypatch, found, word):
    def away():
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(probes, "oldest_due", found or away)
    answer = client.get("/readyz", **STRANGE)
    assert (answer.status_code, answer.json()) == (503, word | {"disk": "ok"} | RUNNING)
    assert client.get("/livez", **STRANGE).status_code == 200  # the process itself is well


def test_a_frozen_database_costs_a_monitor_little_and_one_thread(client, monkeypatch):
    thaw = threading.Event()
    monkeypatch.setattr(probes, "DATABASE_SECONDS", 0.05)
    monkeypatch.setattr(probes, "oldest_due", lambda: thaw.wait(30) and probes.OK)
    for _try in range(3):
        assert client.get("/readyz").json() == {"database": "away", "disk": "ok"} | RUNNING
    asking = [thread for thread in threading.enumerate() if thread.name == "warkat-readyz"]
    assert len(asking) == 1
    thaw.set()
    asking[0].join(10)
    assert client.get("/readyz").status_code == 200


def test_a_full_disk_is_named(client, monkeypatch):
    monkeypatch.setattr(probes, "oldest_due", lambda: probes.OK)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(probes.shutil, "disk_usage", lambda path: usage(100, 100, 499 * 1024 * 1024))
    assert client.get("/readyz").json() == {"database": "ok", "queue": "ok", "disk": "full"} | RUNNING
