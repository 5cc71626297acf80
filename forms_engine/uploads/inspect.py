"""What a citizen's file really is: decided by its content, never by its name; made harmless before it is kept.

Photos (`photo`) and PDFs (`pdf`) are written anew in a child, without what they carry along. Everything else is
refused in plain words.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.sandbox.parsers import MB, Limits, Parser
from cms.sandbox.run import Busy, Refused, Stopped, public, run

PDF = Parser("forms_engine.uploads.pdf.clean", frozenset({"password", "too_much", "damaged"}))
PHOTO = Parser(
    "forms_engine.uploads.photo.clean",
    frozenset({"pixels", "kind", "not_known", "damaged"}),
    limits=Limits(memory=480 * MB),  # a WebP of 25 megapixels takes 430
)
LONGEST_SIDE = 2000  # pixels of a photo that is kept
ACCEPTS = {
    "photo": "image/jpeg,image/png,image/webp",
    "document": "application/pdf",
    "any": "image/jpeg,image/png,image/webp,application/pdf",
}


class TooBusy(ValidationError):
    """Many files arrived at once; this one wasn't looked at, and may be sent again as it is."""

    def __init__(self) -> None:
        super().__init__(
            _("Many files are arriving right now. Choose this one again in a moment; what you typed is kept."),
            code="busy",
        )


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: its harmless content and what it is."""

    content: bytes
    content_type: str
    name: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def shown_name(name: str | None, extension: str) -> str:
    """A file name for showing: no path, no control or direction characters, the extension of what it really is."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name or "")[-1])
    name = "".join(
        character for character in name if unicodedata.category(character)[0] not in "CZ" or character == " "
    )
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).strip(" .")[:100] or _("file")
    return f"{stem}.{extension}"


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}"


def inspect(posted: Any, accept: str, max_mb: int) -> Inspected:
    """The posted file as `Inspected`. Raises ValidationError with a message that says how to mend it."""
    if isinstance(posted, Inspected):
        return posted
    if posted.size > max_mb * 1024 * 1024:
        raise ValidationError(
            _("This file has %(size)s MB; at most %(limit)s MB is possible. Take a smaller photo or scan.")
            % {"size": _megabytes(posted.size), "limit": max_mb},
            code="too_large",
        )
    content = posted.read()
    if not content:
        raise ValidationError(_("This file is empty. Choose it again."), code="empty")
    if content[:1024].lstrip().startswith(b"%PDF-"):
        if accept == "photo":
            raise ValidationError(_("This is a PDF. Choose a photo (JPEG, PNG or WebP)."), code="kind")
        return Inspected(_made(PDF, content, _pdf_words), "application/pdf", shown_name(posted.name, "pdf"))
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1"):
        raise ValidationError(
            _("This is a HEIC photo, which many computers can't open. Save it as JPEG and choose it again."),
            code="heic",
        )
    photo = _made(PHOTO, content, _photo_words, accept=accept, longest_side=LONGEST_SIDE)
    return Inspected(photo, "image/jpeg", shown_name(posted.name, "jpg"))


def _made(parser: Parser, content: bytes, words: Callable[[str, str | None], str], **options: Any) -> bytes:
    """What the child made of a file. Raises ValidationError, of `words(code, accept)` when the file is to blame."""
    try:
        return run(parser, content, public(), **options)
    except Refused as refused:
        code = refused.code
    except Stopped as stopped:
        code = "damaged" if stopped.why == "crash" else "too_much"
    except Busy:
        raise TooBusy() from None
    raise ValidationError(words(code, options.get("accept")), code="kind" if code == "not_known" else code)


def _pdf_words(code: str, _accept: str | None) -> str:
    match code:
        case "password":
            return _("This PDF has a password. Save it without one and choose it again.")
        case "too_much":
            return _("This PDF is too large inside (pages, pictures). Print it as a new PDF and choose that.")
    return _("This PDF is damaged and can't be opened. Save it again.")


def _photo_words(code: str, accept: str | None) -> str:
    match code, accept:
        case "pixels", _any:
            return _("This photo has too many pixels. Take it again at a smaller size.")
        case "too_much", _any:
            return _("This photo is too large inside. Take it again at a smaller size.")
        case "kind", _any:
            return _("This is a photo. Choose a PDF.")
        case "not_known", "document":
            return _("This isn't a PDF. Choose a PDF.")
        case "not_known", "photo":
            return _("This isn't a photo. Choose a JPEG, PNG or WebP photo.")
        case "not_known", _any:
            return _("This is neither a photo nor a PDF. Choose a JPEG, PNG or WebP photo, or a PDF.")
    return _("This photo is damaged and can't be opened. Take or save it again.")
