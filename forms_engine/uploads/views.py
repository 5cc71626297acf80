"""Handing out an uploaded file: to its owner, and to staff of its region once the scanner has seen it."""

from django.http import FileResponse, Http404
from django.shortcuts import render

from cms.access.roles import ANY_STAFF, ANYONE, access, membership_of, roles_of
from cms.audit.trail import actor_of, record
from forms_engine.applications.ownership import owns
from forms_engine.uploads.models import Upload


def _staff_may_read(user, upload):
    """Staff of the region may, once the application was filed; operators run the installation and may too."""
    if not roles_of(user) & ANY_STAFF or getattr(upload.draft, "application", None) is None:
        return False
    return user.is_superuser or membership_of(user).region_id == upload.region_id


def _not_now(request, upload, status):
    """Why a file isn't handed out: it is locked, or the scanner hasn't looked at it yet."""
    context = {"locked": upload.is_locked, "region": upload.region}
    return render(request, "forms_engine/upload_locked.html", context, status=status)


@access(ANYONE)
def upload_file(request, uuid):
    """The file as an attachment that no browser runs; 404 for anyone else, so that nothing can be inferred."""
    upload = Upload.unscoped.select_related("draft__application", "region").filter(uuid=uuid).first()
    if upload is None:
        raise Http404
    if upload.is_locked and (owns(request, upload.draft) or _staff_may_read(request.user, upload)):
        return _not_now(request, upload, 410)
    if not owns(request, upload.draft):
        if not _staff_may_read(request.user, upload):
            raise Http404
        if upload.waits_for_scan:
            return _not_now(request, upload, 409)
        record(upload.region_id, actor_of(request.user), "upload.read", upload)
    response = FileResponse(
        upload.file.open(), as_attachment=True, filename=upload.name, content_type=upload.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
