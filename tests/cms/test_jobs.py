"""The job table: nothing is lost, nothing is done twice, what fails for good says why."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from cms.jobs import ledger, registry
from cms.jobs.models import Job
from cms.regions.models import Region
from cms.regions.scoping import ALL_REGIONS, current_region

pytestmark = pytest.mark.django_db


@pytest.fixture
def handlers(monkeypatch):
    """The registry with room for a test's own handlers."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(registry, "_periodic", {})
    return registry


@pytest.fixture
def counted(handlers):
    """A job that writes a row as its effect, in one transaction with *done*."""
    runs = []

    @handlers.job("test.effect")
    def effect(finish, name):
        runs.append(name)
        with transaction.atomic():
            Region.objects.create(
                code=name, kind="kota", name=f"Kota {name}", slug=f"kota-{name}", time_zone="Asia/Jakarta"
            )
            finish()

    return runs


def later(row, **delta):
    Job.unscoped.filter(pk=row.pk).update(run_at=timezone.now() - timedelta(**delta))


def test_effect_and_done_are_one(counted):
    row = ledger.enqueue("test.effect", name="11.01")
    assert ledger.drain() == 1 and ledger.drain() == 0
    row.refresh_from_db()
    assert row.state == Job.State.DONE and row.done_at and Region.objects.filter(code="11.01").exists()


def test_a_job_of_a_change_that_was_rolled_back_never_was(counted):
    class Changed(Exception):
        pass

    with pytest.raises(Changed), transaction.atomic():
        ledger.enqueue("test.effect", name="11.01")
        raise Changed
    assert not Job.unscoped.exists() and ledger.drain() == 0


def test_the_same_key_is_enqueued_once(counted):
    first = ledger.enqueue("test.effect", key="once", name="11.01")
    again = ledger.enqueue("test.effect", key="once", name="11.02")
    assert first == again and ledger.drain() == 1


def test_a_future_job_waits(counted):
    row = ledger.enqueue("test.effect", run_at=timezone.now() + timedelta(hours=1), name="11.01")
    assert ledger.drain() == 0
    later(row, seconds=1)
    assert ledger.drain() == 1


def test_a_running_job_is_nobody_else_s_until_its_lease_ends(counted):
    row = ledger.enqueue("test.effect", name="11.01")
    held = ledger.claim()
    assert held == row and ledger.claim() is None
    later(row, seconds=1)
    taken = ledger.claim()
    assert taken.attempts == held.attempts + 1
    ledger.run(held)  # the first worker comes back too late: its effect is rolled back
    row.refresh_from_db()
    assert row.state == Job.State.RUNNING and not Region.objects.exists()
    ledger.run(taken)
    row.refresh_from_db()
    assert row.state == Job.State.DONE and Region.objects.count() == 1


def test_a_failing_job_comes_back_later_and_dies_in_the_end(handlers):
    @handlers.job("test.fails")
    def fails(finish):
        raise ValueError("no paper")

    row = ledger.enqueue("test.fails", max_attempts=3)
    waits = []
    for _attempt in range(3):
        later(row, seconds=1)
        assert ledger.run_due()
        row.refresh_from_db()
        waits.append(row.run_at - timezone.now())
    assert row.state == Job.State.DEAD and row.last_error == "ValueError: no paper" and row.attempts == 3
    assert waits[0] < waits[1]
    assert ledger.drain() == 0


def test_trying_again_gives_a_full_new_set_of_attempts(handlers):
    broken = [True]

    @handlers.job("test.mended")
    def mended(finish):
        if broken[0]:
            raise registry.PermanentFailure("The position has no holder.")

    row = ledger.enqueue("test.mended")
    ledger.drain()
    row.refresh_from_db()
    assert row.state == Job.State.DEAD and row.last_error == "The position has no holder." and row.attempts == 1
    broken[0] = False
    ledger.retry(row)
    ledger.drain()
    row.refresh_from_db()
    assert row.state == Job.State.DONE


def test_a_worker_that_dies_each_time_does_not_run_for_ever(counted):
    row = ledger.enqueue("test.effect", max_attempts=2, name="11.01")
    for _attempt in range(2):
        later(row, seconds=1)
        assert ledger.claim() == row  # and the worker is killed
    later(row, seconds=1)
    assert ledger.claim() is None
    row.refresh_from_db()
    assert row.state == Job.State.DEAD


def test_a_job_runs_in_the_scope_of_its_region(handlers):
    seen = []
    handlers.job("test.scope")(lambda finish: seen.append(current_region()))
    region = Region.objects.create(code="11", kind="provinsi", name="Aceh", slug="aceh", time_zone="Asia/Jakarta")
    ledger.enqueue("test.scope", region=region)
    ledger.enqueue("test.scope")
    ledger.drain()
    assert seen == [region.pk, ALL_REGIONS]


def test_periodic_jobs_are_due_once_a_day_and_hour(handlers):
    runs = []
    handlers.periodic("test.daily", "day")(lambda finish: runs.append("day"))
    handlers.periodic("test.hourly", "hour")(lambda finish: runs.append("hour"))
    now = timezone.now()
    for offset in (0, 0, 1, 24):
        ledger.keep_periodic(now + timedelta(hours=offset))
    assert ledger.drain() == 5 and sorted(runs) == ["day", "day", "hour", "hour", "hour"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_lease_is_renewed_while_the_handler_works(handlers, settings):
    settings.JOB_LEASE_SECONDS = 0.6
    renewed = []

    @handlers.job("test.long")
    def long(finish):
        first = Job.unscoped.get().run_at
        wait = threading.Event()
        for _ in range(100):
            if Job.unscoped.get().run_at > first:
                renewed.append(True)
                return
            wait.wait(0.05)

    ledger.enqueue("test.long")
    ledger.drain()
    assert renewed == [True] and Job.unscoped.get().state == Job.State.DONE


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_workers_at_once_do_each_job_once(counted):
    for number in range(24):
        ledger.enqueue("test.effect", name=f"11.{number:02}")
    start = threading.Barrier(6)

    def work():
        start.wait()
        try:
            while ledger.run_due():
                pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Region.objects.count() == 24 and sorted(counted) == sorted(set(counted))
    assert set(Job.unscoped.values_list("state", flat=True)) == {Job.State.DONE}
