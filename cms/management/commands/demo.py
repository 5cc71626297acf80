"""`manage.py demo`: prepare the data, start web server and worker, show the table, end everything together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cms.setup.demo import PASSWORD, sign_ins

HEALTH_SECONDS = 60
GRACE_SECONDS = 15


def server_command(host: str, port: int) -> list[str]:
    """gunicorn gthread: measured best for Wagtail of the pure-Python servers; slow phones hold no worker."""
    return [
        sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", "2", "--threads", "4", "--preload", "--timeout", "60", "--graceful-timeout", "10",
        "--log-level", "warning",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """One Celery worker; the job table, not the broker, remembers the work."""
    return [
        sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", "cms.celery", "worker", "--concurrency", "1",
        "--loglevel", "WARNING", "--without-mingle", "--without-gossip", "--without-heartbeat",
        "--hostname", f"warkat-{os.getpid()}@%h",
    ]  # fmt: skip


def interrupted(*args: Any) -> NoReturn:
    raise KeyboardInterrupt


class Command(BaseCommand):
    help = "Run the whole system with demo data: web server, worker, three regions."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        """Prepare, start the web server and the worker, and end both when either ends or Ctrl-C comes."""
        if settings.PRODUCTION:
            raise CommandError("The demo doesn't run with WARKAT_ENV=production: its passwords are known.")
        host = os.environ.get("HOST", "127.0.0.1")
        port = self.free_port(host, os.environ.get("PORT", "8000"))
        # As handlers, so that Ctrl-C (ignored by default in a shell's background) and a plain kill both reach the
        # `finally` that ends the children.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupted)
        self.prepare()
        children = {}
        pid_file = Path(settings.VAR_DIR) / "demo.pid"
        pid_file.write_text(str(os.getpid()))
        try:
            self.say("Starting the web server and the worker …")
            children["web server"] = self.start(server_command(host, port))
            children["worker"] = self.start(worker_command())
            self.wait_until_healthy(host, port, children)
            self.table()
            self.watch(children)
        except KeyboardInterrupt:
            self.stdout.write("\nEnding …")
        finally:
            self.end(children.values())
            pid_file.unlink(missing_ok=True)
        self.stdout.write("Everything has ended. Your data is kept; make demo goes on with it.")

    def say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()

    def free_port(self, host: str, text: str) -> int:
        """The port as a number, when nobody has it."""
        if not str(text).isdigit() or not 0 < int(text) < 65536:
            raise CommandError(f"PORT={text} isn't a port. Give a number between 1 and 65535: make demo PORT=8010")
        port = int(text)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                other = f"make demo PORT={port + 10}"
                raise CommandError(
                    f"Port {port} on {host} can't be used ({error.strerror}). Choose another: {other}"
                ) from None
        return port

    def prepare(self) -> None:
        """Bring the data up to date; a second start has nothing to do but look."""
        folders = [settings.VAR_DIR, settings.MEDIA_ROOT, settings.STATIC_ROOT]
        if settings.BROKER_URL.startswith("filesystem"):
            folders += [settings.BROKER_DIR / "queue", settings.BROKER_DIR / "control"]
        for folder in folders:
            Path(folder).mkdir(parents=True, exist_ok=True)
        self.say("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("setup_site", verbosity=0)
        self.say("Loading the demo (what is there stays) …")
        call_command("load_demo", stdout=self.stdout)
        if settings.STATIC_MANIFEST:
            self.static_files()

    def static_files(self) -> None:
        """Collect styles and scripts when one is newer than the last collection."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        roots = [settings.BASE_DIR / app / "static" for app in ("cms", "forms_engine", "workflows")]
        newest = max(path.stat().st_mtime for root in roots for path in root.rglob("*"))
        if stamp.exists() and stamp.stat().st_mtime > newest:
            return
        self.say("Collecting styles and scripts …")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.touch()

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        """A child in its own session, so that Ctrl-C reaches it through us only, once."""
        environment = os.environ | {"WARKAT_ENV": "demo"}  # who starts the demo has said that it is one
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)  # noqa: S603  (our own)

    def wait_until_healthy(self, host: str, port: int, children: Mapping[str, subprocess.Popen[bytes]]) -> None:
        """Until `/livez` answers 200; CommandError after `HEALTH_SECONDS`, or when a child has died."""
        address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/livez"  # noqa: S104
        until = time.monotonic() + HEALTH_SECONDS
        while time.monotonic() < until:
            self.someone_died(children)
            try:
                with urllib.request.urlopen(address, timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise CommandError(f"The web server didn't answer at {address} within {HEALTH_SECONDS} seconds.")

    def someone_died(self, children: Mapping[str, subprocess.Popen[bytes]]) -> None:
        for name, child in children.items():
            if child.poll() is not None:
                raise CommandError(f"The {name} ended by itself (exit {child.returncode}); see its message above.")

    def watch(self, children: Mapping[str, subprocess.Popen[bytes]]) -> None:
        while True:
            self.someone_died(children)
            time.sleep(0.5)

    def end(self, children: Collection[subprocess.Popen[bytes]]) -> None:
        """Ask politely, then insist: no process is left."""
        for child in children:
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for child in children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def table(self) -> None:
        """Addresses, and who can sign in, region by region: what each can try first."""
        address = settings.BASE_URL
        lines = [
            "",
            f"Warkat runs at {address}/   (end it with Ctrl-C)",
            "",
            f"  citizens  {address}/         apply without an account",
            f"  anyone    {address}/v/       check a letter",
            f"  staff     {address}/admin/   sign in as one of these; each password is {PASSWORD}",
        ]
        rows = sign_ins()
        width = max(len(row["username"]) for row in rows)
        for region, people in groupby(rows, key=itemgetter("region")):
            lines += ["", f"  {region}"] if region else [""]
            lines += [
                f"    {row['username']:<{width}}  {row['title'] or row['person']}: {row['try_first']}"
                for row in people
            ]
        where = "sent to the server of EMAIL_URL" if settings.EMAIL_URL else f"written to {settings.EMAIL_FILE_PATH}"
        lines += ["", f"E-mails are {where}"]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
