"""A limit of time that holds: it interrupts Python and whatever waits in a system call, such as a socket."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from cms.jobs.neighbours import TooLong

AGAIN = 5  # seconds: for a handler that swallows the first


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooLong inside when it isn't over after `seconds`, and again each few seconds.

    Signals reach the main thread only, where a worker's process runs its tasks; elsewhere there is no limit but the
    pool's own. What a driver was doing is unknown then, so the database's connection is given up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*args: Any) -> None:
        raise TooLong(f"Interrupted after {seconds} seconds.")

    former = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    except TooLong:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not connection.in_atomic_block:
            connection.close()
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
