"""Coats of arms taken apart, made small and written anew. Runs in the child (cms.sandbox)."""

import io
from typing import Any

# The last three are what Pillow would import on the way, when nothing can be opened any more.
from PIL import Image, ImageColor, ImageOps, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

from cms.sandbox.parsers import Refused, parses

MAX_PIXELS = 26_000_000
PRINT_SIZE = (300, 360)  # 2.5 × 3 cm at 300 dots an inch
LETTER_SIZE = (320, 320)  # 2.5 cm at 300 dots an inch, with a little to spare
COLOURS = 128
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
READY = ImageColor, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin
Image.preinit()  # JPEG, PNG and GIF


@parses
def prepare(content: bytes) -> bytes:
    """The picture as a small opaque palette PNG. Raises Refused: too_many_pixels, not_an_image."""
    try:
        picture = _small(content, PRINT_SIZE)
        buffer = io.BytesIO()
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    except (Refused, MemoryError):
        raise
    except Exception:  # a broken file can fail anywhere in a decoder
        raise Refused("not_an_image") from None
    return buffer.getvalue()


@parses
def for_letter(content: bytes) -> bytes:
    """The picture as a JPEG on white, at the size in which a letter prints it. Raises Refused: too_many_pixels."""
    out = io.BytesIO()
    _small(content, LETTER_SIZE).save(out, "JPEG", quality=92, subsampling=0, optimize=True)
    return out.getvalue()


@parses
def colours(content: bytes) -> list[list[int]]:
    """The twelve colours that a picture is nearest to: lists of [how often, red, green, blue], 0 to 255."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        small = image.convert("RGB").resize((64, 64)).quantize(12)
        palette: list[int] = small.getpalette() or []
        counts: list[Any] = small.getcolors() or []  # of a palette: (how often, its index)
    return [[count, *palette[index * 3 : index * 3 + 3]] for count, index in counts]


def _small(content, size):
    """The picture in RGB and upright, within `size`, what is transparent turned to white (PDF/A and printers want it
    opaque). Made smaller first: that is what the memory of the rest depends on."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Refused("too_many_pixels")
        layer = image.convert("RGBA")
    layer.thumbnail([side * 2 for side in size], Image.Resampling.LANCZOS)
    layer = ImageOps.exif_transpose(layer)
    paper = Image.new("RGBA", layer.size, "white")
    paper.alpha_composite(layer)
    paper.thumbnail(size, Image.Resampling.LANCZOS)
    return paper.convert("RGB")
