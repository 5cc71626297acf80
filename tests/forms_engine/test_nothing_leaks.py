"""Codes and personal data planted everywhere, every refusal provoked: neither logs nor rows hold any of it."""

import contextlib
import io
import json
import logging
import re
import smtplib
import socketserver
import threading
from datetime import timedelta

import pytest
from celery.app.log import TaskFormatter
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger

from cms.access import guessing, logs
from cms.access.attempts import Limit
from cms.audit.models import AuditEvent
from cms.celery import mask
from cms.jobs.ledger import drain
from cms.jobs.models import Job
from forms_engine.applications import views
from forms_engine.applications.codes import grouped, new_code
from tests.support.masked import MASKED, Masked

pytestmark = pytest.mark.django_db
NIK, PHONE, MAIL = MASKED["nik"], "0812-3456-7890", MASKED["email"]
KINDS = ("404", "404 in no route", "csrf", "403", "429", "500", "400", "job")


class Refusing(socketserver.StreamRequestHandler):
    """A mail server that takes no recipient, and says whom."""

    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            word, said = line[:4].upper(), line.strip()
            answer = {b"RCPT": b"550 5.1.1 " + said[8:] + b" is unknown", b"QUIT": b"221 bye"}.get(word, b"250 ok")
            self.wfile.write(answer + b"\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def refusing(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield
        server.shutdown()


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(guessing, "LIMIT", Limit(most=3, window=timedelta(minutes=10)))
    monkeypatch.setattr(guessing, "SLOWED", 0)
    return Masked()


@contextlib.contextmanager
def written(filters=True):
    """What our own handler writes, at every level, with its real formatter and (as it is set up) its real filter."""
    root, text = logging.getLogger(), io.StringIO()
    [handler] = [found for found in root.handlers if type(found) is logging.StreamHandler]
    before, level, kept = handler.setStream(text), root.level, list(handler.filters)
    root.setLevel(logging.DEBUG)
    if not filters:
        handler.filters.clear()
    try:
        yield text
    finally:
        handler.setStream(before)
        root.setLevel(level)
        handler.filters[:] = kept


def provoke(world, monkeypatch):
    """name of a case → what is asked, each with something planted."""
    draft, tracking = world.application.draft, world.application.tracking_code
    stranger, strict = Client(raise_request_exception=False), Client(enforce_csrf_checks=True)
    owner = Client(raise_request_exception=False)
    owner.post(reverse("tracking", args=[tracking]), {"code": draft.resume_code})

    def broken(*args, **kwargs):
        raise RuntimeError(f"{NIK} {MAIL} {PHONE} {grouped(draft.resume_code)} {draft.token} at /lanjut/{tracking}/")

    def fail():
        with monkeypatch.context() as patched:
            patched.setattr(views, "timeline", broken)
            return owner.get(f"/lacak/{tracking}/?q={MAIL}")

    def guess():
        wrong = new_code(10)
        answers = [stranger.get(f"/lacak/{wrong}/") for _ in range(4)]
        return answers[-1]

    typed = grouped(draft.resume_code).replace("-", " ")
    return {
        "404": lambda: stranger.get(f"/berkas/{draft.token}/?telepon={PHONE}"),
        "404 in no route": lambda: [
            stranger.get(path)
            for path in (f"/{NIK}/{MAIL}/", f"/lanjut/{typed}/{PHONE}/", f"/{draft.resume_code}", f"/x'y/{tracking}")
        ][-1],
        "csrf": lambda: strict.post(f"/isi/{draft.token}/1/", {"f-fld-nik0": NIK}),
        "403": lambda: stranger.post(f"/isi/{draft.token}/1/", {"f-fld-nik0": NIK}),
        "429": guess,
        "500": fail,
        "400": lambda: stranger.get(f"/lanjut/{draft.resume_code}/%00/"),
        "job": drain,
    }


def planted(world):
    """How each thing that was planted can be found, however it is written."""
    draft = world.application.draft
    codes = [world.application.tracking_code, draft.resume_code, draft.token]
    secrets = [*codes, NIK, PHONE, MASKED["phone"].removeprefix("+62"), MAIL.split("@")[0]]
    return {secret: re.compile("[ -]?".join(map(re.escape, re.sub(r"[ -]", "", secret))), re.I) for secret in secrets}


def found(world, text):
    return [secret for secret, pattern in planted(world).items() if pattern.search(text)]


def test_no_line_that_is_logged_holds_any(world, monkeypatch, refusing):
    statuses = {"404": 404, "404 in no route": 404, "csrf": 403, "403": 403, "429": 429, "500": 500, "400": 400}
    cases = provoke(world, monkeypatch)
    assert set(cases) == set(KINDS)
    for name, ask in cases.items():
        with written() as text:
            answer = ask()
        if name in statuses:
            assert answer.status_code == statuses[name], name
        line = text.getvalue()
        assert "WARNING" in line or "ERROR" in line, f"{name}: nothing was logged, so nothing was tried"
        assert found(world, line) == [], f"{name}: {line}"
    assert "drafts.send_code" in line or "applications.notify" in line


@pytest.mark.parametrize("name", [kind for kind in KINDS if kind not in ("job", "429")])
def test_without_the_filter_they_are_found(world, monkeypatch, name):
    with written(filters=False) as text:
        provoke(world, monkeypatch)[name]()
    assert found(world, text.getvalue()), text.getvalue()


def test_a_traceback_still_says_where(world, monkeypatch):
    with written() as text:
        provoke(world, monkeypatch)["500"]()
    line = text.getvalue()
    assert "django.request Internal Server Error: /lacak/…/" in line and "RuntimeError: [number] [e-mail]" in line
    assert "forms_engine/applications/views.py" in line and "in tracking" in line


def stored():
    """Everything that stays in rows, beside the applications themselves."""
    rows = [job.args | {"key": job.key, "error": job.last_error} for job in Job.unscoped.all()]
    rows += list(AuditEvent.unscoped.values("actor", "action", "target", "data"))
    rows += [session.get_decoded() for session in Session.objects.all()]
    return json.dumps(rows)


def test_no_row_no_subject_and_no_message_holds_any(world, monkeypatch, refusing, settings):
    """Jobs that failed and failed for good at a mail server that refuses, the trail, sessions, messages, subjects."""
    for ask in provoke(world, monkeypatch).values():
        ask()
    assert "SMTPRecipientsRefused: {" in stored() and found(world, stored()) == []
    Job.unscoped.filter(state=Job.State.READY).update(max_attempts=1, attempts=0, run_at="2020-01-01T00:00Z")
    drain()
    assert Job.unscoped.filter(state=Job.State.DEAD, last_error__contains="SMTPRecipientsRefused").exists()
    assert found(world, stored()) == []

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Job.unscoped.filter(state=Job.State.DEAD).update(state=Job.State.READY, max_attempts=9)
    owner = world.people()["owner"]
    owner.post(f"/isi/{world.application.draft.token}/simpan/", {"email": MAIL})
    owner.post(f"/isi/{world.application.draft.token}/periksa/", {"email": MAIL})
    task = world.task()
    officer = world.client(task.position)
    answer = officer.post(reverse("workflows_task", args=[task.uuid]), {"decision": "reject", "reason": f"NIK {NIK}"})
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said and found(world, "\n".join(said)) == []
    world.client("admin").get(reverse("workflows_applications"), {"q": NIK})
    drain()
    subjects = [message.subject for message in mail.outbox]
    assert len(subjects) >= 3 and found(world, "\n".join(subjects)) == []
    assert Session.objects.count() >= 2 and found(world, stored()) == []


def test_what_is_refused_is_an_address_until_it_is_cleaned(refusing):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        mail.send_mail("x", "x", "warkat@contoh.id", [MAIL])
    assert MAIL in str(refusal.value)


# --- those that bring handlers of their own ------------------------------------------------------------------


def test_gunicorn_s_own_logs_are_masked(world, tmp_path):
    config, file = Config(), tmp_path / "access.log"
    config.set("accesslog", str(file))
    config.set("errorlog", str(tmp_path / "error.log"))
    logger = GunicornLogger(config)
    logs.guard_gunicorn()
    token = world.application.draft.token
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": f"/lacak/{world.application.tracking_code}/?q={NIK}",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_REFERER": f"https://warkat.example/isi/{token}/1/",
        "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    response = type("Response", (), {"status": "200 OK", "sent": 312, "headers": []})
    request = type("Request", (), {"headers": []})
    try:
        logger.access(response, request, environ, timedelta(seconds=1))
        try:
            raise ValueError(f"{MAIL} {NIK}")
        except ValueError:
            logger.exception("Error handling request %s", environ["RAW_URI"])
    finally:
        for log in (logger.access_log, logger.error_log):
            for handler in log.handlers[:]:
                handler.close()
                log.removeHandler(handler)
            log.filters.clear()
    said = file.read_text(), (tmp_path / "error.log").read_text()
    assert '"GET /lacak/…/ HTTP/1.1" 200 312 "https://warkat.example/isi/…/…/"' in said[0]
    assert "request /lacak/…/" in said[1] and "ValueError: [e-mail] [number]" in said[1]
    assert found(world, "".join(said)) == []


def test_handlers_that_celery_makes_are_masked(world):
    text, logger = io.StringIO(), logging.Logger("celery.task")
    handler = logging.StreamHandler(text)
    handler.setFormatter(TaskFormatter("%(task_name)s %(message)s", use_color=False))
    logger.addHandler(handler)
    mask(logger=logger)
    logger.error("Task raised %r", ValueError(f"{MAIL} {world.application.draft.resume_code}"), extra={"data": NIK})
    assert "[e-mail] [code]" in text.getvalue() and found(world, text.getvalue()) == []


def test_no_handler_of_the_process_goes_without_the_filter():
    """Whatever settings make: each handler that any logger has, or the logger itself, is guarded."""
    names = [None, *logging.root.manager.loggerDict]
    ours = [
        logger for name in names if type(logger := logging.getLogger(name)) in (logging.Logger, logging.RootLogger)
    ]
    bare = [
        (logger.name, handler)
        for logger in ours
        for handler in logger.handlers
        if type(handler).__module__.startswith(("logging", "django"))
        and not logger.name.startswith(("lark", "pyxform"))  # loaded by tests, and in children, alone
        and not isinstance(handler, logging.NullHandler)
        and not any(isinstance(found, logs.Masked) for found in (*handler.filters, *logger.filters))
    ]
    assert bare == []


def test_a_record_keeps_neither_request_nor_exception(rf):
    request = rf.get(f"/lacak/K7TMQ2WX9R/?q={NIK}")
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "%s %s", (MAIL, {"nik": NIK}), None)
    record.request, record.data, record.status_code = request, {"mail": MAIL}, 404
    assert logs.Masked().filter(record)
    assert record.getMessage() == "[e-mail] {'nik': '[number]'}" and record.args == ()
    assert (record.request, record.data, record.status_code) == ("GET /lacak/…/", "{'mail': '[e-mail]'}", 404)
    broken = logging.LogRecord("x", logging.ERROR, "x.py", 1, f"%d {MAIL}", ("one",), None)
    assert logs.Masked().filter(broken) and broken.getMessage() == "%d [e-mail]"
