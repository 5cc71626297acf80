"""A worker dies by kill -9 while it issues a letter: after a restart there is exactly one, with the next number."""

import time
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.own_site import OwnSite

pytestmark = pytest.mark.worker
PLACES = ("rendering", "storing", "committing")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    own = OwnSite(tmp_path_factory.mktemp("own"), settings.DATABASE_URL)
    yield own
    own.close()


@pytest.fixture(scope="module")
def service(site):
    return site.step("prepare")


def until(condition, worker, log):
    end = time.monotonic() + 60
    while not condition():
        assert worker.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_worker_loses_nothing_and_leaves_no_gap(site, service, tmp_path, place):
    before = site.step("wait_for")["certificates"]
    killed = site.step("approve", service)
    mark, log = tmp_path / "paused", site.folder / "worker.log"
    worker = site.worker("--include", "tests.support.pausing_worker", PAUSE_AT=place, PAUSE_MARK=str(mark))
    try:
        until(mark.exists, worker, log)
    finally:
        site.kill(worker)
    [*_, half] = site.step("wait_for")["certificates"]
    assert half[0] == killed and half[3] == "", "the letter isn't issued yet, but it has its number"
    later = site.step("approve", service)
    worker = site.worker()
    try:
        found = site.step("wait_for", killed, later)
    finally:
        site.kill(worker)
    rows = found["certificates"]
    assert [row[1] for row in rows] == list(range(1, len(before) + 3)), "numbers without gap or duplicate"
    assert sorted(row[0] for row in rows[-2:]) == sorted([killed, later]), "one letter each"
    assert rows[-2][0] == killed, "the killed one kept the number that it had"
    assert all(Path(row[3]).read_bytes().startswith(b"%PDF-") for row in rows), "whole files"
    assert all(b"%%EOF" in Path(row[3]).read_bytes()[-20:] for row in rows)
    assert found["events"] == len(rows)
    assert all(state == "done" for state, _reason in found["jobs"])
