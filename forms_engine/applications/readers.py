"""Who may read an application: the one rule that everything which shows one asks (docs/decisions/0029).

Need to know: who has a part in deciding it, as the floor that decides enters it; the region's administrators and the
operators for a reason, which they give once for an application and a day. Nobody else: neither a colleague of
another office, nor the officer who filled it in at the counter once it is filed. Applicants aren't asked about here:
they own their draft (`ownership`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cms.access.roles import ADMINS, ANY_STAFF, membership_of, roles_of
from cms.accounts.models import User
from cms.audit.trail import actor_of, record
from cms.regions.calendar import end_of_day
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application, ReadingReason

TASK, REASON = "task", "reason"


@dataclass(frozen=True, slots=True)
class Basis:
    """What lets a person read an application: their part in deciding it, or a `reason` that they gave."""

    kind: str
    reason: str = ""

    @property
    def data(self) -> dict[str, str]:
        """The same for an audit event."""
        return {"basis": self.kind} | ({"reason": self.reason} if self.reason else {})


class ReasonNeeded(Exception):
    """This person may read the application once they have said why."""

    def __init__(self, application: Application) -> None:
        super().__init__(application.pk)
        self.application = application


Person = User | AnonymousUser
PartIn = Callable[[Any], QuerySet[Any, Any]]
_parts: list[PartIn] = []


def register_deciders(find: PartIn) -> PartIn:
    """Enter `find(user)` → a query for the ids of the applications, in the region in scope, that `user` has a part
    in deciding."""
    _parts.append(find)
    return find


def taken_part(user: Person) -> QuerySet[Application]:
    """The applications of the region in scope that `user` has or had a part in deciding."""
    rows = Application.objects.none()
    for find in _parts:
        rows |= Application.objects.filter(pk__in=find(user))
    return rows


def _works_there(user: Person, region_id: int) -> bool:
    """Whether the person works for the region today, or runs the installation."""
    if not roles_of(user) & ANY_STAFF or user.password_is_temporary:
        return False
    membership = membership_of(user)
    return user.is_superuser or (membership is not None and membership.region_id == region_id)


def may_give_reason(user: Person, application: Application) -> bool:
    """Whether a reason opens the application to this person."""
    return _works_there(user, application.region_id) and bool(roles_of(user) & ADMINS)


def basis_of(user: Person, application: Application, now: datetime | None = None) -> Basis | None:
    """The Basis on which `user` may read the application, None when they may not. Raises ReasonNeeded."""
    if not _works_there(user, application.region_id):
        return None
    with region_scope(application.region_id):
        if taken_part(user).filter(pk=application.pk).exists():
            return Basis(TASK)
        if not may_give_reason(user, application):
            return None
        given = ReadingReason.objects.filter(
            application=application, reader_id=user.pk, until__gt=now or timezone.now()
        )
        reason = given.order_by("-pk").values_list("reason", flat=True).first()
    if reason is None:
        raise ReasonNeeded(application)
    return Basis(REASON, reason)


def reading(request: HttpRequest, application: Application) -> Basis:
    """The Basis of who asks; Http404 when there is none, so that nothing can be inferred. Raises ReasonNeeded, which
    `asks_for_reason` around the view answers."""
    basis = basis_of(request.user, application)
    if basis is None:
        raise Http404
    return basis


def asks_for_reason(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Around a view that calls `reading`: who has to say why first is sent there, and comes back afterwards."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ReasonNeeded as needed:
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('reading_reason', args=[needed.application.uuid])}?{query}")

    return asking


def give_reason(user: User, application: Application, reason: str, note: str = "") -> ReadingReason:
    """Keep why `user` reads the application: it holds to the end of the region's day. The trail has the kind of
    reason; the note stays beside the application, and goes when that goes."""
    with transaction.atomic():
        given = ReadingReason.objects.create(
            region_id=application.region_id, application=application, reader=user, reason=reason, note=note,
            until=end_of_day(application.region),
        )  # fmt: skip
        record(application.region_id, actor_of(user), "application.reason_given", application, reason=reason)
    return given
