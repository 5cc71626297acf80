"""Kinds take turns, the clock that counts is the database's, and what is over goes."""

import errno
import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cms.jobs import clearing, kinds, ledger, tasks
from cms.jobs.kinds import KINDS, LETTERS, MAIL, Shares
from cms.jobs.models import Job
from cms.storage import ASIDE, WholeFiles

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
