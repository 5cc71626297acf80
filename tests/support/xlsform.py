"""Sheets as people write and edit them."""

import io

import openpyxl
from django.utils import translation

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.design.packages.services import validate
from forms_engine.design.xlsform.reading import read_xlsform
from forms_engine.design.xlsform.writing import write_xlsform


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


def with_kept(text):
    """A file of ours whose sheet `warkat` says something else."""

    def change(book):
        book["warkat"].delete_rows(1, 9)
        book["warkat"].append([text])

    return change


def written(sheet, wanted):
    """The cell of a sheet that holds `wanted`."""
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == wanted)
