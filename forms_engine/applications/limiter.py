"""Guessing codes is slow: wrong codes are counted per client and overall, in the database, for all processes."""

from datetime import timedelta
from math import ceil

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from forms_engine.applications.models import WrongCode

WINDOW = timedelta(minutes=10)
PER_CLIENT = 10
OVERALL = 1000


def client_of(request):
    """A keyed hash of the client's address: the address itself is never stored."""
    address = request.META.get("REMOTE_ADDR", "")
    return salted_hmac("warkat.wrong_codes", address, algorithm="sha256").hexdigest()


def minutes_to_wait(request, now=None):
    """In how many minutes this client may try again; 0 when at once."""
    now = now or timezone.now()
    recent = WrongCode.objects.filter(at__gt=now - WINDOW).order_by("-at")
    for rows, limit in ((recent.filter(client=client_of(request)), PER_CLIENT), (recent, OVERALL)):
        at = next(iter(rows.values_list("at", flat=True)[limit - 1 : limit]), None)
        if at is not None:
            return max(1, ceil((at + WINDOW - now).total_seconds() / 60))
    return 0


def count_wrong(request, now=None):
    """Remember one wrong code, and forget those that count no more."""
    now = now or timezone.now()
    WrongCode.objects.filter(at__lte=now - WINDOW).delete()
    WrongCode.objects.create(client=client_of(request), at=now)


def too_many(minutes):
    """What a client that must wait is told."""
    return ngettext(
        "Too many wrong codes. Try again in %(minutes)d minute.",
        "Too many wrong codes. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
