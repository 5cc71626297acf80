"""What a citizen's file really is: decided by its content, never by its name; made harmless before it is kept.

Photos (`photo`) and PDFs (`pdf`) are written anew, without what they carry along. Everything else is refused in plain
words.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_engine.uploads.pdf import clean_pdf
from forms_engine.uploads.photo import clean_photo

ACCEPTS = {
    "photo": "image/jpeg,image/png,image/webp",
    "document": "application/pdf",
    "any": "image/jpeg,image/png,image/webp,application/pdf",
}


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: its harmless content and what it is."""

    content: bytes
    content_type: str
    name: str

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def shown_name(name, extension):
    """A file name for showing: no path, no control or direction characters, the extension of what it really is."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name or "")[-1])
    name = "".join(
        character for character in name if unicodedata.category(character)[0] not in "CZ" or character == " "
    )
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).strip(" .")[:100] or _("file")
    return f"{stem}.{extension}"


def _megabytes(size):
    return f"{size / 1024 / 1024:.1f}"


def inspect(posted, accept, max_mb):
    """The posted file as `Inspected`. Raises ValidationError with a message that says how to mend it."""
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
        return Inspected(clean_pdf(content), "application/pdf", shown_name(posted.name, "pdf"))
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1"):
        raise ValidationError(
            _("This is a HEIC photo, which many computers can't open. Save it as JPEG and choose it again."),
            code="heic",
        )
    return Inspected(clean_photo(content, accept), "image/jpeg", shown_name(posted.name, "jpg"))
