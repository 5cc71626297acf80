"""Keeping files with their draft."""

from django.core.files.base import ContentFile

from forms_engine.uploads.models import Upload


def keep(draft, field_id, inspected):
    """Store a file for a question of a draft; what was there before is removed. Returns the Upload."""
    discard(draft, field_id)
    upload = Upload(
        region_id=draft.region_id,
        draft=draft,
        field_id=field_id,
        name=inspected.name[:150],
        content_type=inspected.content_type,
        size=len(inspected.content),
        sha256=inspected.sha256,
    )
    upload.file.save("file", ContentFile(inspected.content), save=False)
    upload.save()
    return upload


def discard(draft, field_id):
    """Remove the files of a question, unless a filing of the application holds them."""
    filed = _filed(draft)
    for upload in Upload.objects.filter(draft=draft, field_id=field_id):
        if str(upload.uuid) not in filed:
            upload.file.delete(save=False)
            upload.delete()


def _filed(draft):
    """The uuids of files in any filed answers: an official has seen them, so a correction must not erase them."""
    application = getattr(draft, "application", None)
    if application is None:
        return set()
    return {text for answers in application.submissions.values_list("answers", flat=True) for text in _texts(answers)}


def _texts(value):
    """Every text in stored answers, however deep: the rows of a repeating group hold files as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
