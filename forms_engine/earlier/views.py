"""“Use my earlier answers”: who knows the resume code of an earlier application begins a new one with its answers."""

from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.access.roles import ANYONE, access
from cms.audit.trail import record
from cms.regions.scoping import region_scope
from forms_engine.applications import beginning
from forms_engine.applications.codes import normalise
from forms_engine.applications.forms import ResumeForm
from forms_engine.applications.limiter import count_wrong, minutes_to_wait, too_many
from forms_engine.applications.models import Draft
from forms_engine.applications.ownership import remember
from forms_engine.applications.services import begin_draft
from forms_engine.earlier.match import carried_over
from forms_engine.journey.steps import CARRIED
from forms_engine.journey.views import too_many_begun
from forms_engine.services.models import ServicePage


@access(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def earlier_answers(request, pk):
    """Type the resume code of an earlier application of the same region; a new draft begins with what serves."""
    service = get_object_or_404(
        ServicePage.objects.live().exclude(current_version=None).select_related("region"), pk=pk
    )
    form, status = ResumeForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound and form.is_valid():
        with region_scope(service.region_id):
            if minutes := minutes_to_wait(request):
                form.add_error("code", too_many(minutes))
                status = 429
            elif minutes := beginning.minutes_to_wait(request):
                return too_many_begun(request, service, minutes)
            elif (found := _begin(request, service, normalise(form.cleaned_data["code"]))) is not None:
                draft, count = found
                step = reverse("journey_step", args=[draft.token, "1"])
                return remember(request, redirect(f"{step}?{CARRIED}={count}"), draft)
            else:
                count_wrong(request)
                form.add_error("code", _("No earlier application here has this code. Compare it letter by letter."))
    context = {"region": service.region, "service": service.title, "page": service, "form": form}
    response = render(request, "forms_engine/earlier.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@transaction.atomic
def _begin(request, service, code):
    """(the new draft, how many answers it begins with), or None when no draft of the region has the code."""
    old = Draft.objects.select_related("version").filter(resume_code=code).first()
    if old is None:
        return None
    new = begin_draft(service, get_language())
    new.answers = carried_over(
        list(old.version.definition.fields()), old.answers, list(service.current_version.definition.fields())
    )
    new.save(update_fields=["answers"])
    beginning.count(request, new, apart=True)  # it holds something without anybody having typed it
    record(service.region_id, "applicant", "draft.carried_over", new, answers=len(new.answers))
    return new, len(new.answers)
