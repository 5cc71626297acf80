"""Issuing a letter: number → render → store. Killed anywhere and tried again, it gives the same one letter."""

import hashlib
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from cms.audit.trail import record
from cms.jobs.ledger import enqueue
from cms.jobs.models import Job
from forms_engine.applications.messages import Message, register_message
from forms_engine.applications.models import Application
from forms_engine.applications.notify import notify_applicant
from forms_engine.certificates import assets
from forms_engine.certificates.letter import Issue, letter_html
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.certificates.numbering import allot
from forms_engine.certificates.render import SCHEME, render_pdf
from forms_engine.logic.sentence import N_
from forms_engine.services.context import rules_context
from forms_engine.services.plans import frozen

JOB = "certificates.issue"
ISSUED = register_message(
    Message(
        "issued",
        N_("Your letter is ready"),
        N_("The office has approved your application. You can download your letter from the tracking page."),
    )
)


def request_issue(application: Application) -> Job | None:
    """Enqueue, in the caller's transaction, that the application's letter be issued; once, however often asked.

    Returns the Job, or None when the service gives no letter.
    """
    if frozen(application).definition.certificate is None:
        return None
    return enqueue(JOB, region=application.region_id, key=f"certificate:{application.pk}", application=application.pk)


def issue_of(certificate: IssuedCertificate) -> Issue:
    """What the letter of a certificate prints besides the answers."""
    return Issue(
        number=certificate.number,
        dated=certificate.dated,
        valid_until=certificate.valid_until,
        code=certificate.code,
        tracking_code=certificate.application.tracking_code,
        signatory=certificate.signatory,
    )


def render_letter(certificate: IssuedCertificate) -> bytes:
    """The PDF (bytes) of a certificate that has its number."""
    application = certificate.application
    region = application.region
    arms = assets.arms_of(region)
    source = f"{SCHEME}{arms[0]}" if arms else ""
    context = rules_context(region, application.submitted_at)
    definition = frozen(application).definition
    html = letter_html(definition, application.answers, region, issue_of(certificate), source, context)
    return render_pdf(html, dict([arms]) if arms else {})


def _same(storage: Storage, name: str, pdf: bytes) -> bool:
    with storage.open(name) as stored_file:
        return stored_file.read() == pdf


def store(certificate: IssuedCertificate, pdf: bytes) -> tuple[str, str]:
    """Put the PDF into private storage under the hash of its content; returns (name, hash).

    A file that a killed worker left half written is replaced; one that is whole is used.
    """
    certificate.sha256 = hashlib.sha256(pdf).hexdigest()
    field = certificate._meta.get_field("file")
    name = field.generate_filename(certificate, "letter.pdf")
    storage = field.storage
    if storage.exists(name):
        if _same(storage, name, pdf):
            return name, certificate.sha256
        storage.delete(name)
    return storage.save(name, ContentFile(pdf)), certificate.sha256


def issue(application_id: int, finish: Callable[[], None] = lambda: None) -> IssuedCertificate:
    """Issue the application's letter and call `finish` in the transaction of the last write; returns the certificate.

    Runs in the region's scope. Issuing what is issued changes nothing.
    """
    certificate = allot(application_id)
    if certificate.issued_at is None:
        name, digest = store(certificate, render_letter(certificate))
    with transaction.atomic():
        fresh = certificate.issued_at is None and _mark_issued(certificate, name, digest)
        if fresh:
            notify_applicant(certificate.application, ISSUED.name)
        finish()
        if fresh:
            number = certificate.number
            record(certificate.region_id, "system", "certificate.issued", certificate, number=number, sha256=digest)
    return certificate


def _mark_issued(certificate: IssuedCertificate, name: str, digest: str) -> bool:
    """Write down that the letter is issued, unless somebody else did meanwhile; returns whether this did."""
    values = {"file": name, "sha256": digest, "issued_at": timezone.now()}
    if not IssuedCertificate.objects.filter(pk=certificate.pk, issued_at=None).update(**values):
        certificate.refresh_from_db(fields=list(values))
        return False
    for field, value in values.items():
        setattr(certificate, field, value)
    return True
