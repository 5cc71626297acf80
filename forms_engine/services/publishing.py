"""Publishing: compile, check, freeze. The one way by which a ServiceVersion comes to be."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.accounts.models import Position, PositionHolder
from cms.audit.trail import actor_of, record
from cms.regions.scoping import region_scope
from forms_engine.checker.office import Office
from forms_engine.definition.codec import fingerprint
from forms_engine.journey.context import rules_context


class NotPublishable(ValidationError):
    """The service has problems; `problems` names them."""

    def __init__(self, problems):
        from forms_engine.builder.errors import message_of

        super().__init__([message_of(problem) for problem in problems])
        self.problems = problems


def office_of(region):
    """The Office of a region, in its scope: who holds which position today, the day and the holidays."""
    context = rules_context(region)
    held = PositionHolder.active(date.fromisoformat(context.today)).values_list("position__code", "membership_id")
    holders = dict.fromkeys(Position.objects.values_list("code", flat=True), 0)
    for code, _member in set(held):
        holders[code] += 1
    return Office(holders, context)


_checked = {}


def problems_of(document, region):
    """What stops a document from being published in the region, which is in scope."""
    from forms_engine.checker.checklist import errors_of  # the solver is heavy: whoever never publishes goes without

    office = office_of(region)
    key = fingerprint(document), tuple(sorted(office.holders.items())), office.context.today
    if key not in _checked:  # the editor's form asks, and the publishing a moment later again
        _checked.clear()
        _checked[key] = errors_of(document, office)
    return _checked[key]


def publish_version(page, document, user=None, reason=""):
    """Freeze the document as the page's next version, in the caller's transaction; returns the ServiceVersion.
    `reason`: why it was changed, in the admin's words.

    What hasn't changed since the last version makes no new one. Raises NotPublishable.
    """
    from forms_engine.services.models import ServiceVersion

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
        record(page.region_id, actor, "service.published", version, version=version.number, hash=digest)
        return version
