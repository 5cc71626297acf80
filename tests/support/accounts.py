"""Signing in as people do, and reading the mail that they get."""

import re
import time

from django.core import mail
from django.test import Client
from django.urls import reverse

from cms.accounts import sessions
from cms.audit.models import AuditEvent
from cms.jobs import ledger
from cms.jobs.models import Job

OWN = "kucing-tidur-siang-7"


def sign_in(client, name, password, address="203.0.113.5", **post):
    return client.post(
        reverse("wagtailadmin_login"), {"username": name, "password": password} | post, REMOTE_ADDR=address
    )


def signed_in(name, password=None):
    """A browser in which `name` has signed in; the factories' passwords are the names."""
    client = Client()
    assert sign_in(client, name, password or name).status_code == 302
    return client


def actions(region):
    """What the trail of a region (None: the operators') says was done, newest first."""
    return list(AuditEvent.unscoped.filter(region=region).order_by("-sequence").values_list("action", flat=True))


def deliver():
    """Run the jobs of accounts that are due; what was sent since, as (address, subject, body)."""
    before = len(mail.outbox)
    Job.unscoped.filter(name="cms.test").delete()
    ledger.drain()
    return [(message.to[0], message.subject, message.body) for message in mail.outbox[before:]]


def link_in(body):
    return re.search(r"/admin/password_reset/confirm/\S+", body)[0]


def choose(client, link, password=OWN):
    """Open a link and choose a password; the last response."""
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"new_password1": password, "new_password2": password})


def account_form():
    """What the account page posts when nothing of the password or the address is touched."""
    return {
        "locale-preferred_language": "id",
        "locale-current_time_zone": "", "theme-theme": "system", "theme-contrast": "system",
        "theme-density": "default",
    }  # fmt: skip


def unused(client, minutes, began=None):
    session = client.session
    session[sessions.USED] = int(time.time()) - minutes * 60
    session[sessions.BEGAN] = int(time.time()) - (began or minutes) * 60
    session.save()
