"""Having a file parsed: one child a file, a few at once on the machine, and an end to every wait.

A new interpreter a file costs a twentieth of a second (measured) and nothing between files; it shares nothing with
the file before, and a web process with threads is never forked. What comes back is never trusted: a line of JSON and
as many bytes as were allowed, nothing that could act.
"""

import json
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from cms.access.slots import Busy, hold_slot
from cms.sandbox.parsers import DATA, Lane, Parser, Refused

__all__ = ["OFFICE", "Busy", "Refused", "Stopped", "public", "run"]

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("child.py")
CHUNK = 256 * 1024
LONGEST_HEAD = 4096
MOST_MARKS = 500_000  # of `,`, `[` and `{` in data: more would be more objects than a web process should hold
OFFICE = Lane("office", 1, 3, 10.0, threads=1)
_threads = {}  # of each lane, those of this process
_BY_SIGNAL = {-signal.SIGXCPU: "time", -signal.SIGALRM: "time", -signal.SIGKILL: "memory"}  # the last: by the kernel

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """The file took more than it may; `why` is memory, time, output or crash."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def public() -> Lane:
    """The Lane of files from anyone, as wide as this installation has it."""
    return Lane("public", settings.FILES_AT_ONCE, 6, 6.0)


def run(parser: Parser, content: bytes, lane: Lane, **options: Any) -> Any:
    """What a Parser makes of a file's bytes: bytes, or plain data. Raises Refused with one of its codes, Stopped, or
    Busy when no slot came free."""
    room, files = f"{lane.name}-files-room", f"{lane.name}-files"
    with (
        _thread_of(lane),
        hold_slot(room, lane.slots + lane.waiting, wait=0),
        hold_slot(files, lane.slots, lane.seconds),
    ):
        try:
            return _result(parser, *_child(parser, content, options))
        except Stopped as stopped:
            logger.warning("A file was stopped (%s): %s", stopped.why, parser.function)
            raise


@contextmanager
def _thread_of(lane: Lane) -> Iterator[None]:
    """One of the threads of this process that may wait for files of the lane. Raises Busy."""
    threads = _threads.setdefault(lane.name, threading.BoundedSemaphore(lane.threads))
    if not threads.acquire(blocking=False):
        raise Busy(lane.name)
    try:
        yield
    finally:
        threads.release()


def _child(parser: Parser, content: bytes, options: Mapping[str, Any]) -> tuple[int, bytes]:
    """(exit code, what it answered) of a child. Raises Stopped."""
    order = {
        "function": parser.function, "limits": asdict(parser.limits), "options": options, "parent": os.getpid(),
    }  # fmt: skip
    inherited = ("LD_LIBRARY_PATH", "PATH")
    process = subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-I", str(CHILD), str(ROOT), json.dumps(order)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", close_fds=True, bufsize=0,
        env={name: os.environ[name] for name in inherited if name in os.environ} | {"MALLOC_ARENA_MAX": "1"},
        start_new_session=True,
    )  # fmt: skip
    try:
        answer = _exchange(process, content, parser.limits)
        return process.wait(timeout=2), answer
    except subprocess.TimeoutExpired:
        raise Stopped("time") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stdin.close()
        process.stdout.close()


def _exchange(process, content, limits):
    """Write the file, read the answer, until the child closes it. Raises Stopped when it writes too much or takes
    too long."""
    until, unwritten, answer = time.monotonic() + limits.seconds, memoryview(content), bytearray()
    with selectors.DefaultSelector() as selector:
        for pipe, event in ((process.stdin, selectors.EVENT_WRITE), (process.stdout, selectors.EVENT_READ)):
            os.set_blocking(pipe.fileno(), False)
            selector.register(pipe, event)
        while True:
            ready = selector.select(max(0, until - time.monotonic()))
            if not ready and time.monotonic() >= until:
                raise Stopped("time")
            for key, _events in ready:
                if key.fileobj is process.stdout:
                    piece = os.read(key.fd, CHUNK)
                    answer += piece
                    if not piece:
                        return bytes(answer)
                    if len(answer) > limits.output + LONGEST_HEAD:
                        raise Stopped("output")
                else:
                    unwritten = _after_writing(key.fd, unwritten)
                    if not unwritten:
                        selector.unregister(process.stdin)
                        process.stdin.close()


def _after_writing(pipe: int, unwritten: memoryview) -> memoryview:
    """What is left to write; nothing when nobody reads any more."""
    try:
        return unwritten[os.write(pipe, unwritten[:CHUNK]) :]
    except BlockingIOError:
        return unwritten
    except BrokenPipeError:
        return unwritten[:0]


def _result(parser: Parser, code: int, answer: bytes) -> Any:
    """The result that an answer holds, as far as it is one."""
    head, _line, body = answer.partition(b"\n")
    try:
        head = json.loads(head) if len(head) <= LONGEST_HEAD else None
    except (ValueError, RecursionError):
        head = None
    if code or not isinstance(head, dict):
        raise Stopped(_BY_SIGNAL.get(code, "crash"))
    if isinstance(refusal := head.get("refused"), str) and refusal in parser.codes:
        raise Refused(refusal, **_values(head.get("values")))
    if head.get("stopped") == "memory":
        raise Stopped("memory")
    if head.get("done") != len(body):
        raise Stopped("crash")
    return _data(body) if parser.gives == DATA else body


def _values(values: Any) -> dict[str, int | str]:
    """The values for the words: text and numbers."""
    if not isinstance(values, dict) or not all(re.fullmatch(r"[a-z]{1,20}", key) for key in values):
        raise Stopped("crash")
    return {key: value if type(value) is int else str(value)[:300] for key, value in values.items()}


def _data(body: bytes) -> Any:
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_MARKS:
        raise Stopped("output")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Stopped("crash") from None
