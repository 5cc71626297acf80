"""A file that arrives in pieces over a weak link: stored where nobody is served from, until it is whole."""

import os
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from forms_engine.uploads.models import PartialUpload

PIECE = 512 * 1024  # bytes at most; the script sends 256 KB
AT_ONCE = 12  # unfinished files of a draft; the oldest goes


class OutOfStep(Exception):
    """The piece doesn't follow what is there; `received` bytes are."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


@transaction.atomic
def begin(draft: Any, field_id: str, name: str, size: int) -> PartialUpload:
    """An empty PartialUpload of a file of `size` bytes."""
    for old in PartialUpload.objects.filter(draft=draft).order_by("-pk")[AT_ONCE - 1 :]:
        forget(old)
    part = PartialUpload(region_id=draft.region_id, draft=draft, field_id=field_id, name=name[:150], size=size)
    part.file.save("part", ContentFile(b""), save=False)
    part.save()
    return part


@transaction.atomic
def add(uuid: UUID | str, draft: Any, offset: int, piece: bytes) -> PartialUpload:
    """Append a piece at `offset`; returns the PartialUpload. Raises OutOfStep, or PartialUpload.DoesNotExist."""
    part = PartialUpload.objects.select_for_update().get(uuid=uuid, draft=draft)
    if offset != part.received or offset + len(piece) > part.size:
        raise OutOfStep(part.received)
    with open(part.file.path, "r+b") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    part.received += len(piece)
    part.save(update_fields=["received"])
    return part


def whole(part: PartialUpload) -> SimpleUploadedFile:
    """The file as if a form had sent it."""
    with part.file.open() as file:
        return SimpleUploadedFile(part.name or "berkas", file.read())


def forget(part: PartialUpload) -> None:
    """Remove an unfinished file, or one that has been kept."""
    part.file.delete(save=False)
    part.delete()
