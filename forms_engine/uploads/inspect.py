"""What a citizen's file really is: decided by its content, never by its name; made harmless before it is kept.

Photos are decoded and written anew (orientation applied, EXIF with its location dropped, bounded in pixels). PDFs are
parsed; scripts, embedded files, launch actions and passwords are refused. Everything else is refused in plain words.
"""

import hashlib
import io
import re
import unicodedata
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPTS = {
    "photo": "image/jpeg,image/png,image/webp",
    "document": "application/pdf",
    "any": "image/jpeg,image/png,image/webp,application/pdf",
}
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 2000
QUALITY = 82
MAX_PDF_OBJECTS = 20_000
_ACTIVE = {
    "/JS": "script", "/JavaScript": "script", "/Launch": "program", "/EmbeddedFile": "file", "/EmbeddedFiles": "file",
    "/RichMedia": "media", "/XFA": "form", "/AA": "script", "/SubmitForm": "form", "/ImportData": "form",
}  # fmt: skip


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
        return _inspect_pdf(content, posted.name)
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1"):
        raise ValidationError(
            _("This is a HEIC photo, which many computers can't open. Save it as JPEG and choose it again."),
            code="heic",
        )
    return _inspect_photo(content, posted.name, accept)


def _inspect_photo(content, name, accept):
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
        written = _written_anew(image)
    except Exception:  # whatever a decoder meets in hostile metadata is the file's fault, never an error of ours
        raise ValidationError(
            _("This photo is damaged and can't be opened. Take or save it again."), code="damaged"
        ) from None
    return Inspected(written, "image/jpeg", shown_name(name, "jpg"))


def _written_anew(image):
    """The photo as a JPEG of bounded size: upright, on white, without metadata."""
    image = ImageOps.exif_transpose(image)
    if image.mode not in ("RGB", "L"):
        flat = Image.new("RGB", image.size, "white")
        shape = image.convert("RGBA")
        flat.paste(shape, mask=shape.getchannel("A"))
        image = flat
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _inspect_pdf(content, name):
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise ValidationError(
                _("This PDF has a password. Save it without one and choose it again."), code="password"
            )
        if len(reader.pages) == 0:
            raise ValidationError(_("This PDF has no page."), code="damaged")
        found = _active_content(reader)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError):
        raise ValidationError(_("This PDF is damaged and can't be opened. Save it again."), code="damaged") from None
    if found:
        raise ValidationError(
            _("This PDF holds a program, a form or another file inside. Print it as a new PDF and choose that."),
            code="active",
        )
    return Inspected(content, "application/pdf", shown_name(name, "pdf"))


def _active_content(reader):
    """Whether an object reachable from the trailer can act. Walks at most `MAX_PDF_OBJECTS` objects."""
    seen, queue = set(), [reader.trailer]
    while queue:
        node = queue.pop()
        if isinstance(node, IndirectObject):
            key = (node.idnum, node.generation)
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MAX_PDF_OBJECTS:
                raise ValueError("too many objects")
            node = node.get_object()
        if isinstance(node, DictionaryObject):
            if any(key in _ACTIVE for key in node) or str(node.get("/S", "")) in _ACTIVE:
                return True
            if str(node.get("/Type", "")) in _ACTIVE or str(node.get("/Subtype", "")) in _ACTIVE:
                return True
            queue.extend(node.values())
        elif isinstance(node, ArrayObject):
            queue.extend(node)
    return False
