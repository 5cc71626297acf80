"""A coat of arms, made ready for print when it is uploaded, so that each letter and page stays light."""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
PRINT_SIZE = (300, 360)  # 2.5 × 3 cm at 300 dots an inch
COLOURS = 128
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def prepare_arms(uploaded):
    """The uploaded picture as a small opaque palette PNG; raises ValidationError with what to do about it.

    The content decides what the file is, not its name. It is decoded and written anew, so nothing but pixels is kept.
    """
    if uploaded.size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB. Choose a smaller one."), code="too_large")
    uploaded.seek(0)
    head = uploaded.read(1024).lstrip().lower()
    if head.startswith((b"<svg", b"<?xml", b"<!doctype")):
        raise ValidationError(
            _("SVG drawings can't be used here. Save the coat of arms as PNG or JPEG and upload that."), code="svg"
        )
    uploaded.seek(0)
    try:
        with Image.open(uploaded, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(
                    _("The picture has too many pixels. Make it at most 5000 pixels wide."), code="too_many_pixels"
                )
            image = ImageOps.exif_transpose(image)
            picture = _flatten(image)
    except ValidationError:
        raise
    except Exception as error:  # a broken file can fail anywhere in a decoder
        raise ValidationError(
            _("This file isn't a picture that can be read. Choose a PNG, JPEG or WebP file."), code="not_an_image"
        ) from error
    picture.thumbnail(PRINT_SIZE, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    content = buffer.getvalue()
    return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()[:16]}.png")


def _flatten(image):
    """The picture in RGB, what is transparent turned to white (PDF/A and printers want it opaque)."""
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    paper.alpha_composite(layer)
    return paper.convert("RGB")
