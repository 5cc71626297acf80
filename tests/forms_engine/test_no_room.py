"""A disk without room: who sends a file is told in words, what was typed is kept, and nothing half stays behind."""

import errno

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from forms_engine.applications.models import Draft
from forms_engine.uploads.models import PartialUpload, Upload
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.hostile_files import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(settings, tmp_path, monkeypatch):
    """A disk that is full after the first bytes of each file."""
    settings.MEDIA_ROOT = tmp_path / "private"

    def save(self, name, content):
        path = tmp_path / "private" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", save)
    return tmp_path / "private"


@pytest.fixture
def draft(client):
    document = service_document()
    document["steps"] = [document["steps"][2]]
    client.post(f"/mulai/{make_service(make_region(), document).pk}/")
    return Draft.unscoped.get()


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_has_no_room_is_refused_in_words(full, client, draft):
    file = SimpleUploadedFile("rumah.jpg", photo())
    answer = client.post(
        f"/isi/{draft.token}/1/", {"_shown": "0,1", "f-fld-foto": file, "f-fld-note": "Catatan saya"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and 'id="errors"' in page and "Catatan saya" in page
    assert "belum dapat disimpan" in page or "be stored at the moment" in page
    assert not Upload.unscoped.exists() and files(full) == []


def test_a_piece_that_has_no_room_is_refused_in_words(full, client, draft):
    content = photo()
    said = client.post(
        f"/isi/{draft.token}/berkas/",
        {"field": "fld-foto", "name": "rumah.jpg", "size": len(content), "piece": SimpleUploadedFile("x", content)},
    )
    error = said.json()["error"]
    assert said.status_code == 200 and ("belum dapat disimpan" in error or "be stored at the moment" in error)
    assert not PartialUpload.unscoped.exists() and files(full) == []
