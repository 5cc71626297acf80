"""Whom a new version touches, counted before it is published. Answers are read, and only counts come out."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from forms_engine.applications.models import Application, Draft
from forms_engine.definition.codec import from_json
from forms_engine.journey.changes import AGAIN, NEW, REQUIRED, changes
from forms_engine.journey.context import rules_context
from forms_engine.journey.core import Plan, journey
from forms_engine.services.models import ServiceVersion
from forms_engine.versions.course import course

MOST = 1000
DAYS = 30


@dataclass(frozen=True, slots=True)
class Impact:
    """Drafts: all, those that follow untouched, those that need an answer anew. Open applications stay as they are.
    Replayed: applications of the last DAYS days (at most MOST), and how many would go another way."""

    drafts: int = 0
    untouched: int = 0
    asked_anew: int = 0
    open: int = 0
    replayed: int = 0
    elsewhere: int = 0


def impact_of(page, document, now=None):
    """The Impact of publishing a document as the page's next version, in the region's scope."""
    now = now or timezone.now()
    new = from_json(document)
    plan, context = Plan(new), rules_context(page.region, now)
    versions = {version.pk: version for version in ServiceVersion.objects.filter(service_id=page.pk)}
    drafts = Draft.objects.filter(service_id=page.pk, application=None).values_list("version_id", "answers")[:MOST]
    total = untouched = anew = 0
    for version, answers in drafts:
        total += 1
        old = versions[version].definition
        found = changes(old, new, answers, plan.walk(answers, context), journey(old, answers, context))
        untouched += not found
        anew += any(change.what in (NEW, AGAIN, REQUIRED) for change in found)
    filed = Application.objects.filter(service_id=page.pk)
    closed = (Application.Status.REJECTED, Application.Status.APPROVED)
    replayed, elsewhere = _replay(
        page, filed.filter(submitted_at__gte=now - timedelta(DAYS)), versions, document, plan
    )
    return Impact(total, untouched, anew, filed.exclude(status__in=closed).count(), replayed, elsewhere)


def _replay(page, filed, versions, document, plan):
    """(how many applications were run, how many would go another way)."""
    plans, count, elsewhere = {}, 0, 0
    for version, answers, at in filed.values_list("version_id", "answers", "submitted_at")[:MOST]:
        old = versions[version]
        if version not in plans:
            plans[version] = Plan(old.definition)
        context = rules_context(page.region, at)
        before = course(old.document, answers, context, plans[version])
        count, elsewhere = count + 1, elsewhere + (before != course(document, answers, context, plan))
    return count, elsewhere
