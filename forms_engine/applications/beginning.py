"""Beginning drafts is bounded, kindly: nobody fills the table, and nobody who fills in a form notices.

Who begins the same service again and typed nothing gets the empty draft back that this browser has. Of those in which
nothing was typed one address may begin so many in ten minutes, which is high for the many people of one mobile
network, who type something within a minute; of all together five times as many. Empty ones are cleared away after a
day.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from cms.access.attempts import Limit, minutes
from cms.access.client import client_of
from forms_engine.applications.filing import begin_draft
from forms_engine.applications.models import BegunDraft, Draft
from forms_engine.applications.ownership import tokens_of
from forms_engine.services.published import Service

EMPTY_OF_CLIENT = Limit(most=60, window=timedelta(minutes=10))
ALL_OF_CLIENT = Limit(most=300, window=timedelta(minutes=10))
KEPT = timedelta(days=1)  # an empty draft, and the knowledge of who began one
EMPTY = {"answers": {}, "typed": {}, "email": "", "application": None, "uploads": None, "arriving": None}


def empty_draft_of(request: HttpRequest, service: Service) -> Draft | None:
    """The draft of this service that this browser has begun in the last day and left empty, or None. Who has seen
    its resume code may have written it down, on a computer that others use: that one isn't given to anyone else."""
    tokens = tokens_of(request)
    if not tokens:
        return None
    begun = BegunDraft.objects.filter(apart=False, at__gt=timezone.now() - KEPT).values("draft")
    empty_drafts = Draft.unscoped.filter(token__in=tokens, service=service, assistance=None, pk__in=begun, **EMPTY)
    return empty_drafts.order_by("-pk").first()


def minutes_to_wait(request: HttpRequest) -> int:
    """In how many minutes whoever has this address may begin another draft; 0 when at once."""
    begun = BegunDraft.objects.filter(client=client_of(request, "drafts"))
    empty = begun.filter(Q(apart=True) | Q(**{f"draft__{name}": value for name, value in EMPTY.items()}))
    return minutes(max(EMPTY_OF_CLIENT.seconds_left_of(empty), ALL_OF_CLIENT.seconds_left_of(begun)))


@transaction.atomic
def begin(request: HttpRequest, service: Service, language: str) -> Draft:
    """A new draft that counts for this address, in the region's scope."""
    draft = begin_draft(service, language)
    count(request, draft)
    return draft


def count(request: HttpRequest, draft: Draft, apart: bool = False) -> None:
    """Remember that this address began the draft; `apart`: it isn't given back, and counts whatever it holds."""
    BegunDraft.objects.create(client=client_of(request, "drafts"), at=timezone.now(), draft=draft, apart=apart)


def code_was_shown(draft: Draft) -> None:
    """From here on somebody may know the code of the draft, empty or not."""
    BegunDraft.objects.filter(draft=draft, apart=False).update(apart=True)


def clear_empty(now: datetime | None = None) -> int:
    """Delete the drafts that were begun a day ago and never touched, and forget who began which; returns how many
    drafts went."""
    old = BegunDraft.objects.filter(at__lte=(now or timezone.now()) - KEPT)
    drafts = Draft.objects.filter(pk__in=old.filter(apart=False).values("draft"), assistance=None, **EMPTY)
    gone = 0
    for pk in list(drafts.values_list("pk", flat=True)):
        with transaction.atomic():
            # Whoever types the first answer at this moment holds the row: then it isn't empty any more.
            row = Draft.objects.select_for_update(of=("self",)).filter(pk=pk, answers={}, typed={}, email="").first()
            if row is not None and drafts.filter(pk=pk).exists():
                row.delete()
                gone += 1
    old.delete()
    return gone
