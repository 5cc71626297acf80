"""The paper form: every question of a service on it, its conditions in words, fields that can be typed into."""

import io
import subprocess

import pypdf
import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from cms.jobs.ledger import drain
from cms.jobs.models import Job
from cms.regions.scoping import region_scope
from forms_engine.channels.paper.make import COMB, form_of, make
from forms_engine.channels.paper.sheet import parts_of
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kind_of
from forms_engine.design.gallery.catalogue import gallery_documents
from tests.support.any_service import services
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"


@pytest.fixture
def region():
    return make_region("33.75")


def pdf_of(region, document, language="id"):
    version = make_service(region, document).current_version
    with region_scope(region):
        make(version.pk, language)
        return form_of(version, language).file.read()


def printed(pdf):
    """The text of a PDF by an independent reader, on one line."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def asked(definition):
    return [field for field in definition.every_field() if kind_of(field).asks]


@pytest.mark.parametrize("document", gallery_documents(), ids=lambda document: document["title"])
def test_every_question_of_the_gallery_is_on_paper_and_can_be_typed_into(region, document):
    pdf = pdf_of(region, document)
    text, definition = printed(pdf), from_json(document)
    for field in asked(definition):
        assert " ".join(field.label.split()[:3]) in text, field.label
    names = pypdf.PdfReader(io.BytesIO(pdf)).get_fields()
    titles = " ".join(str(field.get("/TU")) for field in names.values())
    for field in asked(definition):
        if not kind_of(field).computes and not kind_of(field).repeats:
            assert field.label in titles, field.label


def test_what_is_typed_into_the_pdf_is_read_back(region):
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(region, service_document())))
    writer = pypdf.PdfWriter(clone_from=reader)
    texts = {name: field for name, field in reader.get_fields().items() if field["/FT"] == "/Tx"}
    name = next(name for name, field in texts.items() if field.get("/Ff", 0) & COMB)
    for page in writer.pages:
        writer.update_page_form_field_values(page, {name: "3375014508850001"}, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    assert pypdf.PdfReader(out).get_form_text_fields()[name] == "3375014508850001"


def test_the_parts_of_a_choice_are_one_field(region):
    document = service_document()
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(region, document)))
    roots = [reference.get_object() for reference in reader.trailer["/Root"]["/AcroForm"]["/Fields"]]
    assert all("/Parent" not in root for root in roots)
    names = [root["/T"] for root in roots]
    assert len(set(names)) == len(names)
    assert any("/Kids" in root for root in roots)


def test_conditions_are_said_in_words():
    document = next(one for one in gallery_documents() if "Cuti" in one["title"])
    with translation.override("id"):
        items = [item for part in parts_of(from_json(document)) for item in part.items]
    when = {item.label: item.when for item in items if item.when}
    assert when["Surat keterangan dokter"] == (
        "Jenis cuti yang diminta adalah Cuti sakit dan Lama cuti paling banyak 14"
    )


@given(services())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
def test_any_service_fits_on_paper(document):
    definition = from_json(document) if isinstance(document, dict) else document
    items = [item for part in parts_of(definition) for item in part.items]
    shown = [item.label for item in items if item.number]
    assert shown == [field.label for field in definition.fields() if kind_of(field).asks]
    inner = [item for item in items for _title, row in item.rows for item in row]
    names = [place.name for item in (*items, *inner) for place in item.places]
    assert len(set(names)) == len(names)
    assert all("." not in name for name in names)


def test_it_is_made_once_a_language_and_handed_to_anyone(client, region):
    page = make_service(region, service_document())
    address = reverse("paper_form", args=[page.pk])
    assert client.get(address).status_code == 202
    assert client.get(address).status_code == 202
    assert Job.unscoped.filter(name="paper.make").count() == 1
    drain()
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert "FORMULIR" in printed(b"".join(response.streaming_content)).upper()
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.get(address).status_code == 202


def test_what_is_not_published_has_no_form(client, region):
    page = make_service(region, service_document())
    page.live = False
    type(page).objects.filter(pk=page.pk).update(live=False)
    assert client.get(reverse("paper_form", args=[page.pk])).status_code == 404
