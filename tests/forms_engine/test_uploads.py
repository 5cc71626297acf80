"""Files: content decides, photos are made anew, what can act is refused."""

import io
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from forms_engine.uploads.inspect import inspect, shown_name


def photo(kind="JPEG", size=(64, 48), mode="RGB", **settings):
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else "#8899aa").save(out, kind, **settings)
    return out.getvalue()


def pdf(change=None, password=None):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def posted(content, name="foto.jpg"):
    return SimpleUploadedFile(name, content)


def test_a_phone_photo_is_turned_shrunk_and_loses_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    found = inspect(posted(photo(size=(3000, 2000), exif=exif)), "photo", 10)
    image = Image.open(io.BytesIO(found.content))
    assert found.content_type == "image/jpeg" and found.name == "foto.jpg"
    assert image.size == (1333, 2000) and not image.getexif()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK")]
)
def test_photos_of_all_sorts_become_jpeg(kind, mode):
    content = photo(kind, mode="RGB" if mode == "P" else mode) if mode != "CMYK" else _cmyk()
    found = inspect(posted(content, "a.exe"), "any", 10)
    assert Image.open(io.BytesIO(found.content)).format == "JPEG" and found.name == "a.jpg"


def _cmyk():
    out = io.BytesIO()
    Image.new("CMYK", (20, 20)).save(out, "JPEG")
    return out.getvalue()


def test_a_pdf_is_written_anew_and_again_the_same():
    once = inspect(posted(pdf(), "surat.PDF"), "document", 10)
    assert once.content_type == "application/pdf" and once.name == "surat.pdf"
    assert inspect(posted(once.content), "document", 10).content == once.content


def test_the_wrong_sort_is_named():
    with translation.override("en"):
        with pytest.raises(ValidationError, match="This is a PDF"):
            inspect(posted(pdf()), "photo", 10)
        with pytest.raises(ValidationError, match="This is a photo"):
            inspect(posted(photo()), "document", 10)
        with pytest.raises(ValidationError, match=r"1\.5 MB; at most 1 MB"):
            inspect(posted(b"x" * 1_572_864), "any", 1)


@given(st.text(max_size=300))
def test_shown_names_are_harmless(name):
    shown = shown_name(name, "pdf")
    assert shown.endswith(".pdf") and len(shown) <= 104
    assert not set(shown) & set("/\\\0\n\r\u202e")


@given(st.binary(max_size=600))
def test_any_bytes_are_judged(content):
    for head in (b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP"):
        with suppress(ValidationError):
            inspect(posted(head + content), "any", 10)


def test_a_photo_whose_metadata_breaks_the_decoder_is_called_damaged(monkeypatch):
    """Orientation is read from EXIF, which is as hostile as the rest of the file."""

    def broken(image):
        raise ZeroDivisionError

    monkeypatch.setattr("forms_engine.uploads.photo.ImageOps.exif_transpose", broken)
    with pytest.raises(ValidationError) as refused:
        inspect(SimpleUploadedFile("rumah.jpg", photo()), "photo", 10)
    assert refused.value.code == "damaged"
