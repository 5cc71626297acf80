"""Begin a draft, save a step, file an application: each one transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.audit.trail import record
from cms.regions.known import KNOWN_REGIONS
from cms.regions.scoping import region_scope
from forms_engine.applications.codes import RESUME_LENGTH, TRACKING_LENGTH, new_code, new_token
from forms_engine.applications.events import application_filed
from forms_engine.applications.following import is_behind
from forms_engine.applications.models import Application, Draft, Submission
from forms_engine.services.context import rules_context
from forms_engine.services.known import KNOWN_SERVICES
from forms_engine.services.plans import frozen, parsed_before
from forms_engine.services.published import Service
from forms_engine.walk.plan import ShownStep


class Incomplete(Exception):
    """The draft can't be filed yet; `step` is the first ShownStep still to be filled in."""

    def __init__(self, step: ShownStep) -> None:
        super().__init__(step.step.id)
        self.step = step


class Behind(Exception):
    """A new version of the service came meanwhile: the applicant sees first what it changed."""


def begin_draft(service: Service, language: str, assisted: bool = False) -> Draft:
    """A new, empty draft of the service's current version; `assisted`: by an officer at the counter."""
    return Draft.objects.create(
        region_id=service.region_id,
        token=new_token(),
        resume_code=new_code(RESUME_LENGTH),
        service=service,
        version_id=service.current_version_id,
        language=language,
        assisted=assisted,
    )


@parsed_before
def file_application(draft: Draft, now: datetime | None = None, **extras: Any) -> Application:
    """File the draft, or file it again after a correction; returns the Application. `extras`: what came with it and
    is kept in the draft (`email`, `language`).

    Idempotent: filing what is filed returns the same application, whatever is posted twice or at once. Only answers
    of shown fields are filed. Raises Incomplete, or Behind.
    """
    now, region = now or timezone.now(), KNOWN_REGIONS.get(draft.region_id)
    with region_scope(region), transaction.atomic():
        draft = _locked(draft.pk)
        application = Application.objects.select_for_update().filter(draft=draft).first()
        if application is not None and application.status != Application.Status.CORRECTION:
            return application
        if is_behind(draft, application):
            KNOWN_SERVICES.forget(draft.service_id)
            raise Behind
        journey = frozen(draft).walk(draft.answers, rules_context(region, now))
        if not journey.complete:
            assert journey.first_incomplete is not None
            raise Incomplete(journey.first_incomplete)
        number = 1 if application is None else application.submissions.count() + 1
        if application is None:
            application = Application(
                service_id=draft.service_id,
                version_id=draft.version_id,
                tracking_code=new_code(TRACKING_LENGTH),
                submitted_at=now,
            )
        draft.region = application.region = region
        _write_changed(draft, extras | {"filed": True})
        application.draft, application.answers = draft, journey.answers
        application.status = Application.Status.IN_REVIEW
        application.save()
        Submission.objects.create(
            region_id=region.pk, application=application, number=number, answers=journey.answers, at=now
        )
        application_filed.send(sender=Application, application=application, number=number)
        record(region.pk, "applicant", "application.filed", application, filing=number)
        return application


def _locked(pk: int) -> Draft:
    """The draft, locked, with what decides whether it is behind, as the database has it."""
    of_service = (f"service__{name}" for name in ("live", "current_version"))
    of_draft = (field.name for field in Draft._meta.concrete_fields)
    rows = Draft.objects.select_for_update(of=("self",)).select_related("service").only(*of_draft, *of_service)
    return rows.get(pk=pk)


def _write_changed(draft: Draft, values: dict[str, Any]) -> None:
    """Write those of `values` that the draft doesn't hold yet."""
    fresh = {name: value for name, value in values.items() if getattr(draft, name) != value}
    for name, value in fresh.items():
        setattr(draft, name, value)
    if fresh:
        Draft.objects.filter(pk=draft.pk).update(**fresh)
