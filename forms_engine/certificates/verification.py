"""Whether a letter is genuine: what its code finds, and what anyone may see of it."""

from dataclasses import dataclass
from datetime import date, datetime

from cms.regions.calendar import day_in, today_in
from cms.regions.models import Region
from forms_engine.applications.codes import ALPHABET, grouped, normalise
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.certificates.numbering import CODE_LENGTH

GENUINE, EXPIRED, REVOKED = "genuine", "expired", "revoked"


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verification page shows: enough to compare with the paper, and no more of the person than that."""

    state: str
    title: str
    number: str
    code: str
    dated: date
    valid_until: date | None
    revoked_on: date | None
    signs_as: str
    holder: str
    region: Region


def looks_like_code(text: str) -> bool:
    """Whether what was typed can be a code at all."""
    code = normalise(text)
    return len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)


def state_of(certificate: IssuedCertificate, today: date) -> str:
    """GENUINE, EXPIRED after its last day, or REVOKED."""
    if certificate.revoked_at is not None:
        return REVOKED
    if certificate.valid_until is not None and today > certificate.valid_until:
        return EXPIRED
    return GENUINE


def find(code: str, now: datetime | None = None) -> Verification | None:
    """The Verification of an issued letter's code, however it was typed; None when no letter has it."""
    if not looks_like_code(code):
        return None
    row = (
        IssuedCertificate.unscoped.select_related("region")
        .filter(code=normalise(code), issued_at__isnull=False)
        .first()
    )
    if row is None:
        return None
    signatory = row.signatory
    return Verification(
        state=state_of(row, today_in(row.region, now)),
        title=row.title,
        number=row.number,
        code=grouped(row.code),
        dated=row.dated,
        valid_until=row.valid_until,
        revoked_on=day_in(row.region, row.revoked_at) if row.revoked_at else None,
        signs_as=" ".join(part for part in (signatory["capacity"], signatory["title"]) if part),
        holder=row.holder,
        region=row.region,
    )
