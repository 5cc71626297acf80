"""Neighbours that are away: nobody waits for the broker, a mail server that hangs stops no letter, an outage is one
line, kinds take turns, and the clock that counts is the database's."""

import errno
import logging
import os
import socket
import threading
from datetime import timedelta
from queue import Empty

import kombu
import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cms.jobs import clearing, doorbell, kinds, ledger, limit, registry, tasks
from cms.jobs.doorbell import Doorbell, Publisher
from cms.jobs.kinds import KINDS, LETTERS, MAIL, REST, Shares, pause_after
from cms.jobs.limit import time_limit
from cms.jobs.models import Job, Pause
from cms.jobs.neighbours import BROKER, OneLine, TooLong, is_away
from cms.storage import ASIDE, WholeFiles
from tests.chaos.neighbours import MailSink
from tests.support.due import all_due


@pytest.fixture
def handlers(monkeypatch):
    """The registry with room for a test's own handlers, and nothing periodic."""
    for name in ("_handlers", "_kinds"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    monkeypatch.setattr(registry, "_periodic", {})
    return registry


@pytest.fixture
def work(handlers, monkeypatch):
    """Letters that are made at once, and messages that go to the mail server; what was made."""
    made = []
    handlers.job("test.letter", LETTERS)(lambda finish: made.append(LETTERS))

    @handlers.job("test.mail", MAIL)
    def send(finish):
        mail.send_mail("Halo", "Isi", None, ["warga@contoh.id"])
        made.append(MAIL)

    monkeypatch.setattr("cms.jobs.kinds._slot.shares", Shares())
    return made


@pytest.fixture
def sink(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT, settings.EMAIL_HOST = 0.3, "127.0.0.1"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    server = MailSink()
    settings.EMAIL_PORT = server.port
    yield server
    server.close()


@pytest.fixture
def said(caplog):
    """The lines of `cms.jobs` so far."""
    caplog.set_level(logging.WARNING, logger="cms.jobs")
    return lambda: [record.getMessage() for record in caplog.records if record.name.startswith("cms.jobs")]


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


# Mail that hangs


@pytest.mark.django_db
def test_a_mail_server_that_hangs_stops_no_letter(work, sink, said):
    sink.hang()
    for _ in range(4):
        ledger.enqueue("test.mail")
    for _ in range(20):
        ledger.enqueue("test.letter")
    ledger.drain()
    assert work == [LETTERS] * 20
    assert len(sink._held) == 1, "one message paid the time-out; the others wait"
    assert Job.unscoped.filter(state=Job.State.READY, kind=MAIL).count() == 4
    assert len(said()) == 1 and "What mail needs is away" in said()[0]
    assert ledger.claim() is None, "it pauses"
    all_due()
    ledger.drain()
    assert len(sink._held) == 2, "after the pause one tries"
    assert Pause.objects.get(kind=MAIL).failures == 2
    sink.answer()
    all_due()
    ledger.drain()
    assert len(sink.letters) == 4 and not Pause.objects.filter(failures__gt=0).exists()
    assert len(said()) == 2 and "Mail goes on after" in said()[1]


@pytest.mark.django_db
def test_a_neighbour_that_is_away_for_hours_kills_no_job_but_a_wrong_address_does(work, handlers, settings):
    @handlers.job("test.away", MAIL)
    def away(finish):
        raise TimeoutError

    row = ledger.enqueue("test.away", max_attempts=2)
    for _ in range(6):
        all_due()
        ledger.drain()
    row.refresh_from_db()
    assert row.state == Job.State.READY and row.attempts == 6
    Job.unscoped.update(created_at=timezone.now() - ledger.PATIENCE - timedelta(hours=1), max_attempts=6)
    all_due()
    ledger.drain()
    row.refresh_from_db()
    assert row.state == Job.State.DEAD
    import smtplib

    assert not is_away(smtplib.SMTPRecipientsRefused({})) and is_away(smtplib.SMTPServerDisconnected())
    assert is_away(OSError(errno.ENOSPC, "full")) and not is_away(FileNotFoundError(errno.ENOENT, "gone"))


@pytest.mark.django_db
def test_only_so_many_messages_are_on_their_way_at_once(work):
    ledger.enqueue("test.mail")
    ledger.enqueue("test.mail")
    ledger.enqueue("test.letter")
    assert ledger.claim().kind == MAIL
    assert ledger.claim((MAIL,)) is None, "it would hold a second slot"
    assert ledger.claim().kind == LETTERS


def test_a_pause_costs_a_tenth_of_the_time_at_most():
    for lost in (0.01, 5, 20):  # the last is the limit of a message
        assert lost / (lost + pause_after(1, lost)) < 0.1
    assert pause_after(1, 0) == 2 and pause_after(99, 0) == 60


@pytest.mark.django_db
def test_one_letter_that_takes_too_long_holds_up_no_other(work, handlers, monkeypatch):
    monkeypatch.setitem(kinds.LIMITS, LETTERS, 0.05)
    near, far = socket.socketpair()
    handlers.job("test.endless", LETTERS)(lambda finish: near.recv(1))
    with near, far:
        row = ledger.enqueue("test.endless", max_attempts=1)
        ledger.enqueue("test.letter")
        ledger.drain()
    row.refresh_from_db()
    assert work == [LETTERS] and row.state == Job.State.DEAD and "TooLong" in row.last_error


def test_a_message_that_is_still_being_written_ends_no_worker(tmp_path):
    folders = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "c"),
    }
    with kombu.Connection("filesystem://", transport_options=folders) as connection:
        queue = connection.SimpleQueue("mail")
        (tmp_path / "1_x.mail.msg").touch()
        with pytest.raises(queue.Empty):
            queue.get(block=False)
        queue.put("ring")
        assert queue.get(timeout=5).payload == "ring"


def test_the_limit_interrupts_what_waits_for_a_socket_and_what_swallows_it(monkeypatch):
    monkeypatch.setattr(limit, "AGAIN", 0.1)
    near, far = socket.socketpair()
    with near, far:
        with pytest.raises(TooLong), time_limit(0.1):
            near.recv(1)
        swallowed = []
        with pytest.raises(TooLong), time_limit(0.1):
            try:
                near.recv(1)
            except Exception as failure:
                swallowed.append(failure)
            near.recv(1)
    assert len(swallowed) == 1


# Turns


def test_what_was_empty_a_moment_ago_is_asked_last_and_is_still_asked():
    turn = Shares()
    turn.found_empty(MAIL)
    assert turn.order(KINDS)[-1] == MAIL and set(turn.order(KINDS)) == set(KINDS)
    turn.used(LETTERS, 1)
    assert turn.order((MAIL, LETTERS)) == [LETTERS, MAIL], "for a quarter of a second, busy or not"


@pytest.mark.django_db
def test_a_message_isn_t_behind_the_letters_that_were_there_before(work, monkeypatch):
    monkeypatch.setattr(kinds, "EMPTY_SECONDS", 0)
    for _ in range(30):
        ledger.enqueue("test.letter")
    for _ in range(5):
        assert ledger.run_due() == LETTERS
    ledger.enqueue("test.mail")
    assert ledger.run_due() == MAIL


def test_slow_messages_take_half_of_the_time_at_most():
    shares, costs, used = Shares(), {MAIL: 4.0, LETTERS: 0.1}, {MAIL: 0.0, LETTERS: 0.0}
    while sum(used.values()) < 1000:
        kind = shares.order((MAIL, LETTERS))[0]
        shares.used(kind, costs[kind])
        used[kind] += costs[kind]
    assert 0.4 < used[LETTERS] / sum(used.values()) < 0.6


@pytest.mark.django_db
def test_a_turn_empties_the_table_and_ends_in_time(work):
    for _ in range(40):
        ledger.enqueue("test.letter")
    assert tasks.take_turn(KINDS, seconds=0) is None
    assert tasks.take_turn((MAIL,)) is None and work == [], "a worker does what it was started for"
    assert tasks.take_turn(KINDS) is None and len(work) == 40, "one message, forty letters"


@pytest.mark.django_db
def test_a_turn_that_is_over_says_where_to_go_on(handlers, monkeypatch):
    monkeypatch.setattr(tasks.time, "monotonic", iter(range(0, 1000, 4)).__next__)
    monkeypatch.setattr(tasks, "run_due", lambda kinds: LETTERS)
    assert tasks.take_turn(KINDS, seconds=10) == LETTERS


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


# The clock


@pytest.mark.django_db
def test_a_worker_whose_clock_is_wrong_takes_nothing_over_and_misses_nothing(work, monkeypatch):
    ledger.enqueue("test.letter")
    now = timezone.now()
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: now - timedelta(hours=1))
        held = ledger.claim()
        assert held is not None, "an hour behind, and it is due all the same"
        patched.setattr(timezone, "now", lambda: now + timedelta(hours=1))
        assert ledger.claim() is None, "an hour ahead, and the lease holds all the same"
        row = ledger.enqueue("test.letter")
    assert abs(Job.unscoped.get(pk=row.pk).run_at - now) < timedelta(minutes=5)
    ledger.run(held)
    assert work == [LETTERS]


# What is over


@pytest.mark.django_db
def test_what_is_done_for_long_goes_and_what_failed_stays(handlers, monkeypatch):
    monkeypatch.setattr(clearing, "BATCH", 2)
    old = timezone.now() - clearing.KEEP - timedelta(days=1)
    with transaction.atomic():
        for state in (Job.State.DONE, Job.State.DEAD):
            for done_at in (*[old] * 5, timezone.now()):
                Job.unscoped.create(name="test", run_at=old, state=state, done_at=done_at)
    clearing.clear_done(lambda: None)
    left = Job.unscoped.values_list("state", "done_at")
    assert sum(state == Job.State.DEAD for state, _ in left) == 6
    assert [done_at > old for state, done_at in left if state == Job.State.DONE] == [True]


def test_a_full_disk_leaves_no_half_file(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    storage = WholeFiles()

    class Full(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"x" * 1000
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        storage.save("letters/1.pdf", Full(b"x" * 2000))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert storage.save("letters/1.pdf", ContentFile(b"whole")) == "letters/1.pdf"
    assert storage.save("letters/1.pdf", ContentFile(b"other")) != "letters/1.pdf"
    assert storage.open("letters/1.pdf").read() == b"whole"


def test_what_a_killed_process_left_aside_is_cleared(tmp_path, monkeypatch):
    storage = WholeFiles(location=tmp_path)
    monkeypatch.setattr(clearing, "default_storage", storage)
    clearing.clear_unfinished(lambda: None)  # nothing was ever written
    for name, days in (("old", 2), ("new", 0)):
        path = tmp_path / ASIDE / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("half")
        moment = (timezone.now() - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    clearing.clear_unfinished(lambda: None)
    assert [path.name for path in (tmp_path / ASIDE).iterdir()] == ["new"]


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
