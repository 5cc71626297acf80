"""Neighbours that are away, and jobs of three kinds to be done meanwhile."""

import logging

import pytest
from django.core import mail

from cms.jobs import registry
from cms.jobs.kinds import LETTERS, MAIL, Shares


@pytest.fixture
def handlers(monkeypatch):
    """The registry with room for a test's own handlers, and nothing periodic."""
    for name in ("_handlers", "_kinds"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    monkeypatch.setattr(registry, "_periodic", {})
    return registry


@pytest.fixture
def work(handlers, monkeypatch):
    """Letters that are made at once, and messages that go to the mail server; what was made."""
    made = []
    handlers.job("test.letter", LETTERS)(lambda finish: made.append(LETTERS))

    @handlers.job("test.mail", MAIL)
    def send(finish):
        mail.send_mail("Halo", "Isi", None, ["warga@contoh.id"])
        made.append(MAIL)

    monkeypatch.setattr("cms.jobs.kinds._slot.shares", Shares())
    return made


@pytest.fixture
def said(caplog):
    """The lines of `cms.jobs` so far."""
    caplog.set_level(logging.WARNING, logger="cms.jobs")
    return lambda: [record.getMessage() for record in caplog.records if record.name.startswith("cms.jobs")]
