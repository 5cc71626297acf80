"""The audit trail in the admin: newest first, a page at a time, without ever counting it."""

from collections.abc import Collection

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cms.access.roles import ADMINS, access
from cms.accounts.models import Membership
from cms.audit.models import AuditEvent
from cms.audit.words import act_words, detail_words, target_names
from cms.paging import page_of
from cms.regions.scoping import ALL_REGIONS, current_region

PAGE_SIZE = 50


@access(ADMINS)
def audit_trail(request: HttpRequest) -> HttpResponseBase:
    """What was done in the region (operators: in all regions, each of which counts for itself)."""
    order = "-pk" if current_region() is ALL_REGIONS else "-sequence"
    part = page_of(AuditEvent.objects.select_related("region"), [order], request.GET, PAGE_SIZE)
    return render(
        request,
        "cms/admin/audit.html",
        {
            "events": _in_words(part.rows),
            "part": part,
            "all_regions": current_region() is ALL_REGIONS,
            "header_title": _("Audit trail"),
            "introduction": _("Every act is kept, in a chain that shows if one was changed or removed."),
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": _("Audit trail")},
            ],
        },
    )


def _in_words(events: Collection[AuditEvent]) -> list[tuple[AuditEvent, str, str | Promise, str, str]]:
    """(event, who, act, detail, object) for each event, all but the first in words."""
    who, objects = _names(events), target_names({event.target for event in events})
    return [
        (
            event,
            who.get(event.actor, event.actor),
            act_words(event.action),
            detail_words(event.data),
            objects[event.target],
        )
        for event in events
    ]


def _names(events: Collection[AuditEvent]) -> dict[str, str]:
    """Who the actors are, as far as the person looking may know: members of the region by name."""
    ids = {event.actor.removeprefix("user:") for event in events if event.actor.startswith("user:")}
    members = Membership.objects.filter(user_id__in=[pk for pk in ids if pk.isdecimal()])
    known = {f"user:{member.user_id}": member.full_name for member in members}
    fallback = {f"user:{pk}": _("operator") for pk in ids}
    return {"system": _("the system"), "applicant": _("the applicant")} | fallback | known
