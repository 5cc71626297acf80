"""Publishing: compile, check, freeze. The one way by which a ServiceVersion comes to be."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.accounts.models import Position, PositionHolder, User
from cms.audit.trail import actor_of, record
from cms.regions.models import Region
from cms.regions.scoping import region_scope
from forms_engine.checker.checklist import errors_of
from forms_engine.checker.office import Office
from forms_engine.definition.codec import fingerprint
from forms_engine.definition.problems import Problem
from forms_engine.design.editor.errors import message_of
from forms_engine.services.context import rules_context
from forms_engine.services.models import ServiceVersion


class NotPublishable(ValidationError):
    """The service has problems; `problems` names them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__([message_of(problem) for problem in problems])
        self.problems = problems


def office_of(region: Region) -> Office:
    """The Office of a region, in its scope: who holds which position today, the day and the holidays."""
    context = rules_context(region)
    today = PositionHolder.active(date.fromisoformat(context.today))
    held = Count("holders__membership", filter=Q(holders__in=today), distinct=True)
    return Office(dict(Position.objects.annotate(held=held).values_list("code", "held")), context)


REASON = "publishing_reason"  # in a revision's content: it is published now, at its moment, or after a second look


def keep_reason(revision: Revision, reason: str) -> None:
    """Remember with a revision, which the caller has locked, why it is published, in the admin's words."""
    revision.content = revision.content | {REASON: reason.strip()[:300]}
    revision.save(update_fields=["content"])


def reason_of(revision: Revision | None) -> str:
    """Why a revision is published, "" when nobody said."""
    return (revision.content.get(REASON) or "") if revision else ""


_checked = {}


def problems_of(document: dict[str, Any], region: Region) -> Sequence[Problem]:
    """What stops a document from being published in the region."""
    with region_scope(region.pk):  # an operator sees every region's offices; the service has its own's
        office = office_of(region)
    key = fingerprint(document), tuple(sorted(office.holders.items())), office.context.today
    # The editor's form asks, and the publishing a moment later again; another thread may empty it between two lines.
    problems = _checked.get(key)
    if problems is None:
        problems = errors_of(document, office)
        _checked.clear()
        _checked[key] = problems
    return problems


def publish_version(
    page: Page, document: dict[str, Any], user: User | None = None, reason: str = "", seen_by: User | None = None
) -> ServiceVersion:
    """Freeze the document as the page's next version, in the caller's transaction; returns the ServiceVersion.
    `reason`: why it was changed, in the admin's words; `seen_by`: who looked at it before.

    What hasn't changed since the last version makes no new one. Raises NotPublishable.
    """
    with region_scope(page.region_id):
        problems = problems_of(document, page.region)
        if problems:
            raise NotPublishable(problems)
        digest, current = fingerprint(document), page.current_version
        if current is not None and current.hash == digest:
            return current
        latest = ServiceVersion.objects.filter(service_id=page.pk).order_by("-number").first()
        version = ServiceVersion.objects.create(
            region_id=page.region_id,
            service_id=page.pk,
            number=latest.number + 1 if latest else 1,
            document=document,
            hash=digest,
            published_at=timezone.now(),
            published_by=user,
            reason=reason[:300],
        )
        actor = actor_of(user) if user else "system"
        seen = {"seen_by": actor_of(seen_by)} if seen_by else {}
        record(page.region_id, actor, "service.published", version, version=version.number, hash=digest, **seen)
        return version
