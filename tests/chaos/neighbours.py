"""Neighbours that can be frozen, stopped and started again: Redis and a mail server."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter

from cms.bootstrap import TOOLS


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def missing(*programs):
    """What must be installed first, a line each."""
    return [f"{name} is missing: apt-get install -y {TOOLS[name]}" for name in programs if not shutil.which(name)]


class Redis:
    """A Redis of its own, in memory only: stopped, it has forgotten everything."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        end = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < end, "Redis did not start"
            time.sleep(0.02)
        return self

    def _answers(self):
        with contextlib.suppress(OSError):
            return self.ask("PING").startswith("+PONG")
        return False

    def ask(self, *words):
        """What the server says to a command, as it comes over the wire."""
        with socket.create_connection(("127.0.0.1", self.port), 2) as connection:
            connection.sendall(" ".join(words).encode() + b"\r\n")
            answer = connection.recv(65536)
            if size := re.match(rb"\$(\d+)\r\n", answer):
                whole = len(size[0]) + int(size[1]) + 2
                while len(answer) < whole and (more := connection.recv(65536)):
                    answer += more
        return answer.decode()

    def messages(self):
        """How many messages were put into queues since it started."""
        found = re.search(r"cmdstat_lpush:calls=(\d+)", self.ask("INFO", "commandstats"))
        return int(found[1]) if found else 0

    def freeze(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        os.kill(self.process.pid, signal.SIGCONT)

    def stop(self):
        self.thaw()
        self.process.kill()
        self.process.wait()


class MailSink:
    """A mail server that keeps what it gets; while it `hangs` it accepts connections and never says a word."""

    def __init__(self):
        self.letters, self.hangs = [], False  # (seconds of the monotonic clock, the message's text)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self._held = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            if self.hangs:
                self._held.append(connection)
            else:
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def hang(self):
        self.hangs = True

    def answer(self):
        """Be well again; who was kept waiting is cut off."""
        self.hangs = False
        for connection in self._held:
            connection.close()
        self._held.clear()

    def close(self):
        self.answer()
        self._listener.close()

    def _talk(self, connection):
        with connection, connection.makefile("rb") as lines, contextlib.suppress(OSError):
            say = lambda text: connection.sendall(text.encode() + b"\r\n")  # noqa: E731
            say("220 sink")
            for line in lines:
                word = line[:4].upper().strip()
                if word == b"DATA":
                    say("354 go on")
                    text = b"".join(iter(lines.readline, b".\r\n"))
                    self.letters.append((time.monotonic(), text.decode()))
                    say("250 kept")
                elif word == b"QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 sink" if word in (b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP") else "502 no")

    def counted(self):
        """How many messages each address got."""
        return Counter(re.search(r"^To: (.*?)\r?$", text, re.M)[1] for _when, text in list(self.letters))

    def to(self, address):
        """How many messages an address got."""
        return self.counted()[address]
