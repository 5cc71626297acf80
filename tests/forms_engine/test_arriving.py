"""Files that arrive in pieces: the same file, question and words as by the plain form."""

from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from cms.regions.scoping import region_scope
from forms_engine.applications.models import Draft
from forms_engine.uploads.jobs import clear_arriving
from forms_engine.uploads.models import PartialUpload, Upload
from forms_engine.uploads.pieces import AT_ONCE
from tests.support.factories import make_region, make_service
from tests.support.hostile_files import photo
from tests.support.hostile_pdfs import pdf
from tests.support.uploads import documents

pytestmark = pytest.mark.django_db
PIECE = 1000


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"


@pytest.fixture
def begin(client):
    def start(document=None, **options):
        client.post(f"/mulai/{make_service(make_region(), document or documents(**options)).pk}/")
        return f"/isi/{Draft.unscoped.get().token}/"

    return start


def piece(client, address, content, offset, upload="", field="fld-foto", name="foto.jpg", size=None):
    part = SimpleUploadedFile("piece", content[offset : offset + PIECE])
    data = {"field": field, "name": name, "size": size or len(content), "offset": offset, "upload": upload}
    return client.post(f"{address}berkas/", data | {"piece": part})


def send(client, address, content, **which):
    """All pieces; the last answer."""
    upload, offset = "", 0
    while True:
        said = piece(client, address, content, offset, upload, **which).json()
        if "html" in said:
            return said
        upload, offset = said["upload"], said["received"]


def noise():
    image = Image.effect_noise((120, 90), 80)
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def test_the_last_piece_makes_it_an_answer(client, begin):
    address = begin()
    said = send(client, address, noise())
    assert said["error"] == "" and "foto.jpg" in said["html"]
    draft = Draft.unscoped.get()
    assert draft.answers["fld-foto"] == [str(Upload.unscoped.get().uuid)]
    assert not PartialUpload.unscoped.exists()
    assert client.post(f"{address}1/", {"_shown": "0"})["Location"] == f"{address}periksa/"


def test_after_a_lost_answer_it_goes_on_where_it_was(client, begin):
    address, content = begin(), noise()
    upload = piece(client, address, content, 0).json()["upload"]
    again = piece(client, address, content, 0, upload)
    assert again.status_code == 409 and again.json() == {"upload": upload, "received": PIECE}
    assert piece(client, address, content, 5 * PIECE, upload).status_code == 409
    assert piece(client, address, content, PIECE, upload).json()["received"] == 2 * PIECE


def test_what_is_refused_is_told_in_the_same_words_and_what_was_there_stays(client, begin):
    address = begin(max=3)
    send(client, address, photo())
    said = send(client, address, b"MZ" + b"\0" * 3000, name="buruk.exe")
    assert "buruk.exe" in said["error"] and "foto.jpg" in said["html"]
    assert len(Draft.unscoped.get().answers["fld-foto"]) == 1
    assert send(client, address, pdf(), name="surat.pdf")["error"] == ""
    assert len(Draft.unscoped.get().answers["fld-foto"]) == 2


def test_unfinished_files_count_towards_the_room_of_a_draft(client, begin, monkeypatch):
    address, content, big = begin(), noise(), 9 * 1024 * 1024
    monkeypatch.setattr("forms_engine.uploads.store.MOST_MB", 20)
    assert ["upload" in piece(client, address, content, 0, size=big).json() for _ in range(2)] == [True, True]
    said = piece(client, address, content, 0, size=big).json()
    assert "20 MB" in said["error"] and "html" in said and PartialUpload.unscoped.count() == 2
    assert send(client, address, content)["error"] == "", "a small one still fits"


@pytest.mark.parametrize("size", [0, 11 * 1024 * 1024, "x"])
def test_a_size_that_will_not_do_is_told_before_anything_is_sent(client, begin, size):
    address = begin()
    said = client.post(
        f"{address}berkas/",
        {"field": "fld-foto", "name": "a", "size": size, "offset": 0, "piece": SimpleUploadedFile("piece", b"x")},
    ).json()
    assert said["error"] and not PartialUpload.unscoped.exists()


def test_only_the_owner_and_only_questions_for_files(client, begin):
    address = begin()
    assert piece(Client(), address, photo(), 0).status_code == 302
    assert piece(client, address, photo(), 0, field="fld-none").status_code == 404
    assert piece(client, address, photo(), 0, field="fld-foto.abcd").status_code == 404
    assert piece(client, address, photo(), 0, upload="x").status_code == 404
    assert client.get(f"{address}berkas/").status_code == 405
    assert client.post(f"{address}berkas/", {"field": "fld-foto", "size": 5}).status_code == 400


def test_a_file_in_a_row_of_a_group(client, begin):
    document = documents()
    question = document["steps"][0]["fields"].pop()
    group = {"id": "grp-a1b2", "kind": "group", "label": "Anak", "options": {"max": 3}, "fields": [
        {"id": "fld-nama", "kind": "short_text", "label": "Nama"}, question,
    ]}  # fmt: skip
    document["steps"][0]["fields"].append(group)
    address = begin(document)
    client.post(f"{address}1/", {"_shown": "0,0.abcd,0.abcd.0,0.abcd.1", "f-fld-nama.abcd": "Budi"})
    said = send(client, address, photo(), field="fld-foto.abcd")
    assert 'name="f-fld-foto.abcd"' in said["html"]
    (row,) = Draft.unscoped.get().answers["grp-a1b2"]
    assert row["fld-nama"] == "Budi" and row["fld-foto"] == [str(Upload.unscoped.get().uuid)]


def test_unfinished_files_are_few_and_cleared_away(client, begin):
    address, content = begin(max=9), noise()
    for _time in range(AT_ONCE + 3):
        piece(client, address, content, 0)
    assert PartialUpload.unscoped.count() == AT_ONCE
    PartialUpload.unscoped.update(created_at=timezone.now() - timedelta(days=2))
    with region_scope(Draft.unscoped.get().region_id):
        clear_arriving(lambda: None)
    assert not PartialUpload.unscoped.exists()


def test_an_autosave_that_began_before_a_file_arrived_does_not_undo_it(client, begin):
    """It knew nothing of the file, and the page that it saves still showed none."""
    document = documents()
    question = document["steps"][0]["fields"][0]
    inner = question | {"id": "fld-inner", "label": "Foto anak"}
    name = {"id": "fld-nama", "kind": "short_text", "label": "Nama"}
    group = {"id": "grp-a1b2", "kind": "group", "label": "Anak", "options": {"max": 3}, "fields": [name, inner]}
    document["steps"][0]["fields"].append(group)
    address = begin(document)
    page = {"_shown": "0,1,1.abcd,1.abcd.0,1.abcd.1", "f-fld-nama.abcd": "Budi", "_auto": "1"}
    client.post(f"{address}1/", page)
    stale = Draft.unscoped.get()
    send(client, address, photo())
    send(client, address, photo(), field="fld-inner.abcd")
    with patch("forms_engine.journey.owner.find_draft", return_value=stale):
        client.post(f"{address}1/", page)
    answers = Draft.unscoped.get().answers
    assert answers["fld-foto"] and answers["grp-a1b2"][0]["fld-inner"]
