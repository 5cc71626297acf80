"""XLSForm: what others wrote comes in or says why not; what we write out comes back as it was."""

import io
import os
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pyxform.xls2xform import convert

import forms_engine.fields  # noqa: F401  (enters the kinds)
from cms.pages.models import RegionPage
from forms_engine.builder.conditions import from_rule
from forms_engine.builder.packages import PackageError, import_service, validate
from forms_engine.gallery.demo import gallery_documents
from forms_engine.services.models import ServicePage
from forms_engine.xlsform.reading import read_xlsform
from forms_engine.xlsform.writing import write_xlsform
from forms_engine.xlsform.xpath import NotCarried, rows_of
from tests.documents import service_document
from tests.factories import make_member, make_region

# Forms written by others, where a folder of them is named, for example the examples of pyxform itself:
#   git clone https://github.com/XLSForm/pyxform && XLSFORMS=pyxform/tests/example_xls make test ONLY=unit
OTHERS = Path(os.environ["XLSFORMS"]) if "XLSFORMS" in os.environ else None
FORMS = sorted(path for path in OTHERS.iterdir() if path.suffix in (".xls", ".xlsx", ".csv", ".md")) if OTHERS else []


def book(survey, choices=(), settings=()):
    """The bytes of a workbook with these rows."""
    made = openpyxl.Workbook()
    made.active.title = "survey"
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = made[name] if name in made.sheetnames else made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


if FORMS:

    @pytest.mark.django_db
    @pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
    def test_forms_of_others_come_in_or_say_why_not(path):
        with translation.override("en"):
            try:
                document, notes = read_xlsform(path.read_bytes(), path.name)
            except PackageError as refusal:
                assert all(len(message) > 15 for message in refusal.messages)
                return
        validate(document)
        assert all(note.message and note.row > 1 for note in notes)
        make_region()
        page = import_service(RegionPage.objects.get(), document)
        assert page.get_latest_revision_as_object().steps


DOCUMENTS = [*gallery_documents(), service_document()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["title"])
def test_what_we_write_comes_back_and_is_a_valid_xlsform(document):
    data = write_xlsform(document)
    assert read_xlsform(data, "layanan.xlsx") == (document, [])
    assert "<h:html" in convert(xlsform=io.BytesIO(data), validate=False, file_type=".xlsx").xform


def test_an_edited_label_wins():
    workbook = openpyxl.load_workbook(io.BytesIO(write_xlsform(service_document())))
    for row in workbook["survey"].iter_rows():
        for cell in row:
            if cell.value == "Nama lengkap":
                cell.value = "Nama sesuai KTP"
    data = io.BytesIO()
    workbook.save(data)
    document, _notes = read_xlsform(data.getvalue(), "layanan.xlsx")
    assert document["steps"][0]["fields"][0]["label"] == "Nama sesuai KTP"


SURVEY = [
    ["type", "name", "label", "hint", "required", "relevant", "constraint"],
    ["begin_group", "diri", "Data diri"],
    ["text", "nama", "Nama", "Sesuai KTP", "yes"],
    ["integer", "usia", "Usia", "", "yes", "", ". >= 0 and . <= 120"],
    ["select_one status", "status", "Status", "", "", "${usia} >= 17"],
    ["text", "alasan", "Alasan", "", "", "${status} = 'kawin' and ${usia} < 19"],
    ["date", "tanggal", "Tanggal", "", "", "not(selected(${status}, 'kawin'))", ". <= today()"],
    ["end_group"],
    ["begin_repeat", "anak", "Anak"],
    ["text", "nama_anak", "Nama anak"],
    ["end_repeat"],
    ["audio", "suara", "Rekam suara"],
    ["text", "rumit", "Rumit", "", "", "count(${anak}) > 2"],
]  # fmt: skip
CHOICES = [["list_name", "name", "label"], ["status", "kawin", "Kawin"], ["status", "belum", "Belum kawin"]]


def test_conditions_limits_and_repeats_are_carried_over():
    document, notes = read_xlsform(book(SURVEY, CHOICES, [["form_title"], ["Uji"]]), "uji.xlsx")
    validate(document)
    assert document["title"] == "Uji"
    first = {field["label"]: field for field in document["steps"][0]["fields"]}
    assert first["Usia"]["options"] == {"min": 0, "max": 120} and first["Tanggal"]["options"] == {"latest": "today"}
    assert from_rule(first["Status"]["show_when"])[1][0]["comparison"] == ">="
    assert [row["comparison"] for row in from_rule(first["Alasan"]["show_when"])[1]] == ["==", "<"]
    assert from_rule(first["Tanggal"]["show_when"])[0] == "none"
    later = [field for step in document["steps"][1:] for field in step["fields"]]
    assert [field["kind"] for field in later] == ["group", "short_text"]
    assert len(notes) == 2 and {note.row for note in notes} == {12, 13}
    assert "count(${anak}) > 2" in notes[1].message


@pytest.mark.parametrize(
    ("text", "match", "count"),
    [
        ("${a} = 1", "all", 1), ("${a} = 1 or ${b} = 2", "any", 2), ("not(${a} = 1)", "none", 1),
        ("(${a} = 1 or ${b} = 2) and ${c} != ''", "all", 2), ("${a} = ''", "none", 1), ("17 <= ${a}", "all", 1),
    ],
)  # fmt: skip
def test_expressions_are_read(text, match, count):
    found = rows_of(text, lambda test: {"source": test.source})
    assert (found[0], len(found[1])) == (match, count)


@pytest.mark.parametrize(
    "text", ["", "${a}", "${a} = ", "${a} + 1 = 2", "count(${a}) > 1", "((((", "${a} = 1 and", "x" * 5000, "(" * 900]
)
def test_what_is_not_understood_is_refused_as_a_whole(text):
    with pytest.raises(NotCarried):
        rows_of(text, lambda test: {})


HOSTILE = {
    "empty.xlsx": b"", "text.xlsx": b"hello", "cut.xlsx": write_xlsform(service_document())[:900],
    "empty.csv": b"", "binary.csv": bytes(range(256)), "service.exe": b"MZ", "no-survey.xlsx": book([]),
    "large.xlsx": b"0" * 3_000_001, "old.xls": b"\xd0\xcf\x11\xe0" + b"0" * 600,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_xlsform_is_refused_in_words(name):
    with translation.override("en"), pytest.raises(PackageError) as refusal:
        read_xlsform(HOSTILE[name], name)
    assert all(len(message) > 15 for message in refusal.value.messages)


@pytest.mark.django_db
def test_in_the_admin_it_comes_in_with_what_it_lacks_and_goes_out():
    region = make_region()
    client = Client()
    client.force_login(make_member(region, "admin-wilayah", regional_admin=True).user)
    file = SimpleUploadedFile("uji.xlsx", book(SURVEY, CHOICES))
    page = client.post(reverse("service_import"), {"file": file}).content.decode()
    assert "count(${anak}) &gt; 2" in page
    service = ServicePage.objects.get()
    answer = client.get(f"{reverse('service_export', args=[service.pk])}?sebagai=xlsform")
    document, _notes = read_xlsform(answer.content, "lagi.xlsx")
    assert document["steps"][0]["title"] == "Data diri"
    broken = client.post(reverse("service_import"), {"file": SimpleUploadedFile("x.xlsx", b"nothing")})
    assert broken.status_code == 200 and ServicePage.objects.count() == 1


@pytest.mark.django_db
def test_a_service_of_the_gallery_is_one_click_away():
    client = Client()
    client.force_login(make_member(make_region(), "admin-wilayah", regional_admin=True).user)
    page = client.get(reverse("service_import")).content.decode()
    assert all(document["title"] in page for document in gallery_documents())
    client.post(reverse("service_import"), {"gallery": "0"})
    assert ServicePage.objects.get().title == gallery_documents()[0]["title"]
    assert client.post(reverse("service_import"), {"gallery": "999"}).status_code == 404
