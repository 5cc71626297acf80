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
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.packages.services import PackageError, import_service, validate
from forms_engine.design.page import ServicePage
from forms_engine.design.xlsform import writing
from forms_engine.design.xlsform.reading import read_xlsform
from forms_engine.design.xlsform.writing import write_xlsform
from forms_engine.design.xlsform.xpath import NotCarried, rows_of
from forms_engine.pickers.conditions import NotEditable, from_rule
from tests.support.documents import service_document
from tests.support.factories import make_member, make_region
from tests.support.others import forms_of_others

pytestmark = pytest.mark.usefixtures("parsed_here")


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


EDITED = {
    "schema": 1, "title": "Izin keramaian", "audience": "residents", "about": {},
    "parts": {"workflow": {"stages": []}},
    "steps": [{"id": "step-aaaa", "title": "Acara", "fields": [
        {"id": "nama-aaaa", "kind": "short_text", "label": "Nama acara", "hint": "Seperti di undangan"},
        {"id": "tempat-aaaa", "kind": "choice", "label": "Tempat", "choices": [
            {"id": "alun-aaaa", "label": "Alun-alun"}, {"id": "aula-aaaa", "label": "Aula"}]},
        {"id": "ada-aaaa", "kind": "yes_no", "label": "Ada panggung?"},
        {"id": "luas-aaaa", "kind": "number", "label": "Luas panggung",
         "show_when": {"and": [{"answered": "ada-aaaa"}, {"==": [{"var": "ada-aaaa"}, True]}]}},
        {"id": "warga-aaaa", "kind": "group", "label": "Panitia", "required": False, "fields": [
            {"id": "orang-aaaa", "kind": "short_text", "label": "Nama panitia"}]},
    ]}],
}  # fmt: skip


def edited(change, document=EDITED):
    """(document, Notes' messages) of a service written out, changed by `change(workbook)`, and read."""
    workbook = openpyxl.load_workbook(io.BytesIO(write_xlsform(document)))
    change(workbook)
    data = io.BytesIO()
    workbook.save(data)
    with translation.override("en"):
        found, notes = read_xlsform(data.getvalue(), "layanan.xlsx")
    validate(found)
    return found, {(note.row, note.name, note.message) for note in notes}


def written(sheet, wanted):
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == wanted)


def test_what_is_edited_in_the_sheet_is_taken_over():
    def change(book):
        survey = book["survey"]
        written(survey, "Acara").value = "Acaranya"
        written(survey, "Nama acara").value = "Nama acara (lengkap)"
        written(survey, "Seperti di undangan").value = None
        written(survey, "Nama panitia").value = "Nama ketua"
        survey.cell(written(survey, "Tempat").row, 4).value = "Pilih satu"
        survey.cell(written(survey, "Tempat").row, 5).value = None
        written(book["choices"], "Aula").value = "Aula kecamatan"
        written(book["settings"], "Izin keramaian").value = "Izin keramaian umum"

    document, notes = edited(change)
    assert notes == set()
    [step] = document["steps"]
    name, place, *_others, group = step["fields"]
    assert document["title"] == "Izin keramaian umum" and step["title"] == "Acaranya"
    assert name["label"] == "Nama acara (lengkap)" and "hint" not in name
    assert place["hint"] == "Pilih satu" and place["required"] is False
    assert [choice["label"] for choice in place["choices"]] == ["Alun-alun", "Aula kecamatan"]
    assert group["fields"][0]["label"] == "Nama ketua"


def copied(row, to, label):
    """As people add a question: copy a row, insert it (a spreadsheet's “insert copied cells”), change its label."""

    def change(book):
        cells = [cell.value for cell in book["survey"][row]]
        book["survey"].insert_rows(to)
        for column, value in enumerate([*cells[:2], label, *cells[3:]], 1):
            book["survey"].cell(to, column, value)

    return change


def copied_choice_above(book):
    book["choices"].insert_rows(4)
    for column, value in enumerate(("l_q_tempat_aaaa", "q_aula_aaaa", "Aula lain"), 1):
        book["choices"].cell(4, column, value)


def exchanged_ends(book):
    ends = [row[0] for row in book["survey"].iter_rows() if row[0].value.startswith("end")]
    for cell, kind in zip(ends, ("end_group", "end_repeat"), strict=True):
        cell.value = kind


def copied_choice(book):
    book["choices"].append(["l_q_tempat_aaaa", "q_aula_aaaa", "Aula baru"])


def swapped_choices(book):
    first, second = ([cell.value for cell in book["choices"][row]] for row in (4, 5))
    for column in range(1, 4):
        book["choices"].cell(4, column, second[column - 1])
        book["choices"].cell(5, column, first[column - 1])


def new_column(book):
    book["choices"].cell(1, 4, "media::image")
    book["choices"].cell(5, 4, "a.png")


def emptied(sheet, row, column):
    return lambda book: setattr(book[sheet].cell(row, column), "value", None)


CHANGES = {
    "a copied question": (copied(3, 12, "Nama ketua"), "This row is new"),
    "a question copied above": (copied(4, 4, "Tempat lain"), "This row is new"),
    "a question copied to the top": (copied(5, 3, "Lain"), "This row is new"),
    "a choice copied above": (copied_choice_above, "“Aula lain” is new"),
    "exchanged ends": (exchanged_ends, "order of the rows"),
    "a copied choice": (copied_choice, "“Aula baru” is new"),
    "other order of choices": (swapped_choices, "The order of the choices was changed"),
    "a choice without label": (emptied("choices", 5, 3), "can't be empty"),
    "another word for yes": (lambda book: book["choices"].cell(2, 3, "Betul"), "“label” was changed to “Betul”"),
    "a third answer": (lambda book: book["choices"].append(["ya_tidak", "mungkin", "Mungkin"]), "“Mungkin” is new"),
    "a new list": (lambda book: book["choices"].append(["lain", "satu", "Satu"]), "“Satu” is new"),
    "a column of choices": (new_column, "“media::image” was changed to “a.png”"),
    "no end of a group": (lambda book: book["survey"].delete_rows(book["survey"].max_row), "order of the rows"),
    "no title": (emptied("settings", 2, 1), "“form_title” was changed to “”"),
    "another language": (lambda book: book["settings"].cell(2, 3, "English (en)"), "“default_language” was changed"),
    "a new question": (lambda book: book["survey"].append(["text", "baru", "Baru"]), "This row is new"),
    "a new group": (lambda book: book["survey"].append(["begin_group", "lagi", "Lagi"]), "This row is new"),
    "a deleted question": (lambda book: book["survey"].delete_rows(4), "“Tempat”"),
    "a new choice": (lambda book: book["choices"].append(["l_q_tempat_aaaa", "lapangan", "Lapangan"]), "“Lapangan”"),
    "a deleted choice": (lambda book: book["choices"].delete_rows(5), "“Aula”"),
    "another type": (lambda book: book["survey"].cell(3, 1, "integer"), "“type” was changed to “integer”"),
    "another condition": (lambda book: book["survey"].cell(6, 6, "${q_ada_aaaa} != 'true'"), "“relevant” was"),
    "no condition": (lambda book: setattr(book["survey"].cell(6, 6), "value", None), "“relevant” was changed to “”"),
    "a new limit": (lambda book: (book["survey"].cell(1, 8, "constraint"), book["survey"].cell(6, 8, ". > 3")),
                    "“constraint” was changed to “. > 3”"),
    "required by a condition": (lambda book: book["survey"].cell(3, 5, "${q_luas_aaaa} > 3"), "“required” was"),
    "no label": (lambda book: setattr(book["survey"].cell(3, 3), "value", None), "can't be empty"),
    "a long label": (lambda book: book["survey"].cell(3, 3, "x" * 400), "was cut"),
    "another order": (lambda book: book["survey"].move_range("A3:G3", rows=20), "order"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_an_edit_that_is_not_carried_over_is_told(name):
    change, told = CHANGES[name]
    document, notes = edited(change)
    assert len(notes) == 1 and told in next(iter(notes))[2], notes
    if "label" not in name:
        assert document == EDITED


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


def with_rule(rule):
    document = copy.deepcopy(EDITED)
    document["steps"][0]["fields"][3]["show_when"] = rule
    return document


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
    assert [message for _row, _name, message in notes if "translate it anew" in message]


def with_kept(text):
    """A file of ours whose sheet `warkat` says something else."""

    def change(book):
        book["warkat"].delete_rows(1, 9)
        book["warkat"].append([text])

    return change


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "{}", '{"steps": 1}', '{"title": "x", "steps": [1]}', "9" * 5000, "[1]", "3"]
)
def test_a_sheet_of_ours_that_was_tampered_with_is_refused(text):
    with pytest.raises(PackageError, match="warkat"):
        edited(with_kept(text))


STRANGE = [
    *({operator: []} for operator in ("!", "answered", "in", "and", "==")), "x", 5, {"and": 5}, {"and": [5]},
    {"and": ["x", "y"]}, {"!": None}, {"!": 5}, {"or": None}, {}, [], {"==": 5}, {"in": "x"}, {"answered": {}},
]  # fmt: skip


@pytest.mark.django_db  # the region's reference lists
@pytest.mark.parametrize("rule", STRANGE, ids=str)
def test_a_strange_condition_is_no_reason_to_fail(rule):
    document = with_rule(rule)
    try:
        found, _notes = edited(with_kept(json.dumps(document)))
        fill_page(ServicePage(), found)
    except NotEditable:
        pass  # `import_service` says so in words
    except PackageError as refusal:
        assert len(refusal.messages) > 1 and all(len(message) > 15 for message in refusal.messages)
    else:
        assert found == document


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


UNREADABLE, NO_SURVEY = "save it anew as .xlsx", "no sheet “survey”"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("text.xlsx", b"hello", UNREADABLE), ("cut.xlsx", HOSTILE["cut.xlsx"], UNREADABLE),
        ("old.xls", HOSTILE["old.xls"], UNREADABLE), ("binary.csv", bytes(range(256)), UNREADABLE),
        ("names.csv", b"nama,umur\nSari,30\n", NO_SURVEY), ("empty.csv", b"", NO_SURVEY),
        ("read-me.md", b"# Halo", NO_SURVEY), ("no-survey.xlsx", HOSTILE["no-survey.xlsx"], NO_SURVEY),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_our_words_alone(name, content, words):
    with translation.override("en"), pytest.raises(PackageError) as refusal:
        read_xlsform(content, name)
    (message,) = refusal.value.messages
    assert words in message
    assert not any(inside in message for inside in ("Argument", "codec", "zip", "Error", "%(", "0x"))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\xe2\xe3\xcf\xd3", b"\x89PNG\r\n\x1a\n", b"Halo"])
def test_another_file_is_told_both_kinds_that_come_in(content):
    with translation.override("en"), pytest.raises(PackageError) as refusal:
        import_service(None, content)
    assert "JSON" in refusal.value.messages[0] and "XLSForm" in refusal.value.messages[0]


@pytest.mark.parametrize(("document", "words"), [({}, "isn't a service that was"), ({"schema": 99}, "version 99")])
def test_an_object_that_is_no_service_is_told_so(document, words):
    with translation.override("en"), pytest.raises(PackageError) as refusal:
        import_service(None, document)
    assert words in refusal.value.messages[0] and "None" not in refusal.value.messages[0]


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
