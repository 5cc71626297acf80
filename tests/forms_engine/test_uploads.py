"""Files: content decides, photos are made anew, what can act is refused."""

import io
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

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


def test_a_pdf_is_kept_as_it_is():
    content = pdf()
    assert inspect(posted(content, "surat.PDF"), "document", 10).content == content


def _zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    return out.getvalue()


def _bomb():
    """A PNG that claims 30000 × 30000 pixels."""
    head = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    )


def _root(key, value):
    def change(writer):
        writer._root_object[NameObject(key)] = value

    return change


def _action(kind):
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/JS"): TextStringObject("app.alert(1)")})


HOSTILE = {
    "empty": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "exe": b"MZ\x90\x00" + b"\0" * 200,
    "elf": b"\x7fELF" + b"\0" * 200,
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "zip": _zip(),
    "gif": photo("GIF", mode="L"),
    "tiff": photo("TIFF"),
    "bmp": photo("BMP"),
    "php in a jpeg name": b"<?php system($_GET['c']); ?>",
    "cut off jpeg": photo(size=(900, 900), quality=95)[:400],
    "jpeg head only": b"\xff\xd8\xff\xe0",
    "png head only": b"\x89PNG\r\n\x1a\n",
    "pixel bomb": _bomb(),
    "heic": b"\0\0\0\x18ftypheic" + b"\0" * 100,
    "not really a pdf": b"%PDF-1.7 hello",
    "pdf of nothing": b"%PDF-1.7\n%%EOF",
    "pdf with password": pdf(password="rahasia"),
    "pdf with script names": pdf(_root("/Names", DictionaryObject({NameObject("/JavaScript"): DictionaryObject()}))),
    "pdf with file": pdf(lambda writer: writer.add_attachment("a.exe", b"MZ")),
    "pdf that opens a script": pdf(_root("/OpenAction", _action("/JavaScript"))),
    "pdf that launches": pdf(_root("/OpenAction", _action("/Launch"))),
    "pdf with form": pdf(_root("/AcroForm", DictionaryObject({NameObject("/XFA"): TextStringObject("x")}))),
    "pdf with page action": pdf(_root("/AA", DictionaryObject())),
    "rtf": rb"{\rtf1 hello}",
    "docx": b"PK\x03\x04" + b"\0" * 100,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", ["foto.jpg", "surat.pdf"])
def test_hostile_files_are_refused_in_plain_words(content, name):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        inspect(posted(content, name), "any", 10)
    assert len(refused.value.messages[0]) > 15


def test_the_wrong_sort_is_named():
    with translation.override("en"):
        with pytest.raises(ValidationError, match="This is a PDF"):
            inspect(posted(pdf()), "photo", 10)
        with pytest.raises(ValidationError, match="This is a photo"):
            inspect(posted(photo()), "document", 10)
        with pytest.raises(ValidationError, match=r"1\.5 MB; at most 1 MB"):
            inspect(posted(b"x" * 1_572_864), "any", 1)


def test_a_hidden_payload_does_not_survive():
    content = photo() + b"<script>alert(1)</script>" + _zip()
    assert b"<script>" not in inspect(posted(content), "any", 10).content


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

    monkeypatch.setattr("forms_engine.uploads.inspect.ImageOps.exif_transpose", broken)
    with pytest.raises(ValidationError) as refused:
        inspect(SimpleUploadedFile("rumah.jpg", photo()), "photo", 10)
    assert refused.value.code == "damaged"
