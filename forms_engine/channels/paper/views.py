"""Handing out the paper form of a service, to anyone."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.access.roles import ANYONE, access
from cms.regions.scoping import region_scope
from forms_engine.channels.paper.make import form_of, request_form
from forms_engine.services.published import published_services


@access(ANYONE)
@require_safe
def paper_form(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form as a PDF; while it is being made (seconds, once a version), a page that says so."""
    service = get_object_or_404(published_services().select_related("region"), pk=pk)
    with region_scope(service.region_id):
        version, language = service.current_version, get_language()
        form = form_of(version, language)
        if form is not None:
            return FileResponse(
                form.file.open(), as_attachment=True, filename=f"{service.slug}.pdf", content_type="application/pdf"
            )
        request_form(version, language)
    context = {"region": service.region, "service": service.title, "page": service}
    return render(request, "forms_engine/paper/making.html", context, status=202)
