"""What was scheduled in the editor: publishing at a moment, and taking back at another. Wagtail leaves both to a
command that somebody must call; here the table of jobs does it, to the minute."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry, Revision

from cms.accounts.models import User
from cms.audit.trail import record, recorded_last
from cms.jobs.kinds import MAIL
from cms.jobs.ledger import enqueue
from cms.jobs.registry import job
from cms.pages.jobs import address_of_administrator, addresses_of, tell
from cms.pages.second_look import looker_of
from forms_engine.design.page import ServicePage


@receiver(post_save, sender=Revision)
def plan_publishing(instance: Revision, **kwargs: Any) -> None:
    """A revision that was given a moment to go live is due then."""
    moment = instance.approved_go_live_at
    if moment and isinstance(page := instance.content_object, ServicePage):
        key = f"publish:{instance.pk}:{moment.isoformat()}"
        enqueue("services.publish_due", region=page.region_id, key=key, run_at=moment, revision=instance.pk)


@receiver(post_save, sender=ServicePage)
def plan_taking_back(instance: ServicePage, **kwargs: Any) -> None:
    """A service that ends at a moment is taken back then."""
    if instance.live and (moment := instance.expire_at):
        key = f"take-back:{instance.pk}:{moment.isoformat()}"
        enqueue("services.take_back", region=instance.region_id, key=key, run_at=moment, page=instance.pk)


@job("services.publish_due")
def publish_due(finish: Callable[[], None], revision: int) -> None:
    """Publish a revision whose moment has come; one that was put off or called off is left alone."""
    due_revision = Revision.objects.filter(pk=revision, approved_go_live_at__lte=timezone.now()).first()
    if due_revision is None:
        return
    try:
        with recorded_last():
            if not may_go_live(due_revision):
                raise ValidationError(_("Another administrator must review it first: submit it."))
            due_revision.publish(log_action="wagtail.publish.scheduled")
            finish()
    except ValidationError as problems:
        put_off(finish, due_revision, problems.messages)


def scheduler_of(revision: Revision) -> User | None:
    """Who scheduled a revision, None when nobody is known to have."""
    entries = PageLogEntry.objects.filter(revision=revision, action="wagtail.publish.schedule")
    entry = entries.select_related("user").order_by("-timestamp").first()
    return entry.user if entry else None


def may_go_live(revision: Revision) -> bool:
    """Not what was scheduled before the region wished for a second look, unless an operator did."""
    user = scheduler_of(revision)
    by_operator = user is not None and user.is_superuser
    return by_operator or not revision.content_object.has_workflow or looker_of(revision) is not None


@transaction.atomic
def put_off(finish: Callable[[], None], revision: Revision, reasons: Sequence[str]) -> None:
    """What can't be published at its moment stays a draft; the audit trail keeps it, and who scheduled it is told."""
    page, moment, user = revision.content_object, revision.approved_go_live_at, scheduler_of(revision)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    key = f"not-published:{revision.pk}:{moment.isoformat()}"
    args = {"page": page.pk, "user": user.pk if user else None, "reasons": reasons}
    enqueue("services.tell_not_published", region=page.region_id, key=key, **args)
    finish()
    record(page.region_id, "system", "service.not_published", page, revision=revision.pk, reasons=reasons)


@job("services.tell_not_published", MAIL)
def tell_not_published(finish: Callable[[], None], page: int, user: int | None, reasons: Sequence[str]) -> None:
    """Tell who scheduled a service, or else the administrators of its region, what stood in its way."""
    service_page = ServicePage.objects.filter(pk=page).first()
    if service_page is None:
        return
    with translation.override("id"):
        context = {
            "page": service_page, "reasons": reasons,
            "address": settings.BASE_URL + reverse("service_versions", args=[service_page.pk]),
        }  # fmt: skip
        subject = _("“%(title)s” could not be published") % {"title": service_page.get_admin_display_title()}
        to = address_of_administrator(user, service_page.region_id) or addresses_of(service_page.region_id)
        tell(to, subject, "forms_engine/mail/not_published.txt", **context)


@job("services.take_back")
def take_back(finish: Callable[[], None], page: int) -> None:
    """Take a service back whose end has come. Applications on their way go on."""
    service_page = ServicePage.objects.filter(pk=page, live=True, expire_at__lte=timezone.now()).first()
    if service_page is None:
        return
    with transaction.atomic():
        # Taking back calls off what is scheduled; a newer version that is to come later still comes.
        later = list(service_page.revisions.filter(approved_go_live_at__gt=timezone.now()))
        service_page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        Revision.objects.bulk_update(later, ["approved_go_live_at"])
        finish()
