"""A photo as it may be kept: decoded and written anew, upright, of bounded size, without EXIF and its location."""

import io
import warnings

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 2000
QUALITY = 82
THUMBNAIL = 144  # pixels: 72 on a fine screen


def clean_photo(content, accept):
    """The bytes of the photo as a JPEG. Raises ValidationError with a message that says how to mend it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=PHOTO_FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(
                    _("This photo has too many pixels. Take it again at a smaller size."), code="pixels"
                )
            if accept == "document":
                raise ValidationError(_("This is a photo. Choose a PDF."), code="kind")
            image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            image.load()
    except UnidentifiedImageError:
        if accept == "document":
            wanted = _("This isn't a PDF. Choose a PDF.")
        elif accept == "photo":
            wanted = _("This isn't a photo. Choose a JPEG, PNG or WebP photo.")
        else:
            wanted = _("This is neither a photo nor a PDF. Choose a JPEG, PNG or WebP photo, or a PDF.")
        raise ValidationError(wanted, code="kind") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(
            _("This photo has too many pixels. Take it again at a smaller size."), code="pixels"
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise ValidationError(
            _("This photo is damaged and can't be opened. Take or save it again."), code="damaged"
        ) from None
    try:
        return _written_anew(image)
    except Exception:  # whatever a decoder meets in hostile metadata is the file's fault, never an error of ours
        raise ValidationError(
            _("This photo is damaged and can't be opened. Take or save it again."), code="damaged"
        ) from None


def _written_anew(image):
    """The photo as a JPEG of bounded size: upright, on white, without metadata."""
    image = ImageOps.exif_transpose(image)
    if image.mode not in ("RGB", "L"):
        flat = Image.new("RGB", image.size, "white")
        shape = image.convert("RGBA")
        flat.paste(shape, mask=shape.getchannel("A"))
        image = flat
    image.info.clear()  # a JPEG's comment would be written again
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def thumbnail(content, side=THUMBNAIL):
    """A square JPEG of one of our own photos."""
    image = Image.open(io.BytesIO(content), formats=("JPEG",))
    image.draft("RGB", (side * 2, side * 2))
    out = io.BytesIO()
    ImageOps.fit(image.convert("RGB"), (side, side)).save(out, "JPEG", quality=70)
    return out.getvalue()
