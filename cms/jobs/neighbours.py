"""Neighbours (broker, database, mail server, disk, scanner) that are away: told from a job's own fault, said once."""

import errno
import logging
import smtplib
import socket
import threading
import time

from django.utils import timezone

from cms.jobs.kinds import ANSWERED, REST

logger = logging.getLogger(__name__)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
# SMTPException is an OSError as well: those that speak of one message (a refused address) aren't meant.
UNREACHABLE = (
    TimeoutError, ConnectionError, socket.gaierror, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError,
)  # fmt: skip


class Away(Exception):
    """Raised by a handler whose neighbour doesn't answer; trying again later helps."""


class TooLong(Exception):
    """A job was interrupted at the limit of its kind."""


def is_away(failure: BaseException, kind: str = REST) -> bool:
    """Whether the exception of a job says that a neighbour is away or has no room, and so nothing of the job itself.

    What takes too long does so for a neighbour where the work is to wait for one's answer; a letter that takes too
    long is itself to blame.
    """
    if isinstance(failure, TooLong):
        return kind in ANSWERED
    if isinstance(failure, (Away, *UNREACHABLE)):
        return True
    return isinstance(failure, OSError) and failure.errno in FULL | {errno.EHOSTUNREACH, errno.ENETUNREACH}


class Outage:
    """What one process knows of a neighbour: the first failure is a line in the log, the others are silent until it
    is back, which is a line again."""

    def __init__(self, who: str) -> None:
        self.who, self._since, self._last, self._lock = who, None, None, threading.Lock()

    def failed_within(self, seconds: float) -> bool:
        """Whether it was away at the last try, less than `seconds` ago."""
        return self._last is not None and time.monotonic() < self._last + seconds

    def away(self, why: BaseException | str) -> None:
        """It failed once more, with an exception or for the reason `why`; the first time is a line in the log."""
        with self._lock:
            self._last = time.monotonic()
            first, self._since = self._since is None, self._since or self._last
        if first:
            logger.warning(
                "%s can't be reached since %s (%s).", self.who, timezone.localtime().strftime("%H:%M:%S"),
                type(why).__name__,
            )  # fmt: skip

    def back(self) -> None:
        with self._lock:
            since, self._since, self._last = self._since, None, None
        if since is not None:
            logger.warning("%s is back after %d seconds.", self.who, time.monotonic() - since)


BROKER = Outage("The broker")
DATABASE = Outage("The database")


class OneLine(logging.Filter):
    """Of what Celery's worker says of the broker at each try, the one line of an outage is left. Its loggers are
    `celery.worker.consumer.*`, and the exception is among what a line is made of."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the worker's line is written; what it says of the broker goes to `BROKER` instead."""
        if not record.name.startswith("celery.worker.consumer"):
            return True
        if record.name.endswith(".connection") and str(record.msg).startswith("Connected to"):
            BROKER.back()
            return False
        failure = next((part for part in record.args or () if isinstance(part, Exception)), None)
        if failure is not None and record.levelno >= logging.WARNING:
            BROKER.away(failure)
            return False
        return True
