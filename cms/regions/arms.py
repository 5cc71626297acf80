"""A coat of arms, made ready for print when it is uploaded, so that each letter and page stays light."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from cms.sandbox.parsers import Parser
from cms.sandbox.run import OFFICE, Busy, Refused, Stopped, run

MAX_BYTES = 5 * 1024 * 1024
PREPARE = Parser("cms.regions.pictures.prepare", frozenset({"too_many_pixels", "not_an_image"}))


def prepare_arms(uploaded: File) -> ContentFile:
    """The uploaded picture as a small opaque palette PNG; raises ValidationError with what to do about it.

    The content decides what the file is, not its name. It is decoded and written anew, so nothing but pixels is kept.
    """
    if uploaded.size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB. Choose a smaller one."), code="too_large")
    uploaded.seek(0)
    uploaded_bytes = uploaded.read()
    if uploaded_bytes[:1024].lstrip().lower().startswith((b"<svg", b"<?xml", b"<!doctype")):
        raise ValidationError(
            _("SVG drawings can't be used here. Save the coat of arms as PNG or JPEG and upload that."), code="svg"
        )
    try:
        content = run(PREPARE, uploaded_bytes, OFFICE)
    except Refused as refused:
        raise _in_words(refused.code) from None
    except Stopped as stopped:
        raise _in_words("not_an_image" if stopped.why == "crash" else "too_much") from None
    except Busy:
        raise _in_words("busy") from None
    return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()[:16]}.png")


def _in_words(code: str) -> ValidationError:
    words = {
        "too_many_pixels": _("The picture has too many pixels. Make it at most 5000 pixels wide."),
        "not_an_image": _("This file can't be read as a picture. Choose a PNG, JPEG or WebP file."),
        "too_much": _("This picture has too much data inside. Save it again at a smaller size and upload that."),
        "busy": _("Other files are being read right now. Upload this one again in a moment."),
    }
    return ValidationError(words[code], code=code)
