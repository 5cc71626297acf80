"""Files: content decides, photos are made anew, what can act is refused."""

import io
import re
import uuid
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from cms.sandbox.parsers import Refused
from forms_engine.applications.models import Draft
from forms_engine.uploads import pdf as pdf_parser
from forms_engine.uploads import photo as photo_parser
from forms_engine.uploads.inspect import LONGEST_SIDE, inspect, shown_name
from forms_engine.uploads.models import Upload
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.uploads import documents, photo


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
    """By the parsers themselves: a child for each would take minutes."""
    for head in (b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP"):
        with suppress(Refused):
            pdf_parser.clean(head + content)
        with suppress(Refused):
            photo_parser.clean(head + content, "any", LONGEST_SIDE)


def test_a_photo_whose_metadata_breaks_the_decoder_is_called_damaged(monkeypatch):
    """Orientation is read from EXIF, which is as hostile as the rest of the file."""

    def broken(image):
        raise ZeroDivisionError

    monkeypatch.setattr("forms_engine.uploads.photo.ImageOps.exif_transpose", broken)
    with pytest.raises(Refused) as refused:
        photo_parser.clean(photo(), "photo", LONGEST_SIDE)
    assert refused.value.code == "damaged"


# --- several files in a question, photos --------------------------------------------------------------------


@pytest.fixture
def begin(client, db):
    """Begins a draft of a service that asks for files; gives its only step's address."""

    def start(**options):
        client.post(f"/mulai/{make_service(make_region(), documents(**options)).pk}/")
        return f"/isi/{Draft.unscoped.get().token}/1/"

    return start


def send(client, address, *files, **more):
    return client.post(address, {"_shown": "0", "f-fld-foto": list(files)} | more)


def answer():
    return Draft.unscoped.get().answers.get("fld-foto")


def test_several_files_are_kept_added_to_and_removed_one_by_one(client, begin):
    address = begin(max=3)
    assert send(client, address, posted(photo(), "a.jpg"), posted(pdf(), "b.pdf")).status_code == 302
    first = answer()
    assert send(client, address, posted(photo(), "c.jpg")).status_code == 302
    assert answer()[:2] == first and len(answer()) == 3
    page = client.get(address).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert page.count('name="f-fld-foto-remove"') == 3 and len(set(ids)) == len(ids)
    client.post(address, {"_shown": "0", "f-fld-foto-remove": first[:1]})
    assert len(answer()) == 2 and first[0] not in answer() and Upload.unscoped.count() == 2
    review = client.get(address.replace("/1/", "/periksa/")).content.decode()
    assert "b.pdf" in review and "c.jpg" in review and "a.jpg" not in review


def test_the_good_ones_stay_when_one_is_refused_and_each_is_named(client, begin):
    address = begin(max=4)
    page = send(client, address, posted(photo(), "baik.jpg"), posted(b"MZ", "buruk.exe"), posted(b"", "kosong.pdf"))
    text = page.content.decode()
    assert page.status_code == 200 and "buruk.exe" in text and "kosong.pdf" in text and "baik.jpg" in text
    assert text.count('<li><a href="#f-fld-foto">') == 2
    assert len(answer()) == 1


def test_too_few_and_too_many_are_told_and_nothing_is_lost(client, begin):
    address = begin(min=2, max=3)
    assert send(client, address, posted(photo(), "a.jpg")).status_code == 200
    assert len(answer()) == 1
    assert client.get(address.replace("/1/", "/periksa/")).status_code == 302  # not complete yet
    assert send(client, address, *(posted(photo(), f"{n}.jpg") for n in range(3))).status_code == 200
    assert len(answer()) == 3 and Upload.unscoped.count() == 3


def test_a_single_question_still_takes_one_and_replaces_it(client, begin):
    address = begin()
    send(client, address, posted(photo(), "a.jpg"))
    old = answer()
    assert send(client, address, posted(b"MZ", "x.exe")).status_code == 200 and answer() == old
    send(client, address, posted(photo(), "b.jpg"))
    assert answer() != old and Upload.unscoped.count() == 1


def test_somebody_else_s_file_is_no_answer(client, begin):
    address = begin(max=3)
    send(client, address, posted(photo(), "a.jpg"))
    stolen = str(uuid.uuid4())
    client.post(address, {"_shown": "0", "f-fld-foto": stolen})
    assert stolen not in answer()


def test_a_photo_has_a_small_picture_for_its_owner_only(client, begin):
    address = begin(camera="environment")
    page = client.get(address).content.decode()
    assert 'capture="environment"' in page and "data-shrink" in page and "step-full" in page
    send(client, address, posted(photo(size=(900, 600)), "a.jpg"))
    small = client.get(f"/berkas/{answer()[0]}/kecil/")
    assert Image.open(io.BytesIO(small.content)).size == (144, 144) and small["X-Content-Type-Options"] == "nosniff"
    assert f"/berkas/{answer()[0]}/kecil/" in client.get(address).content.decode()
    assert Client().get(f"/berkas/{answer()[0]}/kecil/").status_code == 404
    assert send(client, address, posted(pdf(), "surat.pdf")).status_code == 200


def test_a_pdf_has_no_small_picture(client, begin):
    address = begin()
    send(client, address, posted(pdf(), "surat.pdf"))
    assert client.get(f"/berkas/{answer()[0]}/kecil/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("bound", ["MOST_FILES", "MOST_MB"])
def test_a_draft_holds_only_so_much(client, monkeypatch, tmp_path, settings, bound):
    """Sent with the form or in pieces: the wall is told at the question, and what is there stays."""
    settings.MEDIA_ROOT = tmp_path
    document = service_document()
    document["steps"] = [{"id": "step-f", "title": "Berkas", "fields": [
        {"id": f"fld-f{place}00", "kind": "file", "label": f"Berkas {place}", "options": {"accept": "photo"}}
        for place in range(3)
    ]}]  # fmt: skip
    document["certificate"]["body"] = [{"id": "blk-1aaa", "text": "Terlampir."}]
    service = make_service(make_region(), document)
    begun = client.post(f"/mulai/{service.pk}/").url
    kept = client.post(begun, {"_shown": "0,1,2", "f-fld-f000": posted(photo()), "f-fld-f100": posted(photo())})
    assert kept.status_code == 200 and Upload.unscoped.count() == 2
    monkeypatch.setattr("forms_engine.uploads.store." + bound, 2 if bound == "MOST_FILES" else 0)
    full = client.post(begun, {"_shown": "0,1,2", "f-fld-f200": posted(photo())}).content.decode()
    assert "200 MB" in full if bound == "MOST_FILES" else "0 MB" in full
    address = begun.rsplit("/", 2)[0] + "/berkas/"
    piece = {"field": "fld-f200", "name": "a.jpg", "size": str(len(photo())), "offset": "0", "piece": posted(photo())}
    assert "MB" in client.post(address, piece).json()["error"]
    assert Upload.unscoped.count() == 2
