"""The real thing for the stories: `manage.py demo` on a free port, its own data, and a hand into its database."""

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.support.hand import ROOT, Hand

PHONE = {"width": 360, "height": 740}
PASSWORD = "warkat-demo"
READY_SECONDS = 180


class Site:
    """A running demo. `url` is its address; `run(code)` runs Python in its Django (`Hand.run`); `rows(sql)` asks its
    database."""

    def __init__(self, **environment):
        self.var = Path(tempfile.mkdtemp(prefix="warkat-site-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self.environment = kept | {
            "WARKAT_VAR": str(self.var), "PORT": str(self.port), "STATIC_MANIFEST": "0", "LOG_LEVEL": "WARNING",
            **environment,
        }  # fmt: skip
        self.log = (self.var / "demo.log").open("w+")
        self.hand = Hand(self.environment)
        self.run = self.hand.run

    def start(self):
        """Begin, and wait until it is healthy; returns itself."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"], cwd=ROOT, env=self.environment,
            stdout=self.log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.wait_for(self.healthy, READY_SECONDS)
        return self

    def stop(self):
        """End the processes and throw the data away."""
        self.hand.close()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self.log.close()
        shutil.rmtree(self.var, ignore_errors=True)

    def healthy(self):
        if self.process.poll() is not None:
            raise AssertionError(f"The demo ended by itself:\n{(self.var / 'demo.log').read_text()[-4000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
            return answer.status == 200
        return False

    def wait_for(self, condition, seconds=60):
        """Wait until `condition()` holds; say what the demo printed when it doesn't in time."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(
                    f"Not in {seconds} s. The demo said:\n{(self.var / 'demo.log').read_text()[-4000:]}"
                )
            time.sleep(0.1)

    def rows(self, sql, *values):
        with contextlib.closing(sqlite3.connect(f"file:{self.var / 'warkat.sqlite3'}?mode=ro", uri=True)) as database:
            return database.execute(sql, values).fetchall()

    def certificates(self, tracking_code):
        """How many finished letters an application has."""
        sql = (
            "SELECT count(*) FROM forms_engine_issuedcertificate c JOIN forms_engine_application a"
            " ON a.id = c.application_id WHERE a.tracking_code = ? AND c.issued_at IS NOT NULL"
        )
        return self.rows(sql, tracking_code.replace("-", ""))[0][0]


def publish_story_service(site, name):
    """Publish the stories' service in the demo's city; its path and its officials, in order."""
    return site.run(
        f"""
from tests.support.documents import service_document
from forms_engine.design.packages.services import import_service
from cms.pages.models import RegionPage
from cms.accounts.models import PositionHolder
parent = RegionPage.objects.get(region__code="33.75")
page = import_service(parent, service_document("Domisili {name}"))
page.get_latest_revision().publish()
page.refresh_from_db()
officials = []
for code in ("petugas-loket", "kasi-sosial", "lurah"):
    holder = PositionHolder.objects.get(position__code=code, region=parent.region)
    officials.append(holder.membership.user.username)
result = {{"path": page.get_url(), "officials": officials, "title": page.title}}
"""
    )


def sign_in(page, site, username, password=PASSWORD):
    """Sign in to the admin as a demo person."""
    page.goto(f"{site.url}/admin/login/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(f"{site.url}/admin/")
