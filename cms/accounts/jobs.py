"""Jobs of accounts that nobody waits for: failed sign-ins into the audit trail, and forgetting what counts no
more."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from cms.accounts import links, notices  # noqa: F401  (each enters its job)
from cms.accounts.models import User, region_of
from cms.accounts.signing_models import FailedSignIn
from cms.accounts.throttle import KEPT
from cms.audit.trail import record, recorded_last
from cms.jobs.registry import job, periodic


@job("accounts.failed_sign_ins")
def failed_sign_ins(finish: Callable[[], None]) -> None:
    """One event for each account with the count of its failures since the last: at most one in ten minutes."""
    with recorded_last():
        last = FailedSignIn.objects.aggregate(last=Max("pk"))["last"] or 0
        rows = FailedSignIn.objects.filter(told=False, pk__lte=last)
        counts = rows.filter(user__isnull=False).values("user")
        for failures in counts.annotate(count=Count("pk"), first=Min("at")).order_by("user"):
            user = User._base_manager.get(pk=failures["user"])
            first = failures["first"].isoformat(timespec="minutes")
            record(region_of(user), "system", "account.sign_in_failed", user, count=failures["count"], first=first)
        rows.update(told=True)
        finish()


@periodic("accounts.forget", "day")
def forget(finish: Callable[[], None]) -> None:
    """Failed attempts and requests for links of more than a day ago."""
    with transaction.atomic():
        FailedSignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
        links.forget()
        finish()
