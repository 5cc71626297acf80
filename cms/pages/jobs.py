"""Jobs of floor 1: telling the administrators of a region by e-mail what waits for them, clearing old sessions."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from cms.accounts.models import Membership, User
from cms.jobs.kinds import MAIL
from cms.jobs.registry import job, periodic


def addresses_of(region_id: int, without: Any = None) -> list[Any]:
    """The e-mail addresses of a region's administrators, but for those of the user `without`."""
    admins = Membership.unscoped.filter(region_id=region_id, regional_admin=True, user__is_active=True)
    users = admins.exclude(user__email="").exclude(user_id=without)
    return sorted(users.values_list("user__email", flat=True))


def address_of_administrator(user: int | None, region_id: int) -> list[str]:
    """[the e-mail address of a user (a key)] who still administers the region, or is an operator; [] of others."""
    found = User._base_manager.filter(pk=user, is_active=True).exclude(email="").first()  # an operator has no region
    if found is None:
        return []
    member = Membership.unscoped.filter(user=found, region_id=region_id, regional_admin=True)
    return [found.email] if found.is_superuser or member.exists() else []


def tell(addresses: Any, subject: Any, template: Any, **context: Any) -> None:
    """One message to each address, so that nobody reads whom else it went to."""
    body = render_to_string(template, context)
    for address in addresses:
        send_mail(subject, body, None, [address])


@job("pages.second_look_waits", MAIL)
def second_look_waits(finish: Callable[[], None], state: Any) -> None:
    """Tell the other administrators that a service waits for their look; one that was decided since is left alone."""
    found = TaskState.objects.filter(pk=state, status=TaskState.STATUS_IN_PROGRESS).first()
    if found is None:
        return
    page = found.workflow_state.content_object.specific
    address = settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk])
    with translation.override("id"):
        subject = _("“%(title)s” waits for a second look") % {"title": page.get_admin_display_title()}
        to = addresses_of(page.region_id, without=found.workflow_state.requested_by_id)
        tell(to, subject, "cms/mail/second_look.txt", page=page, address=address)


@periodic("sessions.clear", "day")
def clear_sessions(finish: Callable[[], None]) -> None:
    """Delete the sessions that have ended; Django leaves that to a command that somebody must call."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
