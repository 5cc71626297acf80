"""Nobody waits for the broker; its outage is one line; what was forgotten is rung for."""

import logging
import os
import socket
import threading
from datetime import timedelta
from queue import Empty

import pytest
from django.utils import timezone

from cms.jobs import doorbell, ledger, tasks
from cms.jobs.doorbell import Doorbell, Publisher
from cms.jobs.kinds import LETTERS, MAIL, REST
from cms.jobs.models import Job, Pause
from cms.jobs.neighbours import BROKER, OneLine
from tests.support.due import all_due


class Recorder:
    """A publisher that waits for `go` at each ring and notes it."""

    def __init__(self):
        self.rings, self.go, self.asked = [], threading.Event(), threading.Event()

    def ring(self, kind):
        self.asked.set()
        assert self.go.wait(20)
        self.rings.append(kind)
        return True


@pytest.fixture
def silent_broker(settings):
    """The address of a Redis that accepts connections and never answers."""
    settings.BROKER_RING_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 0.3, "socket_timeout": 0.3}
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


# The doorbell


@pytest.mark.django_db
def test_nobody_who_commits_waits_for_a_broker_that_hangs(work, monkeypatch, django_capture_on_commit_callbacks):
    publisher = Recorder()
    monkeypatch.setattr(doorbell, "BELL", Doorbell(lambda: publisher))
    for _ in range(300):  # all of it while the publisher hangs
        with django_capture_on_commit_callbacks(execute=True):
            ledger.enqueue("test.letter")
    assert publisher.asked.wait(20) and publisher.rings == []
    publisher.go.set()
    assert doorbell.BELL.flush(20)
    assert len(publisher.rings) <= 2, "the rings that were noted meanwhile are one"


def test_a_broker_that_never_answers_is_given_up_and_is_one_line(silent_broker, said, monkeypatch):
    BROKER.back()
    publisher = Publisher(silent_broker)
    assert [publisher.ring(MAIL) for _ in range(3)] == [False] * 3
    refused = Publisher("redis://127.0.0.1:1/0")
    assert not refused.ring(MAIL)
    assert len(said()) == 1 and "The broker can't be reached since" in said()[0]
    assert Publisher("memory://").ring(MAIL)
    assert len(said()) == 2 and "The broker is back after" in said()[1]


def test_no_bell_is_rung_while_enough_wait_unheard():
    publisher = Publisher("memory://")
    for _ in range(doorbell.ENOUGH + 20):
        assert publisher.ring(REST)
    waiting = publisher._connection.default_channel.queue_declare(queue=REST, durable=True, auto_delete=False)
    assert 0 < waiting.message_count <= doorbell.ENOUGH


def test_a_process_that_was_forked_rings_by_itself(monkeypatch):
    """gunicorn --preload: the parent's thread isn't there in the child."""
    here, there = os.pipe()

    class Pipe:
        def ring(self, kind):
            os.write(there, b"%d " % os.getpid())
            return True

    monkeypatch.setattr(doorbell.BELL, "_publisher", Pipe)
    doorbell.BELL.begin_anew()
    doorbell.ring(MAIL)
    assert doorbell.BELL.flush(20)
    child = os.fork()
    if child == 0:
        doorbell.ring(LETTERS)
        doorbell.BELL.flush(20)
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(here, 100).split() == [b"%d" % os.getpid(), b"%d" % child]
    doorbell.BELL.begin_anew()


def test_what_the_worker_says_at_each_try_is_one_line_and_one_when_it_is_back(said):
    """The lines are Celery's own: celery/worker/consumer/consumer.py, connection.py."""
    BROKER.back()
    consumer, keep = "celery.worker.consumer.consumer", OneLine().filter

    def record(name, level, text, *args):
        return logging.LogRecord(name, level, "", 1, text, args, None)

    failure = ConnectionError("refused")
    for _ in range(50):
        assert not keep(record(consumer, logging.WARNING, "%s (%r)", "Connection to broker lost", failure))
        assert not keep(record(consumer, logging.ERROR, "Cannot connect to %s: %s.\n%s\n", "redis://", failure, "…"))
    assert not keep(record("celery.worker.consumer.connection", logging.INFO, "Connected to %s", "redis://"))
    assert len(said()) == 2
    assert keep(record(consumer, logging.ERROR, "Received unregistered task of type %s", "x"))
    assert keep(record("django.request", logging.ERROR, "%s", failure))


# What was forgotten


@pytest.mark.django_db
def test_a_due_job_is_rung_for_when_nobody_came_once_in_a_while_and_by_one(work):
    for _ in range(5):
        ledger.enqueue("test.letter")
    rung = []

    def publish(kind):
        rung.append(kind)
        return True

    assert tasks.ring_for_forgotten(publish, 4) == 0, "its own ring is on its way"
    all_due()
    assert tasks.ring_for_forgotten(publish, 2) == 2 and rung == [LETTERS] * 2, "as many as there are idle slots"
    assert tasks.ring_for_forgotten(publish, 9) == 3 and tasks.ring_for_forgotten(publish, 9) == 0
    Job.unscoped.update(rung_at=timezone.now() - timedelta(seconds=tasks.AGAIN_SECONDS + 1))
    assert tasks.ring_for_forgotten(lambda kind: False, 1) == 0, "the broker is away"
    assert tasks.ring_for_forgotten(publish, 1) == 1, "so it was never rung for"


@pytest.mark.django_db
def test_nobody_rings_for_what_pauses(work):
    ledger.enqueue("test.mail")
    all_due()
    Pause.objects.create(kind=MAIL, failures=1, until=timezone.now() + timedelta(minutes=1))
    assert tasks.ring_for_forgotten(lambda kind: True, 4) == 0
    all_due()
    ledger.enqueue("test.mail")
    all_due()
    assert tasks.ring_for_forgotten(lambda kind: True, 4) == 1, "one that tries is enough"


def test_a_broker_folder_that_somebody_took_away_is_made_again(tmp_path):
    """`rm -r var/broker` beside a running demo: no error, and the next ring is heard."""
    from kombu import Connection

    from cms.jobs import folder

    folder.register()
    place = tmp_path / "queue"
    options = {
        "data_folder_in": str(place),
        "data_folder_out": str(place),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport_options=options) as connection:
        channel = connection.default_channel
        with pytest.raises(Empty):
            channel._get("mail")
        assert channel._size("mail") == 0 and place.is_dir()
        channel._put("mail", {"a": 1})
        assert channel._get("mail") == {"a": 1}
