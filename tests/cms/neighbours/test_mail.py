"""A mail server that hangs stops no letter and ends no worker."""

import errno
import socket
from datetime import timedelta

import kombu
import pytest
from django.utils import timezone

from cms.jobs import kinds, ledger, limit
from cms.jobs.kinds import LETTERS, MAIL, pause_after
from cms.jobs.limit import time_limit
from cms.jobs.models import Job, Pause
from cms.jobs.neighbours import TooLong, is_away
from tests.chaos.neighbours import MailSink
from tests.support.due import all_due


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
