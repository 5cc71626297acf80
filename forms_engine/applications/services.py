"""Begin a draft, save a step, file an application: each one transaction."""

from django.db import transaction
from django.utils import timezone

from cms.audit.trail import record
from cms.regions.scoping import region_scope
from forms_engine.applications.codes import RESUME_LENGTH, TRACKING_LENGTH, new_code, new_token
from forms_engine.applications.events import application_filed
from forms_engine.applications.models import Application, Draft, Submission
from forms_engine.journey.context import rules_context
from forms_engine.journey.core import journey


class Incomplete(Exception):
    """The draft can't be filed yet; `step` is the first ShownStep still to be filled in."""

    def __init__(self, step):
        super().__init__(step.step.id)
        self.step = step


def begin_draft(service, language):
    """A new, empty draft of the service's current version."""
    return Draft.objects.create(
        region_id=service.region_id,
        token=new_token(),
        resume_code=new_code(RESUME_LENGTH),
        service=service,
        version_id=service.current_version_id,
        language=language,
    )


def is_open(draft):
    """Whether the applicant may change the draft: not filed yet, or returned for correction."""
    application = Application.objects.filter(draft=draft).only("status").first()
    return application is None or application.status == Application.Status.CORRECTION


def file_application(draft, now=None):
    """File the draft, or file it again after a correction; returns the Application.

    Idempotent: filing what is filed returns the same application, whatever is posted twice or at once. Only answers
    of shown fields are filed. Raises Incomplete.
    """
    now = now or timezone.now()
    with region_scope(draft.region_id), transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).select_related("version", "region").get(pk=draft.pk)
        application = Application.objects.select_for_update().filter(draft=draft).first()
        if application is not None and application.status != Application.Status.CORRECTION:
            return application
        way = journey(draft.version.definition, draft.answers, rules_context(draft.region, now))
        if not way.complete:
            raise Incomplete(way.first_incomplete)
        first = application is None
        if first:
            application = Application(
                region=draft.region,
                draft=draft,
                service_id=draft.service_id,
                version=draft.version,
                tracking_code=new_code(TRACKING_LENGTH),
                submitted_at=now,
            )
        application.answers = way.answers
        application.status = Application.Status.IN_REVIEW
        application.save()
        number = 1 if first else application.submissions.count() + 1
        Submission.objects.create(
            region_id=draft.region_id, application=application, number=number, answers=way.answers, at=now
        )
        record(draft.region_id, "applicant", "application.filed", application, filing=number)
        application_filed.send(sender=Application, application=application)
        return application
