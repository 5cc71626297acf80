"""Hostile files (`hostile_files`): each is refused in plain words, or kept inert, judged by other readers."""

import io
import subprocess

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from forms_engine.uploads.inspect import inspect
from tests.support.hostile_files import MARK, PDFS, PHOTOS, REFUSED, photo
from tests.support.hostile_pdfs import pdf

ACTS = {
    "/A", "/AA", "/AF", "/AcroForm", "/Annots", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/GoToE", "/GoToR",
    "/ImportData", "/JS", "/JavaScript", "/Launch", "/Metadata", "/Movie", "/Names", "/OpenAction", "/PS",
    "/PieceInfo", "/Ref", "/Rendition", "/RichMedia", "/Sound", "/SubmitForm", "/URI", "/XFA",
}  # fmt: skip
FONTS = {"/A"}  # also the name of a font in our own sample


def sent(content, name="berkas.pdf"):
    return SimpleUploadedFile(name, content)


def test_there_are_many():
    assert len(PHOTOS) + len(PDFS) + len(REFUSED) >= 80


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_refused_in_plain_words_in_both_languages(content):
    messages, content = set(), content() if callable(content) else content
    for language in ("id", "en"):
        with translation.override(language), pytest.raises(ValidationError) as refused:
            inspect(sent(content), "any", 10)
        (message,) = refused.value.messages
        assert len(message) > 15 and "%" not in message
        messages.add(message)
    assert len(messages) == 2


@pytest.mark.parametrize("content", PHOTOS.values(), ids=PHOTOS.keys())
def test_photos_are_kept_as_pixels_only(content):
    found = inspect(sent(content, "foto.exe"), "any", 10)
    image = Image.open(io.BytesIO(found.content))
    image.load()
    assert found.content_type == "image/jpeg" and found.name == "foto.jpg" and image.format == "JPEG"
    assert not image.getexif() and not set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert b"titipan" not in found.content and b"PK\x03\x04" not in found.content and b"%PDF" not in found.content
    assert max(image.size) <= 2000


def test_a_turned_photo_stands_upright():
    upright = inspect(sent(PHOTOS["turned by EXIF"]), "photo", 10)
    assert Image.open(io.BytesIO(upright.content)).size == (48, 64)


def names_in(content):
    """Every name in a PDF, as key or value, by another reader."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    found, seen, waiting = set(), set(), [reader.trailer]
    while waiting:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
            node = node.get_object()
        if isinstance(node, DictionaryObject):
            found |= set(node)
            waiting.extend(node.values())
        elif isinstance(node, ArrayObject):
            waiting.extend(node)
        elif isinstance(node, NameObject):
            found.add(str(node))
    return found


@pytest.mark.parametrize("content", PDFS.values(), ids=PDFS.keys())
def test_pdfs_are_kept_as_pages_only(content):
    found = inspect(sent(content), "document", 10)
    assert not (names_in(found.content) & ACTS) - FONTS
    assert found.content.startswith(b"%PDF-") and found.content.rstrip().endswith(b"%%EOF")
    for hidden in (MARK, b"jahat.example", b"cmd.exe", b"app.alert", b"PK\x03\x04"):
        assert hidden not in found.content
    assert not pypdf.PdfReader(io.BytesIO(found.content)).metadata
    text = subprocess.run(["pdftotext", "-", "-"], input=found.content, capture_output=True, check=True).stdout
    assert b"Surat" in text


@pytest.mark.parametrize(
    "name", ["foto.jpg.exe", "../../etc/passwd", "a\u202egpj.exe", "con", "", "x" * 400, "a\0b.html"]
)
def test_a_name_decides_nothing_and_is_shown_harmless(name):
    for content, ending in ((photo(), ".jpg"), (pdf(), ".pdf")):
        file = sent(content)
        file._name = name
        shown = inspect(file, "any", 10).name
        assert shown.endswith(ending) and len(shown) < 110 and not set(shown) & set("/\\\0\u202e")


def test_what_was_filled_into_a_form_is_still_read():
    content = inspect(sent(PDFS["a form with XFA and a calculation"]), "document", 10).content
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
    assert b"Sari" in text


def test_a_file_that_is_too_large_is_not_even_read():
    class Huge(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError

    file = Huge("a.pdf", b"x")
    file.size = 11 * 1024 * 1024
    with pytest.raises(ValidationError) as refused:
        inspect(file, "any", 10)
    assert refused.value.code == "too_large"


def test_making_letters_does_not_make_broken_photos_welcome():
    """WeasyPrint has Pillow load cut-off pictures, for the whole process that imports it."""
    from forms_engine.certificates.render import _engine

    _engine.cache_clear()
    _engine()
    with pytest.raises(ValidationError):
        inspect(sent(REFUSED["a PNG that isn't what it says"]), "any", 10)
