"""Keeping files with their draft."""

import logging
from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from cms.jobs.neighbours import Outage
from forms_engine.uploads.inspect import Inspected
from forms_engine.uploads.jobs import request_scan
from forms_engine.uploads.models import PartialUpload, Upload
from forms_engine.uploads.scanner import ScannerUnavailable, scanner

MOST_FILES, MOST_MB = 200, 200  # of one draft, what its corrections left behind included
VISITOR_SECONDS = 4  # so long somebody who sends a file waits for the scanner
REST_SECONDS = 30  # so long nobody is made to wait again
SCANNER = Outage("The virus scanner")
logger = logging.getLogger(__name__)


def scanned(content: bytes) -> Upload.Scan:
    """What the scanner says of a file before it is kept: an `Upload.Scan`. Raises ValidationError for a harmful one.
    A scanner that is away decides nothing: the file is kept, and scanned by a job."""
    virus_scanner = scanner()
    if virus_scanner is None or SCANNER.failed_within(REST_SECONDS):
        return Upload.Scan.NOT_YET
    try:
        threat = virus_scanner.scan(content, VISITOR_SECONDS).threat
    except ScannerUnavailable as failure:
        SCANNER.away(failure)
        return Upload.Scan.NOT_YET
    SCANNER.back()
    if threat:
        raise ValidationError(
            _(
                "The virus scanner found something harmful in this file. Choose another file, or "
                "scan the document again."
            ),
            code="infected",
        )
    return Upload.Scan.CLEAN


def check_room(draft: Any, size: int, unfinished: bool = False) -> None:
    """Raise ValidationError when a draft can't take `size` more bytes, what is `unfinished` counted too when asked
    for: nobody fills the disk through one."""
    held = _held(Upload, draft)
    if unfinished:
        held = [sum(pair) for pair in zip(held, _held(PartialUpload, draft), strict=True)]
    if held[0] >= MOST_FILES or held[1] + size > MOST_MB * 1024 * 1024:
        raise ValidationError(
            _(
                "An application can hold at most %(files)s files, %(size)s MB in total. Remove "
                "some, or choose smaller ones."
            )
            % {"files": MOST_FILES, "size": MOST_MB},
            code="full",
        )


def _held(model: type[Upload] | type[PartialUpload], draft: Any) -> tuple[int, int]:
    """(how many files, bytes together) of a draft."""
    held = model.objects.filter(draft=draft).aggregate(files=Count("pk"), size=Sum("size"))
    return held["files"], held["size"] or 0


def no_room(failure: OSError) -> ValidationError:
    """What somebody is told whose file couldn't be written; who runs the machine reads why."""
    logger.error("A file couldn't be stored: %s", failure.strerror)
    return ValidationError(
        _("This file can't be stored at the moment. Please try again in a few minutes; everything else is kept."),
        code="no_room",
    )


def keep(draft: Any, field_id: str, inspected: Inspected) -> Upload:
    """Store a file for a question of a draft; returns the Upload. Raises ValidationError when the draft is full, the
    scanner refuses the file, or the disk has no room."""
    check_room(draft, len(inspected.content))
    scan = scanned(inspected.content)
    upload = Upload(
        region_id=draft.region_id,
        draft=draft,
        field_id=field_id,
        name=inspected.name[:150],
        content_type=inspected.content_type,
        size=len(inspected.content),
        sha256=inspected.sha256,
        scan=scan,
    )
    try:
        upload.file.save("file", ContentFile(inspected.content), save=False)
    except OSError as failure:
        raise no_room(failure) from failure
    with transaction.atomic():
        upload.save()
        if upload.waits_for_scan:
            request_scan(upload, "first")
    return upload


def discard(draft: Any, field_id: str, remaining: Collection[str] = ()) -> None:
    """Remove the files of a question but the `remaining` ones (uuids), and what a filing of the application holds."""
    filed = None
    for upload in Upload.objects.filter(draft=draft, field_id=field_id).exclude(uuid__in=remaining):
        filed = _filed(draft) if filed is None else filed
        if str(upload.uuid) not in filed:
            upload.file.delete(save=False)
            upload.delete()


def _filed(draft: Any) -> set[str]:
    """The uuids of files in any filed answers: an official has seen them, so a correction must not erase them."""
    application = getattr(draft, "application", None)
    if application is None:
        return set()
    return {text for answers in application.submissions.values_list("answers", flat=True) for text in _texts(answers)}


def _texts(value: Any) -> Iterator[str]:
    """Every text in stored answers, however deep: the rows of a repeating group hold files as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
