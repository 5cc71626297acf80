"""Slots that the whole machine shares: at most so many do a costly thing at once, in whatever process they are."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

LOOK_AGAIN = 0.02


class Busy(Exception):
    """No slot came free in time; trying again later helps."""


@contextmanager
def hold_slot(name: str, slots: int, wait: float) -> Iterator[None]:
    """Hold one of `slots` slots called `name` while inside; waits up to `wait` seconds for one. Raises Busy.

    A lock of the kernel (flock(2)) on a file each: whoever is killed lets go at once.
    """
    folder = Path(settings.VAR_DIR) / "places"
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait
    while (held := _take(folder, name, slots)) is None:
        if time.monotonic() >= until:
            raise Busy(name)
        time.sleep(LOOK_AGAIN)
    try:
        yield
    finally:
        os.close(held)


def _take(folder: Path, name: str, slots: int) -> int | None:
    for number in range(slots):
        file = os.open(folder / f"{name}.{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
        except BaseException:  # whatever it is: the file is closed, and it goes on its way
            os.close(file)
            raise
        else:
            return file
    return None
