"""Handing out an uploaded file: to its owner, and to staff of its region once the scanner has seen it."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render

from cms.access.roles import ANY_STAFF, ANYONE, access, membership_of, roles_of
from cms.audit.trail import actor_of, record
from forms_engine.applications.ownership import owns
from forms_engine.uploads.models import Upload
from forms_engine.uploads.thumbnails import thumbnail


def _staff_may_read(user, upload):
    """Staff of the region may, once the application was filed; operators run the installation and may too."""
    if not roles_of(user) & ANY_STAFF or getattr(upload.draft, "application", None) is None:
        return False
    return user.is_superuser or membership_of(user).region_id == upload.region_id


def _not_now(request, upload, status):
    """Why a file isn't handed out: it is locked, or the scanner hasn't looked at it yet."""
    context = {"locked": upload.is_locked, "region": upload.region}
    return render(request, "forms_engine/upload_locked.html", context, status=status)


def _opened(request, uuid):
    """(the Upload that this person may have, None), or (None, the page that says why not now). Http404 for anyone
    else, so that nothing can be inferred."""
    upload = Upload.unscoped.select_related("draft__application", "region").filter(uuid=uuid).first()
    if upload is None:
        raise Http404
    owner = owns(request, upload.draft)
    if not owner and not _staff_may_read(request.user, upload):
        raise Http404
    if upload.is_locked:
        return None, _not_now(request, upload, 410)
    if not owner:
        if upload.waits_for_scan:
            return None, _not_now(request, upload, 409)
        record(upload.region_id, actor_of(request.user), "upload.read", upload)
    return upload, None


def _harmless(response):
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@access(ANYONE)
def upload_file(request, uuid):
    """The file as an attachment that no browser runs."""
    upload, refusal = _opened(request, uuid)
    if refusal is not None:
        return refusal
    return _harmless(
        FileResponse(upload.file.open(), as_attachment=True, filename=upload.name, content_type=upload.content_type)
    )


@access(ANYONE)
def upload_thumbnail(request, uuid):
    """A small picture of a photo, to see which one it is."""
    upload, refusal = _opened(request, uuid)
    if refusal is not None:
        return refusal
    if upload.content_type != "image/jpeg":
        raise Http404
    with upload.file.open() as file:
        return _harmless(HttpResponse(thumbnail(file.read()), content_type="image/jpeg"))
