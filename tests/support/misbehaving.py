"""Parsers that do what one that was taken over might: each is to be stopped, or to achieve nothing."""

import ctypes
import json
import os
import signal
import socket
import sys
import time

from cms.sandbox.parsers import Refused, parses


@parses
def turned(content):
    return content[::-1]


@parses
def refuses(content):
    raise Refused("wrong", line=3, why="x" * 1000)


@parses
def refuses_otherwise(content):
    raise Refused("never_declared")


@parses
def loops(content):
    while True:
        pass


@parses
def sleeps(content):
    time.sleep(60)


@parses
def sleeps_on(content):
    """As `loops`, for those who were told to stop."""
    for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(60)


@parses
def allocates(content):
    found = []
    while True:
        found.append(bytearray(1024 * 1024))


@parses
def crashes(content):
    ctypes.string_at(0)


@parses
def fails(content):
    raise ZeroDivisionError


@parses
def leaves(content):
    os._exit(0)


@parses
def returns_much(content):
    return b"x" * (3 * 1024 * 1024)


def _answer():
    """The pipe on which the child answers: the first of the open files that isn't one of the three."""
    return 3


@parses
def writes_without_end(content):
    while True:
        os.write(_answer(), b"x" * 65536)


@parses
def says_what_it_likes(content):
    os.write(_answer(), content)
    os._exit(0)


@parses
def prints(content):
    print("not an answer")
    sys.stdout.flush()
    return content


@parses
def data(content):
    return json.loads(content)


@parses
def reaches(content):
    """What it could still do: {what: error, "" when it could}."""
    tries = {
        "open": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "write": lambda: os.open("/tmp/warkat-was-here", os.O_CREAT | os.O_WRONLY),
        "connect": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "pipe": os.pipe,
        "more memory": lambda: _limit("RLIMIT_AS"),
    }
    found = {}
    for name, attempt in tries.items():
        try:
            attempt()
            found[name] = ""
        except Exception as error:
            found[name] = type(error).__name__
    found["files"] = [number for number in range(3, 64) if _is_open(number)]
    found["environment"] = sorted(os.environ)
    return found


def _limit(name):
    import resource

    soft, hard = resource.getrlimit(getattr(resource, name))
    assert soft < 2**40 and soft == hard
    raise ValueError


def _is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def not_a_parser(content):
    return content
