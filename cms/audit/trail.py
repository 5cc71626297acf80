"""Append to the audit trail, and prove that nobody changed it."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from cms.audit.models import AuditEvent, AuditHead

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser


def _digest(previous, sequence, at, actor, action, target, data):
    body = json.dumps([previous, sequence, at.isoformat(), actor, action, target, data], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def actor_of(user: "AbstractUser | AnonymousUser") -> str:
    """How the trail names a signed-in person."""
    return f"user:{user.pk}"


# The head's next link, made where it is locked: what `_digest` gives, without reading the head first.
_NEXT = "'[\"' || hash || '\", ' || (length + 1) || ', ' || %s"
_ADVANCE = (
    "UPDATE cms_audithead SET previous = hash, length = length + 1, hash = {digest} WHERE region_id {region} "
    "RETURNING length, previous, hash"
)
_INSERT = "INSERT INTO cms_auditevent (region_id, sequence, previous_hash, hash, at, actor, action, target, data)"


# Each: the region's id, what is hashed (but for its beginning, which `_NEXT` has), the values of the row.
_waiting: ContextVar[list[tuple[int | None, str, list[Any]]] | None] = ContextVar(
    "events that are appended when their transaction is done with everything else", default=None
)


def record(region_id: int | None, actor: str, action: str, target: Model, **data: Any) -> None:
    """Append one event in the caller's transaction. `data` is of JSON's types and holds no personal data.

    A region's chain is one queue: whoever appends holds its head until the commit. So this comes last in a
    transaction, after everything else is locked and written (no two then wait for each other), and is one statement.
    What is put together from several changes says `recorded_last` around them.
    """
    at, name = timezone.now(), f"{target._meta.model_name}:{target.pk}"
    hashed = json.dumps([at.isoformat(), actor, action, name, data], sort_keys=True)[1:]
    event = [connection.ops.adapt_datetimefield_value(at), actor, action, name, json.dumps(data)]
    if (waiting := _waiting.get()) is not None:
        waiting.append((region_id, hashed, event))
    else:
        _record(region_id, hashed, event)


@contextmanager
def recorded_last() -> Iterator[None]:
    """A transaction at whose end the events come that are recorded in it, in whichever order it does its work. One
    inside another leaves its events to the outermost."""
    outer, events = _waiting.get(), []
    token = _waiting.set(events)
    with transaction.atomic():
        try:
            yield
        finally:
            _waiting.reset(token)
        if outer is None:
            # Whoever appends to several chains does it in one order: no two wait for each other.
            for event in sorted(events, key=lambda event: event[0] or 0):
                _record(*event)
    if outer is not None:
        outer += events


def _record(region_id: int | None, hashed: str, event: list[Any]) -> None:
    if not _append(region_id, hashed, event):
        AuditHead.objects.bulk_create([AuditHead(region_id=region_id)], ignore_conflicts=True)  # its first event
        _append(region_id, hashed, event)


def record_deleted(region_id: int | None, actor: str, action: str, target: Model, **data: Any) -> None:
    """Delete a row, and append the event of it (see `record`)."""
    key = target.pk
    target.delete()
    target.pk = key
    record(region_id, actor, action, target, **data)


def _append(region_id: int | None, hashed: str, event: list[Any]) -> bool:
    """Advance the region's head and insert the event that it counts; False when there is no head yet."""
    region, keys = ("IS NULL", []) if region_id is None else ("= %s", [region_id])
    if connection.vendor == "postgresql":
        digest = f"encode(sha256(convert_to({_NEXT}, 'UTF8')), 'hex')"
        advance = _ADVANCE.format(digest=digest, region=region)
        values = "SELECT %s, length, previous, hash, %s, %s, %s, %s, %s::jsonb FROM head"
        with connection.cursor() as cursor:
            cursor.execute(f"WITH head AS ({advance}) {_INSERT} {values}", [hashed, *keys, region_id, *event])
            return cursor.rowcount == 1
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:  # SQLite has one writer at a time
        cursor.execute(_ADVANCE.format(digest=f"SHA256({_NEXT})", region=region), [hashed, *keys])
        head = cursor.fetchone()
        if head is not None:
            cursor.execute(f"{_INSERT} VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", [region_id, *head, *event])
        return head is not None


def broken_links(region_id: int | None) -> list[int]:
    """Sequence numbers at which a region's chain doesn't hold; empty when the trail is whole."""
    previous, expected, broken = "0" * 64, 1, []
    for event in AuditEvent.unscoped.filter(region_id=region_id).order_by("sequence").iterator():
        digest = _digest(
            event.previous_hash, event.sequence, event.at, event.actor, event.action, event.target, event.data
        )
        if (event.sequence, event.previous_hash, event.hash) != (expected, previous, digest):
            broken.append(event.sequence)
        previous, expected = event.hash, event.sequence + 1
    head = AuditHead.objects.filter(region_id=region_id).first()
    if (head.hash, head.length) != (previous, expected - 1) if head else expected > 1:
        broken.append(expected)  # the last events, or the head that counts them, are gone
    return broken
