"""Taking back a letter. Its number stays used and its code says from then on that it was revoked."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.audit.trail import actor_of, record
from forms_engine.certificates.models import IssuedCertificate


class CannotRevoke(Exception):
    """The letter isn't issued yet, or no reason is given."""


def revoke(certificate: IssuedCertificate, reason: str, user: User, now: datetime | None = None) -> IssuedCertificate:
    """Revoke an issued letter; returns it as it is now. The first revocation stands, a second changes nothing.

    The reason is kept with the certificate, for staff; it may name persons, so the audit trail doesn't hold it.
    """
    reason = reason.strip()
    with transaction.atomic():
        row = IssuedCertificate.objects.select_for_update().get(pk=certificate.pk)
        if row.revoked_at is not None:
            return row
        if row.issued_at is None or not reason:
            raise CannotRevoke
        row.revoked_at, row.revoked_reason = now or timezone.now(), reason
        row.save(update_fields=["revoked_at", "revoked_reason"])
        record(row.region_id, actor_of(user), "certificate.revoked", row, number=row.number)
    return row
