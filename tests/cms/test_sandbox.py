"""What runs on a hostile file: a child for each, stopped whatever it does, with no way into the one that asked."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cms.access.slots import hold_slot
from cms.sandbox.parsers import DATA, MB, Lane, Limits, Parser
from cms.sandbox.run import Busy, Refused, Stopped, _threads, run

LANE = Lane("tests", 2, 2, 5.0)
SMALL = Limits(memory=160 * MB, cpu=1, seconds=3, output=MB)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def ask(name, content=b"abc", limits=SMALL, **of_parser):
    return run(Parser(f"tests.support.misbehaving.{name}", limits=limits, **of_parser), content, LANE)


def test_bytes_go_in_and_come_out():
    content = os.urandom(700_000)  # more than a pipe holds
    assert ask("turned", content) == content[::-1]
    assert ask("turned", b"") == b""
    assert ask("prints") == b"abc"


def test_plain_data_comes_out():
    assert ask("data", '{"a": [1, "é", null]}'.encode(), gives=DATA) == {"a": [1, "é", None]}
    assert ask("data", rb'["\ud800"]', gives=DATA) == ["\ud800"]


def test_a_refusal_comes_with_its_values_and_only_as_declared():
    with pytest.raises(Refused) as refused:
        ask("refuses", codes=frozenset({"wrong"}))
    assert refused.value.code == "wrong" and refused.value.values == {"line": 3, "why": "x" * 300}
    with pytest.raises(Stopped):
        ask("refuses_otherwise", codes=frozenset({"wrong"}))


ENDS = {
    "loops": "time", "sleeps": "time", "sleeps_on": "time", "allocates": "memory", "crashes": "crash",
    "fails": "crash", "leaves": "crash", "returns_much": "output", "writes_without_end": "output",
    "not_a_parser": "crash", "is_not_there": "crash",
}  # fmt: skip


@pytest.mark.parametrize(("name", "why"), ENDS.items())
def test_whatever_it_does_it_is_stopped_and_nobody_stays(name, why, caplog):
    caplog.set_level(logging.WARNING, "cms.sandbox.run")
    limits = Limits(memory=160 * MB, cpu=1, seconds=1 if "sleeps" in name else 3, output=MB)
    start = time.monotonic()
    with pytest.raises(Stopped) as stopped:
        ask(name, b"rahasia", limits)
    assert stopped.value.why == why and time.monotonic() - start < 10
    assert name in caplog.text and "rahasia" not in caplog.text
    assert not _children()


def _children():
    threads = Path("/proc/self/task").glob("*/children")
    return [child for thread in threads for child in thread.read_text().split() if b"child.py" in _command(child)]


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_it_can_reach_nothing(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    with tempfile.TemporaryFile() as ours:
        os.set_inheritable(ours.fileno(), True)
        found = ask("reaches", gives=DATA)
    assert set(found.pop("environment")) <= {"LC_CTYPE", "LD_LIBRARY_PATH", "MALLOC_ARENA_MAX", "PATH"}
    assert found.pop("files") == [3, 4]  # its answer, and what swallows prints
    assert all(found.values()), found


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"\n", b"{}\n", b"[" * 3000 + b"\n", b'{"done": 5}\nabc', b'{"done": -1}\n', b'"done"\n', b"\xff\xfe\n",
        b'{"refused": "other"}\n', b'{"refused": ["wrong"]}\n', b'{"refused": "wrong", "values": 5}\n',
        b'{"refused": "wrong", "values": {"__class__": 1}}\n', b'{"stopped": "memory"}\n', b"x" * 10_000,
    ],
    ids=range(14),
)  # fmt: skip
def test_what_a_child_says_is_never_trusted(answer):
    with pytest.raises(Stopped):
        ask("says_what_it_likes", answer, codes=frozenset({"wrong"}))


@pytest.mark.parametrize("body", [b"[" * 50_000, b"[1,", b"[" + b"[]," * 300_000 + b"1]", b"9" * 9000, b"nonsense"])
def test_nor_is_its_data(body):
    answer = json.dumps({"done": len(body)}).encode() + b"\n" + body
    with pytest.raises(Stopped):
        ask("says_what_it_likes", answer, gives=DATA)


def test_only_so_many_at_once_and_only_so_many_wait():
    one = Lane("one", 1, 1, 0.1)
    parser = Parser("tests.support.misbehaving.turned", limits=SMALL)
    with hold_slot("one-files", 1, wait=0), pytest.raises(Busy):
        run(parser, b"abc", one)
    with hold_slot("one-files-room", 2, wait=0), hold_slot("one-files-room", 2, wait=0), pytest.raises(Busy):
        run(parser, b"abc", one)
    assert run(parser, b"abc", one) == b"cba"


def test_no_more_threads_of_a_process_wait_than_the_lane_has():
    lane = Lane("threads", 1, 5, 20.0, threads=2)
    parser = Parser("tests.support.misbehaving.turned", limits=SMALL)
    with ThreadPoolExecutor(2) as pool:
        with hold_slot("threads-files", 1, wait=0):
            waiting = [pool.submit(run, parser, b"abc", lane) for _thread in range(2)]
            until = time.monotonic() + 10
            while _threads["threads"]._value if "threads" in _threads else True:
                assert time.monotonic() < until
                time.sleep(0.01)
            with pytest.raises(Busy):
                run(parser, b"abc", lane)
            assert run(parser, b"abc", LANE) == b"cba", "another lane has its own"
        assert [one.result() for one in waiting] == [b"cba", b"cba"]


def test_a_child_dies_with_the_process_that_asked(folder):
    code = (
        "from django.conf import settings\n"
        f"settings.configure(VAR_DIR={str(folder)!r})\n"
        "from cms.sandbox.parsers import Lane, Limits, Parser\n"
        "from cms.sandbox.run import run\n"
        "run(Parser('tests.support.misbehaving.sleeps_on', limits=Limits(seconds=60)), b'x', Lane('x', 1, 0, 0))\n"
    )
    asks = subprocess.Popen([sys.executable, "-c", code])
    listed, until = Path(f"/proc/{asks.pid}/task/{asks.pid}/children"), time.monotonic() + 20
    while not (children := listed.read_text().split()) or b"child.py" not in _command(children[0]):
        assert time.monotonic() < until and asks.poll() is None
        time.sleep(0.02)
    asks.send_signal(signal.SIGKILL)
    asks.wait()
    while b"child.py" in _command(children[0]):
        assert time.monotonic() < until
        time.sleep(0.02)
