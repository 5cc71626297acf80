"""Append to the audit trail, and prove that nobody changed it."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from cms.audit.models import AuditEvent, AuditHead
from cms.regions.scoping import ALL_REGIONS, region_scope


def _digest(previous, sequence, at, actor, action, target, data):
    body = json.dumps([previous, sequence, at.isoformat(), actor, action, target, data], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def actor_of(user):
    """How the trail names a signed-in person."""
    return f"user:{user.pk}"


def _locked_head(region_id):
    """The head of a region's chain, locked; made when it is the first event."""
    locked = AuditHead.objects.select_for_update()
    head = locked.filter(region_id=region_id).first()
    if head is None:
        AuditHead.objects.get_or_create(region_id=region_id)
        head = locked.get(region_id=region_id)
    return head


def record(region_id, actor, action, target, **data):
    """Append one event in the caller's transaction. `target` is a model instance; `data` holds no personal data."""
    with transaction.atomic():
        head = _locked_head(region_id)
        sequence, at = head.length + 1, timezone.now()
        name = f"{target._meta.model_name}:{target.pk}"
        digest = _digest(head.hash, sequence, at, actor, action, name, data)
        with region_scope(ALL_REGIONS):
            AuditEvent(
                region_id=region_id, sequence=sequence, at=at, actor=actor, action=action, target=name, data=data,
                previous_hash=head.hash, hash=digest,
            ).save()  # fmt: skip
        head.length, head.hash = sequence, digest
        head.save()


def broken_links(region_id):
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
