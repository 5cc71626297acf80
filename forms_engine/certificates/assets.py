"""Pictures of a letter, prepared once a process: measured, an oversize coat of arms was half the time."""

import hashlib
from functools import lru_cache
from io import BytesIO

import segno
from PIL import Image

from cms.jobs.registry import PermanentFailure

ARMS_PIXELS = (320, 320)  # 2.5 cm at 300 dots an inch, with a little to spare
LARGEST_PIXELS = 40_000_000


@lru_cache(maxsize=64)
def _prepared(storage, name, size):
    with storage.open(name) as file:
        data = file.read()
    return print_ready(data)


def print_ready(data):
    """(asset name, JPEG) of a picture on white, at the size in which it is printed."""
    with Image.open(BytesIO(data)) as picture:
        if picture.width * picture.height > LARGEST_PIXELS:
            raise ValueError("The picture has too many pixels.")
        picture.thumbnail(ARMS_PIXELS, Image.Resampling.LANCZOS)
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture)
        out = BytesIO()
        white.convert("RGB").save(out, "JPEG", quality=92, subsampling=0, optimize=True)
    jpeg = out.getvalue()
    return f"arms-{hashlib.sha256(jpeg).hexdigest()[:16]}", jpeg


def arms_of(region):
    """(asset name, JPEG) of the region's coat of arms, or None when it has none. PermanentFailure when it can't be
    read: an official letter isn't issued without its arms by accident."""
    if not region.arms:
        return None
    try:
        return _prepared(region.arms.storage, region.arms.name, region.arms.size)
    except Exception as failure:
        raise PermanentFailure(
            "The region's coat of arms can't be read: upload it again, then try again."
        ) from failure


def qr_data_uri(address):
    """A QR code as a PNG data URI with one pixel a module. A fixed mask and no level boost: five times as fast."""
    return segno.make_qr(address, error="m", mask=2, boost_error=False).png_data_uri(scale=1, border=4)
