"""A photo as it may be kept: decoded and written anew, upright, of bounded size, without EXIF and its location. Runs
in the child (cms.sandbox)."""

import io
import warnings

# Those that nothing names below are what Pillow would import on the way, when nothing can be opened any more.
from PIL import Image, ImageColor, ImageOps, MpoImagePlugin, TiffImagePlugin, UnidentifiedImageError, WebPImagePlugin
from PIL.ImageFile import ImageFile

from cms.sandbox.parsers import Refused, parses

PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 26_000_000
QUALITY = 82
READY = ImageColor, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin
Image.preinit()  # JPEG and PNG


@parses
def clean(content: bytes, accept: str, longest_side: int) -> bytes:
    """The bytes of the photo as a JPEG. Raises Refused: pixels, kind, not_known, damaged."""
    try:
        image = _opened(content)
        if accept == "document":
            raise Refused("kind")
        image.draft("RGB", (longest_side * 2, longest_side * 2))
        image.load()
        return _written_anew(image, longest_side)
    except UnidentifiedImageError:
        raise Refused("not_known") from None
    except (Refused, MemoryError):
        raise
    except Exception:  # whatever a decoder meets in a hostile file is the file's fault, never an error of ours
        raise Refused("damaged") from None


def _opened(content: bytes) -> ImageFile:
    """The picture, of whose pixels none is decoded yet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=PHOTO_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    if image.width * image.height > MAX_PIXELS:
        raise Refused("pixels")
    return image


def _written_anew(image: Image.Image, longest_side: int) -> bytes:
    """The photo as a JPEG of bounded size: upright, on white, without metadata. Made small first: that is what the
    memory of the rest depends on."""
    if image.mode not in ("RGB", "L", "RGBA"):
        image = image.convert("RGBA")
    image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    image = ImageOps.exif_transpose(image)
    if image.mode == "RGBA":
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image.getchannel("A"))
        image = flat
    image.info.clear()  # a JPEG's comment would be written again
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
