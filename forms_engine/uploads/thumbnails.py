"""Small pictures of photos that are kept: of our own writing and bounded, so they are made where they are shown."""

import io

from PIL import Image, ImageOps

from forms_engine.uploads.inspect import LONGEST_SIDE

THUMBNAIL = 144  # pixels: 72 on a fine screen


def thumbnail(content: bytes, side: int = THUMBNAIL) -> bytes:
    """A square JPEG of one of our own photos. ValueError for anything else."""
    image = Image.open(io.BytesIO(content), formats=("JPEG",))
    if max(image.size) > LONGEST_SIDE:
        raise ValueError("No photo of ours is so large.")
    image.draft("RGB", (side * 2, side * 2))
    out = io.BytesIO()
    ImageOps.fit(image.convert("RGB"), (side, side)).save(out, "JPEG", quality=70)
    return out.getvalue()
