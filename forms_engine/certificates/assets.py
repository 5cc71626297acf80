"""Pictures of a letter, prepared once a process: measured, an oversize coat of arms was half the time."""

import hashlib
from functools import lru_cache

import segno
from django.core.files.storage import Storage

from cms.jobs.registry import PermanentFailure
from cms.regions.models import Region
from cms.sandbox.parsers import Parser
from cms.sandbox.run import OFFICE, Busy, Stopped, run

FOR_LETTER = Parser("cms.regions.pictures.for_letter", frozenset({"too_many_pixels"}))


def is_passing(failure: BaseException) -> bool:
    """Whether trying again helps: no place was free, the machine is short of memory or time, the store blinked. The
    picture was made here, so that it can hardly be the picture's own fault."""
    return isinstance(failure, Busy | OSError) or (isinstance(failure, Stopped) and failure.why != "crash")


@lru_cache(maxsize=64)
def _prepared(storage: Storage, name: str, size: int) -> tuple[str, bytes]:
    with storage.open(name) as file:
        data = file.read()
    return print_ready(data)


def print_ready(data: bytes) -> tuple[str, bytes]:
    """(asset name, JPEG) of a picture on white, at the size in which it is printed. Raises Busy, Refused, Stopped."""
    jpeg = run(FOR_LETTER, data, OFFICE)
    return f"arms-{hashlib.sha256(jpeg).hexdigest()[:16]}", jpeg


def arms_of(region: Region) -> tuple[str, bytes] | None:
    """(asset name, JPEG) of the region's coat of arms, or None when it has none. PermanentFailure when it can't be
    read: an official letter isn't issued without its arms by accident. Other failures pass (`is_passing`)."""
    if not region.arms:
        return None
    try:
        return _prepared(region.arms.storage, region.arms.name, region.arms.size)
    except Exception as failure:  # whatever a store or a decoder raises; what passes is told apart
        if is_passing(failure):
            raise
        raise PermanentFailure(
            "The region's coat of arms can't be read: upload it again, then try again."
        ) from failure


def qr_data_uri(address: str) -> str:
    """A QR code as a PNG data URI with one pixel a module. A fixed mask and no level boost: five times as fast."""
    return segno.make_qr(address, error="m", mask=2, boost_error=False).png_data_uri(scale=1, border=4)
