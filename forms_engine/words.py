"""What this floor enters in words into the audit trail and the list of jobs."""

from django.utils.translation import gettext_lazy as _

from cms.audit.words import register_names, register_words
from cms.jobs.words import register_job_words
from forms_engine.applications.codes import grouped
from forms_engine.applications.models import Application, ReadingReason
from forms_engine.design.page import ServicePage


@register_names("application")
def _applications(pks):
    """By the tracking code, never by whom they are of."""
    rows = Application.objects.filter(pk__in=pks).values_list("pk", "tracking_code")
    return {pk: grouped(code) for pk, code in rows}


@register_names("servicepage")
def _services(pks):
    rows = ServicePage.objects.filter(pk__in=pks).values_list("pk", "draft_title")
    return {pk: f"“{title}”" for pk, title in rows}


register_words(
    {
        "application.filed": _("sent an application"),
        "application.read": _("read an application"),
        "application.reason_given": _("gave a reason for reading an application"),
        "bank.deleted": _("removed a group of questions from the bank"),
        "bank.kept": _("kept a group of questions in the bank"),
        "certificate.downloaded": _("opened a letter"),
        "certificate.issued": _("issued a letter"),
        "certificate.revoked": _("revoked a letter"),
        "draft.begun_at_counter": _("began an application at the counter"),
        "draft.carried_over": _("took over the answers of an earlier application"),
        "example.deleted": _("removed an example application"),
        "list.added": _("added a reference list"),
        "list.changed": _("changed a reference list"),
        "list.imported": _("imported the entries of a reference list"),
        "list.removed": _("removed a reference list"),
        "service.copied": _("copied a service"),
        "service.exported": _("exported a service"),
        "service.imported": _("imported a service"),
        "service.not_published": _("could not publish a service at its time"),
        "service.published": _("published a service"),
        "service.restored": _("took an earlier version of a service as the draft"),
        "upload.infected": _("found a harmful file and withheld it"),
        "upload.read": _("opened a file of an application"),
    },
    reason=dict(ReadingReason.Reason.choices),
)
register_job_words(
    {
        "applications.clear_drafts": _("Remove drafts that have expired"),
        "applications.clear_empty_drafts": _("Remove drafts without an answer"),
        "applications.notify": _("E-mail an applicant about the progress of the application"),
        "certificates.issue": _("Issue a letter"),
        "drafts.send_code": _("Send an applicant the code of a draft by e-mail"),
        "paper.make": _("Make the paper form of a service"),
        "services.publish_due": _("Publish a service at its time"),
        "services.take_back": _("Take a service back at its time"),
        "services.tell_not_published": _("E-mail that a service could not be published"),
        "uploads.clear_arriving": _("Remove incomplete uploads"),
        "uploads.scan": _("Scan a file for viruses"),
        "uploads.scan_rest": _("Scan the files that are still waiting for viruses"),
    }
)
