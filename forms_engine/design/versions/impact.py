"""Whom a new version touches, counted before it is published. Answers are read, and only counts come out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from forms_engine.applications.models import Application, Draft
from forms_engine.checker.cost import cost_of, is_too_costly
from forms_engine.definition.codec import from_json
from forms_engine.design.page import ServicePage
from forms_engine.design.versions.route import route
from forms_engine.services.context import rules_context
from forms_engine.services.plans import plan_of
from forms_engine.walk.changes import AGAIN, NEW, REQUIRED, changes
from forms_engine.walk.plan import Plan

MOST = 1000
MOST_WORK = 10_000_000  # operations of walking (`checker.cost`), about two seconds, for drafts and again for filings
DAYS = 30


@dataclass(frozen=True, slots=True)
class Impact:
    """Drafts: all, how many of the oldest were tried (at most MOST), and of these those that follow untouched and
    those that need an answer anew. Open applications stay as they are. Filed: applications of the last DAYS days;
    replayed: those of them that were run again (the oldest), and how many would go another way."""

    drafts: int = 0
    untouched: int = 0
    asked_anew: int = 0
    open: int = 0
    filed: int = 0
    replayed: int = 0
    elsewhere: int = 0
    tried: int = 0

    @property
    def drafts_tried(self) -> int | None:
        """How many drafts were tried when there are more, None when all were."""
        return self.tried if self.drafts > self.tried else None

    @property
    def filed_tried(self) -> int | None:
        """The same of the applications."""
        return self.replayed if self.filed > self.replayed else None


def impact_of(page: ServicePage, document: dict[str, Any], now: datetime | None = None) -> Impact | None:
    """The Impact of publishing a document as the page's next version, in the region's scope; None of one that is too
    costly to be walked."""
    now = now or timezone.now()
    new = from_json(document)
    if is_too_costly(new):
        return None
    most = max(min(MOST, MOST_WORK // max(2 * cost_of(new).walk, 1)), 1)
    plan, context = Plan(new), rules_context(page.region, now)
    drafts = Draft.objects.filter(service_id=page.pk, filed=False)
    untouched = anew = tried = 0
    for version, answers in drafts.order_by("pk").values_list("version_id", "answers")[:most]:
        old = plan_of(version)
        draft_changes = changes(old.definition, new, answers, plan.walk(answers, context), old.walk(answers, context))
        untouched, tried = untouched + (not draft_changes), tried + 1
        anew += any(change.what in (NEW, AGAIN, REQUIRED) for change in draft_changes)
    filed = Application.objects.filter(service_id=page.pk)
    since = now - timedelta(DAYS)
    lately = filed.filter(submitted_at__gte=since)
    replayed, elsewhere = _replay(page, lately, plan, most)
    unfinished, still_open, came = _counts(page, since)
    return Impact(unfinished, untouched, anew, still_open, came, replayed, elsewhere, tried)


def _counts(page, since):
    """How many drafts of the page are unfinished, how many applications are open, and how many came `since`: asked at
    once, and read from an index each. The page is of the region in scope, so the rows needn't say so once more."""
    still_open = (Application.Status.IN_REVIEW, Application.Status.CORRECTION)
    filed = Application.unscoped.filter(service=OuterRef("pk")).order_by()
    rows = (
        Draft.unscoped.filter(service=OuterRef("pk"), filed=False).order_by(),
        filed.filter(status__in=still_open),
        filed.filter(submitted_at__gte=since),
    )
    counts = (each.values("service").annotate(count=Count("service")).values("count") for each in rows)
    asked = (Coalesce(Subquery(each), 0) for each in counts)
    return ServicePage.objects.filter(pk=page.pk).values_list(*asked).get()


def _replay(page, filed, plan, most):
    """(how many applications were run, how many would go another way)."""
    count = elsewhere = 0
    for version, answers, at in filed.order_by("submitted_at", "pk").values_list(
        "version_id", "answers", "submitted_at"
    )[:most]:
        context = rules_context(page.region, at)
        before = route(plan_of(version), answers, context)
        count, elsewhere = count + 1, elsewhere + (before != route(plan, answers, context))
    return count, elsewhere
