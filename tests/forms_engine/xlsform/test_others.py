"""XLSForm: what others wrote comes in or says why not; what we write out comes back as it was."""

import copy
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pyxform.xls2xform import convert

import forms_engine.fields  # noqa: F401  (enters the kinds)
from cms.pages.models import RegionPage
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.packages.services import PackageError, import_service, validate
from forms_engine.design.page import ServicePage
from forms_engine.design.xlsform import writing
from forms_engine.design.xlsform.reading import read_xlsform
from forms_engine.design.xlsform.writing import write_xlsform
from forms_engine.design.xlsform.xpath import NotCarried, rows_of
from forms_engine.pickers.conditions import from_rule
from tests.support.documents import service_document
from tests.support.factories import make_member, make_region
from tests.support.others import forms_of_others
from tests.support.xlsform import EDITED, book, edited, with_kept, written

pytestmark = pytest.mark.usefixtures("parsed_here")


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_forms_of_others_come_in_or_say_why_not():
    make_region()
    taken, refused, questions = [], {}, 0
    for name, data in forms_of_others():
        with translation.override("en"):
            try:
                document, notes = read_xlsform(data, name)
            except PackageError as refusal:
                assert all(len(message) > 15 for message in refusal.messages), name
                refused[name] = refusal.messages
                continue
        validate(document)
        assert all(note.message and note.row > 1 for note in notes), name
        # What came in as an editor's page is the very document.
        page = import_service(RegionPage.objects.get(), document)
        assert compile_page(page.get_latest_revision_as_object())["steps"] == document["steps"], name
        assert read_xlsform(write_xlsform(document), "again.xlsx") == (document, [])
        taken.append(name)
        questions += sum(len(step["fields"]) for step in document["steps"])
    assert len(taken) >= 45 and questions > 300, (taken, questions)
    assert len(refused) <= 10, refused


DOCUMENTS = [*gallery_documents(), service_document()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["title"])
def test_what_we_write_comes_back_and_is_a_valid_xlsform(document):
    data = write_xlsform(document)
    assert read_xlsform(data, "layanan.xlsx") == (document, [])
    assert "<h:html" in convert(xlsform=io.BytesIO(data), validate=False, file_type=".xlsx").xform


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


def test_what_a_cell_cannot_hold_is_written_as_plain_text(monkeypatch):
    document = copy.deepcopy(EDITED)
    document["title"] = "=1+1"
    document["steps"][0]["fields"][0] |= {"label": "Nama\x0bacara", "hint": '=HYPERLINK("http://x","klik")'}
    document["about"]["summary"] = "=" * 600
    monkeypatch.setattr(writing, "CELL", 100)  # a piece of the sheet `warkat` begins with it
    data = write_xlsform(document)
    sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    assert "f" not in {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert read_xlsform(data, "layanan.xlsx") == (document, [])


def test_a_group_named_lain_keeps_its_condition_to_itself():
    survey = [
        SURVEY[0], ["integer", "usia", "Usia"], ["begin_group", "lain_lain", "Lain", "", "", "${usia} > 17"],
        ["text", "hobi", "Hobi"], ["end_group"], ["text", "alamat", "Alamat"], ["text", "rt", "RT"],
    ]  # fmt: skip
    document, _notes = read_xlsform(book(survey), "lain.xlsx")
    assert [len(step["fields"]) for step in document["steps"]] == [1, 1, 2]
    assert ["show_when" in step for step in document["steps"]] == [False, True, False]


@pytest.mark.parametrize(
    "row",
    [
        ["integer", "b", "B", "", "", "", ". < " + "9" * 5000], ["text", "b", "B", "", "", "${a} > " + "9" * 5000],
        ["text", "b", "B", "", "", "${a} > 1e999"], [f"select_one{' ' * 30_000}x a", "b", "B"],
    ],
    ids=["limit", "condition", "power", "blanks"],
)  # fmt: skip
def test_endless_numbers_and_blanks_are_told_at_once(row):
    survey = [SURVEY[0], ["integer", "a", "A"], *([row] * 20)]
    with translation.override("en"):
        document, notes = read_xlsform(book(survey), "long.xlsx")
    validate(document)
    assert len(notes) >= 20


def test_what_asks_nothing_is_never_required():
    document = copy.deepcopy(EDITED)
    document["steps"][0]["fields"][0] = {"id": "nama-aaaa", "kind": "information", "label": "Baca dulu",
                                         "options": {"text": "Baca dulu"}}  # fmt: skip
    found, notes = edited(lambda book: book["survey"].cell(3, 5, "yes"), document)
    assert found == document and [message[:10] for _row, _name, message in notes] == ["“required”"]
    found, notes = edited(lambda book: book["survey"].cell(3, 4, "Petunjuk"), document)
    assert found == document and [message[:6] for _row, _name, message in notes] == ["“hint”"]


def with_field(**values):
    document = copy.deepcopy(EDITED)
    document["steps"][0]["fields"][4]["fields"][0] |= values
    return document


STRANGE_FIELDS = {
    "an unknown kind in a group": with_field(kind="zzz"),
    "a choice without choices": with_field(kind="choice"),
}


@pytest.mark.parametrize("name", STRANGE_FIELDS)
def test_a_strange_question_is_told_in_words(name):
    def change(book):
        with_kept(json.dumps(STRANGE_FIELDS[name]))(book)
        book["choices"].append(["l_q_orang_aaaa", "satu", "Satu"])

    try:
        _found, notes = edited(change)
    except PackageError as refusal:
        assert any("isn't known here" in message for message in refusal.messages)
    else:
        assert any("“Satu” is new" in message for _row, _name, message in notes)


def test_many_lists_are_read_at_once():
    """Each row of `choices` a list of its own: looked at once, not once for each."""
    rows = [[f"l{number}", "a", "A"] for number in range(15_000)]
    _found, notes = edited(lambda book: [book["choices"].append(row) for row in rows])
    assert len(notes) == len(rows)


def test_an_edited_text_says_that_its_english_is_lost():
    document = EDITED | {"translations": {"en": {"Nama acara": "Name of the event"}}}
    found, notes = edited(
        lambda book: setattr(written(book["survey"], "Nama acara"), "value", "Nama kegiatan"), document
    )
    assert found["steps"][0]["fields"][0]["label"] == "Nama kegiatan"
    assert [message for _row, _name, message in notes if "translate it again" in message]


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


@pytest.mark.django_db
def test_in_the_admin_it_comes_in_with_what_it_lacks_and_goes_out():
    region = make_region()
    client = Client()
    client.force_login(make_member(region, "admin-wilayah", regional_admin=True).user)
    file = SimpleUploadedFile("uji.xlsx", book(SURVEY, CHOICES))
    answer = client.post(reverse("service_import"), {"file": file})
    page = client.get(answer.url).content.decode()
    assert "count(${anak}) &gt; 2" in page
    assert client.get(answer.url).status_code == 200 and ServicePage.objects.count() == 1  # loaded again
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
