"""The doorbell: a message without a job, "look at the table". Whoever rings never waits for the broker.

A request only notes which kind of work there is; one thread a process publishes, many rings at once as one, none
while enough bells wait unheard. What a broker that is away doesn't take is forgotten: workers look by themselves.
"""

import atexit
import contextlib
import os
import threading
import time
from collections.abc import Callable

from celery import current_app
from django.conf import settings

from cms.jobs.kinds import KINDS
from cms.jobs.neighbours import BROKER

TASK = "cms.jobs.look"
ENOUGH = 8  # bells that wait unheard; each slot that hears one empties the table
GATHER_SECONDS = 0.1
FLUSH_SECONDS = 1.0


class Publisher:
    """Rings through a connection of its own, with short time-outs and no second try. For one thread.

    `url` is the broker's address, that of the settings by itself.
    """

    def __init__(self, url: str | None = None) -> None:
        self._url, self._connection = url, None

    def ring(self, kind: str) -> bool:
        """Ask for a look at the table; False when the broker is away."""
        try:
            if self._connection is None:
                self._connection = current_app.connection(
                    self._url,
                    connect_timeout=settings.BROKER_CONNECT_SECONDS,
                    transport_options=settings.BROKER_RING_OPTIONS,
                )
            queue = current_app.amqp.queues[kind]
            channel = self._connection.default_channel
            waiting = channel.queue_declare(queue=queue.name, durable=True, auto_delete=False).message_count
            if waiting < ENOUGH:
                current_app.send_task(TASK, queue=kind, connection=self._connection, retry=False, ignore_result=True)
        except Exception as failure:  # whatever a transport raises: nobody waits for this ring
            self.close()
            BROKER.away(failure)
            return False
        BROKER.back()
        return True

    def close(self) -> None:
        """Let the connection go without a word to a server that may not answer."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):  # whatever a transport raises: the connection is given up anyway
                connection.collect(socket_timeout=settings.BROKER_CONNECT_SECONDS)


class Doorbell:
    """`ring` costs microseconds; at most one of each kind waits. The thread begins with the first, anew in a fork."""

    def __init__(self, publisher: Callable[[], Publisher] = Publisher) -> None:
        self._publisher = publisher
        self.begin_anew()

    def begin_anew(self) -> None:
        """As if nobody had rung: what a process is given that was forked from one with a thread."""
        self._wanted, self._publishing, self._thread = set(), False, None
        self._changed = threading.Condition()

    def ring(self, kind: str) -> None:
        """Have the workers told that something of this kind waits; returns at once, whatever the broker does."""
        with self._changed:
            self._wanted.add(kind)
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="warkat-doorbell", daemon=True)
                with contextlib.suppress(RuntimeError):  # the process is ending: workers look by themselves
                    thread.start()
                    self._thread = thread
            self._changed.notify_all()

    def flush(self, seconds: float = FLUSH_SECONDS) -> bool:
        """Wait until all is rung, `seconds` at most; whether it is."""
        with self._changed:
            done = lambda: self._thread is None or not (self._wanted or self._publishing)  # noqa: E731
            return self._changed.wait_for(done, seconds)

    def _run(self) -> None:
        publisher = self._publisher()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted)
                kinds, self._wanted, self._publishing = self._wanted, set(), True
            for kind in sorted(kinds, key=KINDS.index):
                publisher.ring(kind)
            with self._changed:
                self._publishing = False
                self._changed.notify_all()
            time.sleep(GATHER_SECONDS)


BELL = Doorbell()
os.register_at_fork(after_in_child=BELL.begin_anew)
atexit.register(BELL.flush)


def ring(kind: str) -> None:
    """Wake a worker for a kind of work, soon. Never blocks, never fails."""
    BELL.ring(kind)
