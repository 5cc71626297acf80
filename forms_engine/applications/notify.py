"""Telling the applicant what happened, by e-mail when one was given; the tracking page says it in any case."""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cms.jobs.ledger import enqueue
from forms_engine.applications.models import Draft

WHAT = ("received", "correction", "rejected", "approved", "issued")


def notify_applicant(application, what, filing=None):
    """Enqueue the e-mail in the caller's transaction; nothing when the applicant gave no address. `filing`: the
    number of the filing that it is about, looked up when it isn't given."""
    if what not in WHAT:
        raise ValueError(what)
    if application.draft.email:
        filing = application.submissions.count() if filing is None else filing
        enqueue(
            "applications.notify",
            region=application.region_id,
            key=f"notify:{application.pk}:{what}:{filing}",
            application=application.pk,
            what=what,
        )


@transaction.atomic
def send_code_by_email(draft, email, language):
    """Have the resume code sent to `email`, which becomes the draft's; at most once in ten minutes to an address."""
    Draft.objects.filter(pk=draft.pk).update(email=email, language=language)
    same = salted_hmac("warkat.code_by_email", email.casefold(), algorithm="sha256").hexdigest()[:16]
    window = int(timezone.now().timestamp() // 600)
    enqueue("drafts.send_code", region=draft.region_id, key=f"code:{draft.pk}:{same}:{window}", draft=draft.pk)
