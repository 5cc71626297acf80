"""Asking a virus scanner about a file. Any scanner will do that has `scan(content) -> Verdict`.

`Clamd` speaks to ClamAV's daemon (clamd(8), INSTREAM) over a Unix socket or TCP, as `settings.CLAMD` says.
"""

import socket
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from cms.jobs.neighbours import Away

CHUNK = 64 * 1024
SECONDS = 20  # for each step of the exchange: of a job, which has time


class ScannerUnavailable(Away):
    """The scanner didn't answer, or not in a way that decides anything; asking again later may help."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`threat` is the scanner's name for what it found, "" for a clean file."""

    threat: str = ""


class Scanner(Protocol):
    """What a scanner must be able to do."""

    def scan(self, content: bytes, seconds: float = SECONDS) -> Verdict:
        """The Verdict on a file, waiting `seconds` for each answer. Raises ScannerUnavailable."""


class Clamd:
    """`address` is `unix:/run/clamav/clamd.ctl` or `tcp:host:3310`."""

    def __init__(self, address: str) -> None:
        kind, _colon, endpoint = address.partition(":")
        host, _colon, port = endpoint.rpartition(":")
        self.family, self.target = (
            (socket.AF_UNIX, endpoint) if kind == "unix" else (socket.AF_INET, (host, int(port)))
        )

    def scan(self, content: bytes, seconds: float = SECONDS) -> Verdict:
        """See `Scanner.scan`."""
        try:
            answer = self._ask(content, seconds)
        except OSError as failure:
            raise ScannerUnavailable(str(failure)) from failure
        if answer == "stream: OK":
            return Verdict()
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND"))
        raise ScannerUnavailable(answer[:200] or "no answer")

    def _ask(self, content: bytes, seconds: float) -> str:
        with socket.socket(self.family, socket.SOCK_STREAM) as connection:
            connection.settimeout(seconds)
            connection.connect(self.target)
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                connection.sendall(struct.pack(">I", len(part)) + part)
            connection.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := connection.recv(4096)):
                answer += more
        return answer.rstrip(b"\0").decode("utf-8", "replace")


@lru_cache(maxsize=4)
def _clamd(address: str) -> Clamd:
    return Clamd(address)


def scanner() -> Scanner | None:
    """The Scanner of this installation, None when it has none."""
    return _clamd(settings.CLAMD) if settings.CLAMD else None
