"""Periodic jobs of floor 3: reminding officials of tasks that are due."""

from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from cms.accounts.models import PositionHolder
from cms.jobs.kinds import MAIL
from cms.jobs.ledger import enqueue
from cms.jobs.registry import job, periodic
from cms.regions.calendar import today_here, today_in
from cms.regions.known import KNOWN_REGIONS
from cms.regions.scoping import region_scope
from workflows.cases.models import Task


def last_day(today: date) -> date:
    """The last deadline of which an official is reminded on a day: tomorrow's."""
    return today + timedelta(days=1)


@periodic("workflows.remind", "day")
def remind(finish: Callable[[], None]) -> None:
    """Enqueue one reminder a person and day of the region; the key makes a second run send nothing twice."""
    first = Min("due_on")
    waiting = Task.objects.filter(decision="").order_by().values_list("region_id", "position").annotate(first)
    for region, position, due_on in waiting:
        today = today_in(KNOWN_REGIONS.get(region))
        if due_on is None or due_on > last_day(today):
            continue
        with region_scope(region):
            holders = PositionHolder.active(today).filter(position__code=position)
            for member in holders.exclude(membership__user__email="").values_list("membership", flat=True).distinct():
                enqueue("workflows.remind_one", region=region, key=f"remind:{member}:{today}", member=member)


@job("workflows.remind_one", MAIL)
def remind_one(finish: Callable[[], None], member: int) -> None:
    """Tell one person how many tasks are due; names and numbers stay in the inbox."""
    today = today_here()
    holdings = PositionHolder.active(today).filter(membership_id=member).select_related("membership__user")
    codes = [holding.position.code for holding in holdings.select_related("position")]
    count = Task.objects.filter(decision="", due_on__lte=last_day(today), position__in=codes).count()
    if not count:
        return
    with translation.override("id"):
        context = {"count": count, "address": settings.BASE_URL + reverse("workflows_inbox")}
        body = render_to_string("workflows/mail/reminder.txt", context)
        subject = translation.ngettext("%(count)s task is due", "%(count)s tasks are due", count) % {"count": count}
    send_mail(subject, body, None, [holdings[0].membership.user.email])
