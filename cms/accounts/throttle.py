"""Guessing passwords is slow, and nobody can shut somebody else out with it.

A browser that has signed in to the account before (`devices`) has an allowance of its own, so strangers' failures
never reach it (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Any other browser has one per
account and address; when an account is guessed at from everywhere, an address keeps its first try. What is refused
here costs no hash and isn't counted, so waiting always ends."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Self

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from cms.access.client import client_of
from cms.access.slots import hold_slot
from cms.accounts.devices import account_key, device_of
from cms.accounts.models import User
from cms.accounts.signing_models import FailedSignIn
from cms.jobs.ledger import enqueue

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)
# (failures in the window, minutes to wait after the last), the strictest first.
STRANGER = ((20, 15), (10, 5), (5, 1))
OWN_DEVICE = ((30, 15), (20, 5), (10, 1))
ATTACKED = ((20, 15), (1, 10))
# From so many failures of unknown browsers in the window on, an account counts as attacked.
ATTACK = 50
# From so many failures over all accounts in the window on, an address's unknown browsers take turns.
SPRAYING, TURN = 100, timedelta(seconds=10)
# Hashing a password takes a core for a third of a second: one at a time on a machine, a few in line (an office that
# begins its day). Browsers known to the account have a line of their own, which strangers can't fill.
AT_ONCE = 1
STRANGERS_LINE, KNOWN_LINE = ("sign-in-line", 8, 4.0), ("sign-in-line-known", 12, 8.0)  # name, slots, seconds
AUDIT_EVERY = timedelta(minutes=10)


def rest_of(failures: int, last: datetime, steps: Iterable[tuple[int, int]], now: datetime) -> timedelta:
    """How long to wait still after `failures`, the last of them at `last`; `steps`: (failures, minutes to wait)."""
    for many, minutes in steps:
        if failures >= many:
            return max(last + timedelta(minutes=minutes) - now, timedelta(0))
    return timedelta(0)


def longest_rest(
    now: datetime, *, pair: Collection[datetime], account: int, client: Collection[datetime]
) -> timedelta:
    """How long an unknown browser waits. `pair` and `client` are the moments of the failures in the window, of this
    address with this account and with all accounts; `account` counts those of all unknown browsers with the
    account."""
    waits = [rest_of(len(pair), max(pair, default=now), ATTACKED if account >= ATTACK else STRANGER, now)]
    if len(client) >= SPRAYING:
        waits.append(max(max(client) + TURN - now, timedelta(0)))
    return max(waits)


@contextmanager
def hashing(known: bool) -> Iterator[None]:
    """A slot to check a password in, for a browser that the account knows or not; raises
    `cms.access.slots.Busy` when too many are in line."""
    name, slots, patience = KNOWN_LINE if known else STRANGERS_LINE
    with hold_slot(name, slots, wait=0), hold_slot("sign-in", AT_ONCE, wait=patience):
        yield


@dataclass(frozen=True)
class SignInTry:
    """Somebody tries the password of an account: `account` and `client` are keyed hashes, `device` "" if unknown."""

    name: str
    account: str
    client: str
    device: str

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> Self:
        return cls(name, account_key(name), client_of(request, "sign_in"), device_of(request, name))

    def minutes_to_wait(self, now: datetime | None = None) -> int:
        """In how many minutes this browser may try again; 0 when at once."""
        now = now or timezone.now()
        rows = FailedSignIn.objects.filter(at__gt=now - WINDOW, device=self.device)
        of_account = rows.filter(account=self.account)
        if self.device:
            device_failures = list(of_account.values_list("at", flat=True))
            rest = rest_of(len(device_failures), max(device_failures, default=now), OWN_DEVICE, now)
        else:
            pair = list(of_account.filter(client=self.client).values_list("at", flat=True))
            client = list(rows.filter(client=self.client).order_by("-at").values_list("at", flat=True)[:SPRAYING])
            rest = longest_rest(now, pair=pair, account=of_account.count(), client=client)
        return ceil(rest.total_seconds() / 60)

    def failed(self) -> None:
        """Count a wrong password. The audit trail has it within ten minutes, together with the others of the account:
        nobody can flood the trail, and an account that doesn't exist costs the same as one that does."""
        now = timezone.now()
        user = User._base_manager.filter(username=self.name).first()
        FailedSignIn.objects.create(
            account=self.account, client=self.client, device=self.device, user=user, at=now
        )  # fmt: skip
        stamp = int(now.timestamp() // AUDIT_EVERY.total_seconds())
        due = now + AUDIT_EVERY
        enqueue("accounts.failed_sign_ins", key=f"accounts.failed_sign_ins:{stamp}", run_at=due)

    def succeeded(self) -> None:
        """The right person's own typing errors count no more; the trail still gets them."""
        rows = FailedSignIn.objects.filter(account=self.account, device=self.device)
        (rows if self.device else rows.filter(client=self.client)).update(account="", client="", device="")


def too_many(minutes: int) -> str:
    """What a browser that must wait is told."""
    return ngettext(
        "Too many attempts on this account. Try again in %(minutes)d minute.",
        "Too many attempts on this account. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
