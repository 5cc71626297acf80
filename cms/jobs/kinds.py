"""The kinds of work: each has a queue, a limit and a turn, so that one that stands still doesn't stop the others."""

import threading
import time
from collections.abc import Iterable

from django.conf import settings

MAIL, LETTERS, SCANS, REST = "mail", "letters", "scans", "rest"
# In the order in which those that had equally little time are asked: who waits for a message expects it first.
KINDS = (MAIL, REST, SCANS, LETTERS)
# Seconds after which a job is interrupted. A message is an exchange of a few lines with a server nearby.
LIMITS = {MAIL: 20, LETTERS: 90, SCANS: 60, REST: 90}
# What leans on a neighbour (mail server, disk, scanner) pauses while that one is away.
LEANING = (MAIL, LETTERS, SCANS)
ANSWERED = (MAIL, SCANS)  # the work is to wait for a neighbour's answer
PAUSES = (2, 10, 30, 60)  # seconds, one after another
LONGEST_PAUSE = 300
PAUSE_FOR_EACH_SECOND = 15  # a second spent in waiting for a neighbour is paid by this many: under a tenth is lost
MEMORY_SECONDS = 30
EMPTY_SECONDS = 0.25  # so much later a job of an idle kind is seen while others are busy


def at_once(kind: str) -> int | None:
    """How many jobs of a kind may run at once, in all workers together; None for any number. What waits for somebody
    else's answer holds a slot for nothing, so it never gets all of them."""
    return {MAIL: settings.MAIL_AT_ONCE, SCANS: 1}.get(kind)


def pause_after(failures: int, seconds_lost: float) -> float:
    """For how many seconds a kind pauses whose neighbour failed `failures` times; the last cost `seconds_lost`."""
    return max(PAUSES[min(failures, len(PAUSES)) - 1], min(PAUSE_FOR_EACH_SECOND * seconds_lost, LONGEST_PAUSE))


class Shares:
    """Whose turn it is: the kind that had least of this slot's time lately. So 5,000 letters don't stop a message,
    and slow messages take half of the time at most while letters wait. Half of what was used is forgotten in each
    `MEMORY_SECONDS` of work, so that an idle kind saves nothing up."""

    def __init__(self) -> None:
        self._used, self._empty = {}, {}

    def found_empty(self, kind: str) -> None:
        """No job of `kind` was due a moment ago."""
        self._empty[kind] = time.monotonic() + EMPTY_SECONDS

    def used(self, kind: str, seconds: float) -> None:
        """`kind` ran for `seconds`."""
        fade = 0.5 ** (seconds / MEMORY_SECONDS)
        self._used = {name: time * fade for name, time in self._used.items()}
        self._used[kind] = self._used.get(kind, 0) + seconds

    def order(self, kinds: Iterable[str]) -> list[str]:
        """`kinds`, the one whose turn it is first; what was empty a moment ago comes after what wasn't, since looking
        for it each time costs as much as a small job."""
        now = time.monotonic()
        return sorted(
            kinds, key=lambda kind: (self._empty.get(kind, 0) > now, self._used.get(kind, 0), KINDS.index(kind))
        )


class _OfThread(threading.local):
    def __init__(self) -> None:
        self.shares = Shares()


_slot = _OfThread()


def shares() -> Shares:
    """The Shares of the slot that runs here: a worker's process, or a thread of it."""
    return _slot.shares
