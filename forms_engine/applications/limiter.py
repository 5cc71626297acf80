"""Guessing codes is slow: wrong codes are counted per client, in the database, for all processes.

A code has 58 bits, so this is a second wall. It is high enough for the many people who share one address of a mobile
network, and there is none over all clients together: that one would let anybody shut everybody out.
"""

from datetime import timedelta
from math import ceil

from django.utils import timezone
from django.utils.translation import ngettext

from cms.access.client import client_of
from forms_engine.applications.models import WrongCode

WINDOW = timedelta(minutes=10)
PER_CLIENT = 30


def minutes_to_wait(request):
    """In how many minutes this client may try again; 0 when at once."""
    client, now = client_of(request, "wrong_codes"), timezone.now()
    rows = WrongCode.objects.filter(client=client, at__gt=now - WINDOW).order_by("-at")
    at = next(iter(rows.values_list("at", flat=True)[PER_CLIENT - 1 : PER_CLIENT]), None)
    return 0 if at is None else max(1, ceil((at + WINDOW - now).total_seconds() / 60))


def count_wrong(request):
    """Remember one wrong code, and forget those that count no more."""
    client, now = client_of(request, "wrong_codes"), timezone.now()
    WrongCode.objects.filter(at__lte=now - WINDOW).delete()
    WrongCode.objects.create(client=client, at=now)


def too_many(minutes):
    """What a client that must wait is told."""
    return ngettext(
        "Too many attempts. Try again in %(minutes)d minute.",
        "Too many attempts. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
