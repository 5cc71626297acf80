"""An installation of its own, with a database and processes: for tests that kill workers or race for numbers."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from urllib.parse import urlsplit

from tests.support.hand import ROOT, Hand


class OwnSite:
    """An installation below `folder`, on a new database of the same kind as the tests' own."""

    def __init__(self, folder, database_url, **environment):
        self.folder = folder
        if database_url.startswith("sqlite"):
            self._drop = lambda: None
            own = f"sqlite:///{folder / 'own.sqlite3'}"
        else:
            own, self._drop = self._new_postgres_database(database_url)
        self.environment = os.environ | {
            "WARKAT_VAR": str(folder), "WARKAT_ENV": "demo", "DATABASE_URL": own, "BROKER_URL": "filesystem://",
            "STATIC_MANIFEST": "0", "JOB_LEASE_SECONDS": "3", "JOB_DRAIN_SECONDS": "0.3", "LOG_LEVEL": "WARNING",
            **environment,
        }  # fmt: skip
        for part in ("queue", "control"):
            (folder / "broker" / part).mkdir(parents=True)
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.hand = Hand(self.environment)

    @staticmethod
    def _new_postgres_database(url):
        import psycopg

        parts = urlsplit(url)
        server, name = parts._replace(path="/postgres").geturl(), f"own_{uuid.uuid4().hex}"

        def execute(statement):
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(statement)

        execute(f'CREATE DATABASE "{name}"')
        return parts._replace(path=f"/{name}").geturl(), lambda: execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def run(self, *arguments):
        """Run a Python program in the installation; fails when it does."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def step(self, name, *arguments):
        """Do one of the steps below, in the one process that this installation has for them."""
        return self.hand.run(f"from {__name__} import {name}\nresult = {name}(*{arguments!r})")

    def close(self):
        """End the steps and drop the database."""
        self.hand.close()
        self._drop()

    def worker(self, *options, **environment):
        """Start a real Celery worker in a process group of its own."""
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "cms.celery", "worker", "--concurrency", "1"]
        with open(self.folder / "worker.log", "ab") as log:
            return subprocess.Popen(
                [*command, *options], cwd=ROOT, env=self.environment | environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    @staticmethod
    def kill(process):
        """kill -9 of the worker and all its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def prepare():
    """A region with an office and a service; returns the service's id."""
    from tests.support.letters import make_letter_service, make_office

    return make_letter_service(make_office()).pk


def _service(pk):
    from forms_engine.design.page import ServicePage

    return ServicePage.objects.get(pk=pk)


def approve(service):
    """An approved application whose letter is asked for in the same commit; returns its id."""
    from django.db import transaction

    from forms_engine.certificates.issue import request_issue
    from tests.support.letters import approved

    with transaction.atomic():
        application = approved(_service(service))
        request_issue(application)
    return application.pk


def wait_for(*applications):
    """Wait until the letter of each is issued; returns sequence, number and file of every certificate there is."""
    from cms.audit.models import AuditEvent
    from cms.jobs.models import Job
    from forms_engine.certificates.models import IssuedCertificate

    wanted = set(applications)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        done = IssuedCertificate.unscoped.filter(issued_at__isnull=False).values_list("application_id", flat=True)
        if wanted <= set(done):
            break
        time.sleep(0.2)
    return {
        "certificates": [
            [row.application_id, row.sequence, row.number, row.file.path if row.file else ""]
            for row in IssuedCertificate.unscoped.order_by("sequence")
        ],
        "jobs": list(Job.unscoped.filter(name="certificates.issue").values_list("state", "last_error")),
        "events": AuditEvent.unscoped.filter(action="certificate.issued").count(),
    }


def race(service, threads, each):
    """`threads` threads allot `each` numbers at the same time; returns the sequence numbers."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    from cms.regions.scoping import region_scope
    from forms_engine.certificates.numbering import allot
    from tests.support.letters import approved

    service = _service(service)
    applications = [approved(service) for _ in range(threads * each)]
    start = Barrier(threads)

    def work(place):
        start.wait()
        try:
            with region_scope(service.region_id):
                return [allot(application.pk).sequence for application in applications[place::threads]]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return [number for numbers in pool.map(work, range(threads)) for number in numbers]


def rush(service, threads):
    """`threads` threads allot a number to the same application at the same time; returns what each got."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    from cms.regions.scoping import region_scope
    from forms_engine.certificates.numbering import allot
    from tests.support.letters import approved

    application, start = approved(_service(service)), Barrier(threads)

    def work(_place):
        start.wait()
        try:
            with region_scope(application.region_id):
                row = allot(application.pk)
                return [row.pk, row.number]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(threads)))
