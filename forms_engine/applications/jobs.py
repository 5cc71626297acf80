"""Jobs of applications: telling the applicant, clearing away expired drafts."""

from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from cms.jobs.kinds import MAIL
from cms.jobs.registry import job, periodic
from cms.regions.calendar import day_in
from cms.regions.known import KNOWN_REGIONS
from forms_engine.applications.beginning import clear_empty
from forms_engine.applications.codes import grouped, resume_address
from forms_engine.applications.messages import RECEIVED, message_of
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.notify import count_told, was_told_enough
from forms_engine.definition.model import DRAFT_DAYS
from forms_engine.services.plans import definition_of


@job("applications.notify", MAIL)
def notify(finish: Callable[[], None], application: int, what: str, unless_letter: bool = False) -> None:
    """Send the e-mail that is called `what` about `application` (its id), in the applicant's language; none with
    `unless_letter` when the letter is there, whose own says so. An e-mail that went out twice after a crash does no
    harm."""
    row = Application.objects.select_related("draft", "service", "region").get(pk=application)
    filed, message = what == RECEIVED.name, message_of(what)  # anyone may file with anybody's address
    if filed and was_told_enough(row.draft.email):
        return
    if unless_letter and has_letter(row):
        return
    with translation.override(row.draft.language):
        context = {
            "application": row,
            "subject": gettext(message.subject),
            "body": gettext(message.body),
            "address": settings.BASE_URL + reverse("tracking", args=[row.tracking_code]),
        }
        subject = render_to_string("forms_engine/mail/subject.txt", context).strip()
        send_mail(subject, render_to_string("forms_engine/mail/body.txt", context), None, [row.draft.email])
    if filed:
        count_told(row.draft.email)


def has_letter(application: Application) -> bool:
    """Whether the letter is issued: the e-mail about it was enqueued in the same transaction."""
    return Application.objects.filter(pk=application.pk, certificate__issued_at__isnull=False).exists()


@job("drafts.send_code", MAIL)
def send_code(finish: Callable[[], None], draft: int) -> None:
    """Send the resume code and its link to the draft's own address, in the applicant's language."""
    row = Draft.objects.select_related("region", "service").get(pk=draft)
    with translation.override(row.language):
        context = {
            "draft": row,
            "service": definition_of(row.version_id, row.language).title,
            "code": grouped(row.resume_code),
            "expires_on": draft_expires_on(row),
            "address": resume_address(settings.BASE_URL, row.resume_code),
        }
        subject = render_to_string("forms_engine/mail/code_subject.txt", context).strip()
        send_mail(subject, render_to_string("forms_engine/mail/code_body.txt", context), None, [row.email])


def days_of(version: int) -> int:
    """For how many days an unfiled draft of a version (its id) is kept."""
    return definition_of(version).about.draft_days or DRAFT_DAYS


def draft_expires_on(draft: Draft) -> date:
    """The day, in its region, after which an unfiled draft is cleared away."""
    return day_in(KNOWN_REGIONS.get(draft.region_id), draft.updated_at) + timedelta(days=days_of(draft.version_id))


@periodic("applications.clear_drafts", "day")
def clear_drafts(finish: Callable[[], None]) -> None:
    """Delete drafts (and their files) that nobody touched for their service's period and that were never filed."""
    unfiled, now = Draft.objects.filter(filed=False), timezone.now()
    for version in unfiled.order_by().values_list("version", flat=True).distinct():
        before = now - timedelta(days=days_of(version) + 1)  # the day that was promised is over
        old = unfiled.filter(version=version, updated_at__lt=before)
        for pk in old.values_list("pk", flat=True):
            _clear(old, pk)


@periodic("applications.clear_empty_drafts", "hour")
def clear_empty_drafts(finish: Callable[[], None]) -> None:
    """Delete drafts that were begun a day ago and never touched: nothing was typed, so nothing is lost."""
    clear_empty()


@transaction.atomic
def _clear(old: QuerySet[Draft], pk: int) -> None:
    """Delete one draft of `old`, unless its owner has come back meanwhile; its files go once that is certain."""
    draft = old.select_for_update(of=("self",)).filter(pk=pk).first()
    if draft is None:
        return
    files = [(part.file.storage, part.file.name) for part in (*draft.uploads.all(), *draft.arriving.all())]
    draft.delete()
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in files], robust=True)
