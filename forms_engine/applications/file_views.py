"""Handing out an uploaded file: to its owner, and to who may read the application, once the scanner has seen it."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from cms.access.guessing import UnknownFile
from cms.access.roles import ANYONE, access, by_itself
from cms.audit.trail import actor_of, record
from forms_engine.applications.ownership import owns
from forms_engine.applications.readers import Basis, asks_for_reason, reading
from forms_engine.uploads.models import Upload
from forms_engine.uploads.thumbnails import thumbnail


def _reader(request: HttpRequest, upload: Upload) -> Basis:
    """On what Basis staff may have the file: whoever may read the application, once it was filed. UnknownFile
    for anyone else, as for a file that isn't there."""
    application = getattr(upload.draft, "application", None)
    if application is None:
        raise UnknownFile
    try:
        return reading(request, application)
    except Http404:
        raise UnknownFile from None


def _not_now(request: HttpRequest, upload: Upload, status: int) -> HttpResponse:
    """Why a file isn't handed out: it is locked, or the scanner hasn't looked at it yet."""
    context = {"locked": upload.is_locked, "region": upload.region}
    return render(request, "forms_engine/upload_locked.html", context, status=status)


def _opened(request: HttpRequest, uuid: UUID) -> tuple[Upload, None] | tuple[None, HttpResponse]:
    """(the Upload that this person may have, None), or (None, the page that says why not now). UnknownFile for
    anyone else, whether there is such a file or not, so that nothing can be inferred."""
    upload = Upload.unscoped.select_related("draft__application", "region").filter(uuid=uuid).first()
    if upload is None:
        raise UnknownFile
    basis = None if owns(request, upload.draft) else _reader(request, upload)
    if upload.is_locked:
        return None, _not_now(request, upload, 410)
    if basis is not None:
        if upload.waits_for_scan:
            return None, _not_now(request, upload, 409)
        record(upload.region_id, actor_of(request.user), "upload.read", upload, **basis.data)
    return upload, None


def _harmless(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@access(ANYONE)
@asks_for_reason
def upload_file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file as an attachment that no browser runs."""
    upload, refusal = _opened(request, uuid)
    if refusal is not None:
        return refusal
    return _harmless(
        FileResponse(upload.file.open(), as_attachment=True, filename=upload.name, content_type=upload.content_type)
    )


@access(ANYONE)
@by_itself
@asks_for_reason
def upload_thumbnail(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A small picture of a photo, to see which one it is."""
    upload, refusal = _opened(request, uuid)
    if refusal is not None:
        return refusal
    if upload.content_type != "image/jpeg":
        raise Http404
    with upload.file.open() as file:
        return _harmless(HttpResponse(thumbnail(file.read()), content_type="image/jpeg"))
