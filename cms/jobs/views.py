"""Jobs in the admin: what waits, what runs, what failed for good and why, with a button to try again."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.access.roles import ADMINS, access
from cms.audit.trail import actor_of, record
from cms.jobs.ledger import retry
from cms.jobs.models import Job
from cms.jobs.words import job_words
from cms.regions.scoping import ALL_REGIONS, current_region

LIMIT = 100


@access(ADMINS)
def jobs(request: HttpRequest) -> HttpResponseBase:
    """Failed jobs first, then what waits or runs; the last hundred of the region (operators: of all)."""
    newest = Job.objects.select_related("region").order_by("-id")
    rows = list(newest.filter(state=Job.State.DEAD)[:LIMIT])
    rows += newest.filter(state__in=[Job.State.READY, Job.State.RUNNING])[: LIMIT - len(rows)]
    return render(
        request,
        "cms/admin/jobs.html",
        {
            "jobs": [(job, job_words(job.name)) for job in rows],
            "all_regions": current_region() is ALL_REGIONS,
            "header_title": _("Jobs"),
            "introduction": _("Letters, messages and other work done in the background. What is done is not listed."),
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": _("Jobs")},
            ],
        },
    )


@require_POST
@access(ADMINS)
def job_retry(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Try a failed job again: a full new set of attempts."""
    with transaction.atomic():
        job = get_object_or_404(Job.objects.select_for_update(), pk=pk)
        if job.state == Job.State.DEAD:
            retry(job)
            record(job.region_id, actor_of(request.user), "job.retried", job, name=job.name)
            messages.success(request, _("It is being tried again now."))
        else:
            messages.info(request, _("This job isn't waiting for you any more."))
    return redirect("jobs")
