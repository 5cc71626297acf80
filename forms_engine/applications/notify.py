"""Telling the applicant what happened, by e-mail when one was given; the tracking page says it in any case."""

from cms.jobs.ledger import enqueue

WHAT = ("received", "correction", "rejected", "approved", "issued")


def notify_applicant(application, what):
    """Enqueue the e-mail in the caller's transaction; nothing when the applicant gave no address."""
    if what not in WHAT:
        raise ValueError(what)
    if application.draft.email:
        filing = application.submissions.count()
        enqueue(
            "applications.notify",
            region=application.region_id,
            key=f"notify:{application.pk}:{what}:{filing}",
            application=application.pk,
            what=what,
        )
