"""Handing out an uploaded file: to its owner, and to staff of its region."""

from django.http import FileResponse, Http404

from cms.access.roles import ANY_STAFF, ANYONE, access, membership_of, roles_of
from cms.audit.trail import actor_of, record
from forms_engine.applications.ownership import owns
from forms_engine.uploads.models import Upload


def _staff_may_read(user, upload):
    """Staff of the region may, once the application was filed; operators run the installation and may too."""
    if not roles_of(user) & ANY_STAFF or getattr(upload.draft, "application", None) is None:
        return False
    return user.is_superuser or membership_of(user).region_id == upload.region_id


@access(ANYONE)
def upload_file(request, uuid):
    """The file as an attachment that no browser runs; 404 for anyone else, so that nothing can be inferred."""
    upload = Upload.unscoped.select_related("draft__application").filter(uuid=uuid).first()
    if upload is None:
        raise Http404
    if not owns(request, upload.draft):
        if not _staff_may_read(request.user, upload):
            raise Http404
        record(upload.region_id, actor_of(request.user), "upload.read", upload)
    response = FileResponse(
        upload.file.open(), as_attachment=True, filename=upload.name, content_type=upload.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
