"""“Use my earlier answers”: who knows the resume code of an earlier application begins a new one with its answers."""

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from cms.access.guessing import add_wrong_code
from cms.access.roles import ANYONE, access
from cms.audit.trail import record
from cms.regions.scoping import region_scope
from forms_engine.applications import beginning
from forms_engine.applications.codes import normalise
from forms_engine.applications.filing import begin_draft
from forms_engine.applications.forms import ResumeForm
from forms_engine.applications.models import Draft
from forms_engine.applications.ownership import remember
from forms_engine.channels.earlier.match import carried_over
from forms_engine.journey.views import too_many_begun
from forms_engine.journey.wire import CARRIED
from forms_engine.services.plans import frozen, parsed_before
from forms_engine.services.published import published_services


@access(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def earlier_answers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Type the resume code of an earlier application of the same region; a new draft begins with what serves."""
    service = get_object_or_404(published_services().select_related("region"), pk=pk)
    form = ResumeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with region_scope(service.region_id):
            begun = _begin(request, service, normalise(form.cleaned_data["code"]))
        if isinstance(begun, int):
            return too_many_begun(request, service, begun)
        if begun is not None:
            draft, count = begun
            step = reverse("journey_step", args=[draft.token, "1"])
            return remember(request, redirect(f"{step}?{CARRIED}={count}"), draft)
        words = _("No earlier application here has this code. Compare it letter by letter.")
        add_wrong_code(request, form, words)
    context = {"region": service.region, "service": service.title, "page": service, "form": form}
    return render(request, "forms_engine/earlier.html", context)


@parsed_before
@transaction.atomic
def _begin(request: HttpRequest, service: Page, code: str) -> tuple[Draft, int] | int | None:
    """(the new draft, how many answers it begins with); None when no draft of the region has the code, the minutes to
    wait when this address has begun too many."""
    old = Draft.objects.filter(resume_code=code).first()
    if old is None:
        return None
    if minutes := beginning.minutes_to_wait(request):
        return minutes
    new = begin_draft(service, get_language())
    new.answers = carried_over(
        list(frozen(old).definition.fields()), old.answers, list(frozen(new).definition.fields())
    )
    new.save(update_fields=["answers"])
    beginning.count(request, new, apart=True)  # it holds something without anybody having typed it
    record(service.region_id, "applicant", "draft.carried_over", new, answers=len(new.answers))
    return new, len(new.answers)
