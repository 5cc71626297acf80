"""Giving a certificate its number: in a short transaction that makes its row, before anything is rendered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from django.db import IntegrityError, connection, transaction

from cms.jobs.registry import PermanentFailure
from cms.regions.calendar import today_in
from forms_engine.applications.codes import new_code
from forms_engine.applications.models import Application
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.certificates.signatories import signatory_on
from forms_engine.certificates.text import NOTHING, holder_field, values_of
from forms_engine.definition.model import Definition
from forms_engine.definition.pattern import PatternError, format_number, series
from forms_engine.services.plans import frozen, parsed_before
from forms_engine.text.words import add_months, masked

_NEXT = """
    INSERT INTO forms_engine_numbersequence AS sequence (region_id, series, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (region_id, series, year) DO UPDATE SET last = sequence.last + 1 RETURNING last
"""
CODE_LENGTH = 20  # of a 30-letter alphabet: 98 bits, not to be guessed


def _next_in(region_id: int, name: str, year: int) -> int:
    """The sequence's next number; whoever asks for one waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [region_id, name, year])
        return cursor.fetchone()[0]


def _holder(definition: Definition, answers: Mapping[str, Any]) -> str:
    field = holder_field(definition)
    name = values_of(definition, answers, {}).get(field.id) if field else NOTHING
    return "" if name == NOTHING else masked(name)


def _check_not_given(region_id: int, number: str, failure: IntegrityError) -> NoReturn:
    """Raise in words when the database refused a letter for its number; else what it said."""
    if IssuedCertificate.objects.filter(region_id=region_id, number=number).exists():
        raise PermanentFailure(
            f"Another service has already given the number {number}: change one of the patterns."
        ) from failure
    raise failure


@parsed_before
def allot(application_id: int, now: datetime | None = None) -> IssuedCertificate:
    """An approved application's IssuedCertificate: the one it has, or a new one with the sequence's next number.

    Number and row are one commit under the lock of the sequence, so whoever dies afterwards leaves no gap: the next
    try finds the row. Dated by the region's own clock. Runs in the region's scope. Raises PermanentFailure, in words
    for staff, when no number can be given; nothing is used up then.
    """
    certificate = None
    try:
        with transaction.atomic():
            application = (
                Application.objects.select_for_update(of=("self",))
                .select_related("region", "draft")
                .defer("draft__answers", "draft__typed", "draft__news")
                .get(pk=application_id)
            )
            if application.status != Application.Status.APPROVED:
                raise PermanentFailure("The application isn't approved, so no letter is issued.")
            existing = IssuedCertificate.objects.filter(application=application).first()
            if existing is not None:
                existing.application = application  # with all that rendering reads
                return existing
            certificate = _numbered(application, now)
            certificate.save(force_insert=True)
    except IntegrityError as failure:
        if certificate is None:
            raise
        _check_not_given(certificate.region_id, certificate.number, failure)
    return certificate


def _numbered(application: Application, now: datetime | None) -> IssuedCertificate:
    """The letter of an application, with the number that it takes; not saved yet."""
    region, definition = application.region, frozen(application).definition
    letter = definition.certificate
    assert letter is not None  # none is asked for without it (`issue.request_issue`)
    day = today_in(region, now)
    signatory = signatory_on(region, letter.signatory, day)
    name = series(letter)
    count = _next_in(region.pk, name, day.year)
    try:
        number = format_number(letter, count, day)
    except PatternError as failure:
        raise PermanentFailure(f"The service's number pattern can't be used: {failure}") from failure
    return IssuedCertificate(
        region_id=region.pk,
        application=application,
        series=name,
        year=day.year,
        sequence=count,
        number=number,
        code=new_code(CODE_LENGTH),
        title=letter.title,
        holder=_holder(definition, application.answers),
        signatory=signatory,
        dated=day,
        valid_until=add_months(day, letter.valid_months) if letter.valid_months else None,
    )
