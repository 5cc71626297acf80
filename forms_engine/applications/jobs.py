"""Jobs of applications: telling the applicant, clearing away expired drafts."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from cms.jobs.registry import job, periodic
from forms_engine.applications.codes import grouped
from forms_engine.applications.models import Application, Draft

DRAFT_DAYS = 90


@job("applications.notify")
def notify(finish, application, what):
    """Send one e-mail in the applicant's language. An e-mail that went out twice after a crash does no harm."""
    row = Application.objects.select_related("draft", "service", "region").get(pk=application)
    with translation.override(row.draft.language):
        context = {
            "application": row,
            "what": what,
            "code": grouped(row.tracking_code),
            "address": settings.BASE_URL + reverse("tracking", args=[row.tracking_code]),
        }
        subject = render_to_string("forms_engine/mail/subject.txt", context).strip()
        send_mail(subject, render_to_string("forms_engine/mail/body.txt", context), None, [row.draft.email])


def draft_expires_on(draft):
    """The day after which an unfiled draft is cleared away."""
    return timezone.localtime(draft.updated_at).date() + timedelta(days=DRAFT_DAYS)


@periodic("applications.clear_drafts", "day")
def clear_drafts(finish):
    """Delete drafts (and their files) that nobody touched for `DRAFT_DAYS` and that were never filed."""
    before = timezone.now() - timedelta(days=DRAFT_DAYS)
    for draft in Draft.objects.filter(updated_at__lt=before, application=None):
        for upload in draft.uploads.all():
            upload.file.delete(save=False)
        draft.delete()
