"""An installation with real neighbours: PostgreSQL, Redis, a mail server; gunicorn, two workers, a small disk."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.chaos.neighbours import MailSink, Redis, free_port
from tests.support.hand import ROOT
from tests.support.own_site import OwnSite
from tests.support.postgres import Postgres

DISK_MB = 64
SECRET = "a" * 32  # of the visitor's own CSRF cookie: the form's must be the same
WORKERS = 2


class Machine:
    """Everything started; `close` ends it and takes the small disk away."""

    def __init__(self):
        self.postgres, self.redis, self.mail = Postgres().start(), Redis().start(), MailSink()
        self.folder = Path(tempfile.mkdtemp(prefix="warkat-chaos-"))
        self.disk = self.folder / "private"
        self.disk.mkdir()
        size = f"size={DISK_MB}m"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", self.disk], check=True)
        self.port = free_port()
        self.site = OwnSite(
            self.folder, self.postgres.address, BROKER_URL=self.redis.url, EMAIL_URL=self.mail.url, DISK_MIN_MB="0",
            JOB_DRAIN_SECONDS="1", JOB_LEASE_SECONDS="5", PORT=str(self.port),
        )  # fmt: skip
        self.web = self._start_web()
        self.workers = [self.start_worker(number) for number in range(WORKERS)]
        self.wait_for(self.answers, "the web server")

    def _start_web(self):
        command = [
            sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{self.port}", "--worker-class",
            "gthread", "--workers", "2", "--threads", "4", "--preload", "--log-level", "warning",
        ]  # fmt: skip
        with (self.folder / "web.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.site.environment, stdout=log, stderr=log, start_new_session=True
            )

    def start_worker(self, number):
        return self.site.worker("--without-mingle", "--without-gossip", "--hostname", f"{number}@chaos")

    def kill_worker(self, number):
        """kill -9 of one and all its children, and another in its place."""
        self.site.kill(self.workers[number])
        self.workers[number] = self.start_worker(number)

    def lines(self, since=(0, 0)):
        """What web server and workers have logged `since` there were so many lines (`counts`)."""
        logs = (self._log("web.log"), self._log("worker.log"))
        return [line for log, start in zip(logs, since, strict=True) for line in log[start:]]

    def counts(self):
        return len(self._log("web.log")), len(self._log("worker.log"))

    def _log(self, name):
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def ask(self, function, *arguments):
        """Call a function of `tests.chaos.inside` in the installation's Django."""
        fresh = "from django.db import close_old_connections\nclose_old_connections()\n"
        code = f"from tests.chaos.inside import {function}\nresult = {function}(*{arguments!r})"
        return self.site.hand.run(fresh + code)

    def wait_for(self, condition, what, seconds=120):
        """Wait until `condition()` holds; returns the seconds it took."""
        start = time.monotonic()
        while not condition():
            if time.monotonic() - start > seconds:
                raise AssertionError(f"{what}: not in {seconds} s\n" + "\n".join(self.lines()[-40:]))
            time.sleep(0.1)
        return time.monotonic() - start

    def answers(self):
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.request("GET", "/livez")[0] == 200
        return False

    def request(self, method, path, body=None, headers=(), timeout=60):
        """(status, text) of a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")

    def visitor(self, draft):
        """The headers of who owns a draft [token, signed cookie]."""
        return {"Cookie": f"milik={draft[1]}; csrftoken={SECRET}"}

    def submit(self, draft, email):
        """A visitor sends a draft that is filled in; seconds until the answer. Fails when it isn't taken."""
        headers = self.visitor(draft) | {"Content-Type": "application/x-www-form-urlencoded"}
        start = time.monotonic()
        body = urlencode({"csrfmiddlewaretoken": SECRET, "email": email})
        status, text = self.request("POST", f"/isi/{draft[0]}/periksa/", body, headers)
        assert status == 302, (status, text[-2000:])
        return time.monotonic() - start

    def upload(self, draft, picture):
        """A visitor sends a photo in the third step; (status, text)."""
        line = "----warkat"
        parts = [("csrfmiddlewaretoken", SECRET), ("_shown", "0,1"), ("f-fld-note", "")]
        body = b"".join(
            f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in parts
        )
        head = f'--{line}\r\nContent-Disposition: form-data; name="f-fld-foto"; filename="rumah.jpg"\r\n'
        body += head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + picture + f"\r\n--{line}--\r\n".encode()
        headers = self.visitor(draft) | {"Content-Type": f"multipart/form-data; boundary={line}"}
        return self.request("POST", f"/isi/{draft[0]}/3/", body, headers)

    def close(self):
        self.redis.thaw()
        for process in [self.web, *self.workers]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.site.close()
        self.mail.close()
        self.redis.stop()
        self.postgres.stop(signal.SIGINT)
        self.postgres.throw_away()
        subprocess.run(["umount", self.disk], check=False)
