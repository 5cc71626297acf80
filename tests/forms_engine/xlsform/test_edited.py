"""XLSForm: what was edited in a sheet of ours is taken over, or told."""

import pytest

import forms_engine.fields  # noqa: F401  (enters the kinds)
from tests.support.xlsform import EDITED, edited, written

pytestmark = pytest.mark.usefixtures("parsed_here")


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
