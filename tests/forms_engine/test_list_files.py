"""Reference lists as files: read from every spreadsheet, mistakes named by their line, entries found by name."""

import csv
import io
import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from forms_engine.lists.lookup import entries_from
from forms_engine.lists.reading import MAX_ENTRIES, Row, harmless, read_csv, write_csv

pytestmark = pytest.mark.usefixtures("parsed_here")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_files_of_every_spreadsheet_are_read(separator, encoding, end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerows([["Nama", "KODE", "Aktif"], ["Kafé; A, B", "P01", "ya"], [], ["Beta", "P02", "Tidak"]])
    reading = read_csv(out.getvalue().encode(encoding))
    assert reading.errors == []
    assert reading.rows == [Row("P01", "Kafé; A, B", True, ()), Row("P02", "Beta", False, ())]


MISTAKES = {
    b"": "empty",
    b"\xef\xbb\xbf": "empty",
    b"\n\n  \n": "empty",
    b"kode;nama\n": "no entries",
    b"a;b\nP01;x\n": "Line 1",
    b"kode;nama;x;X\nP01;x;1;2\n": "Line 1",
    b"kode;nama\nP01;satu\n;dua\n": "Line 3",
    b"kode;nama\nP01;satu\nP02;\n": "Line 3",
    b"kode;nama\nP01;satu\n\np01;dua\n": "Line 4",
    b"kode;nama\nP01;satu;dua\n": "Line 2",
    b'kode;nama\nP01;"satu\nP02;dua\n': "Line",
    b"kode;nama\n1,23E+15;satu\n": "Line 2",
    b"kode;nama;aktif\nP01;satu;mungkin\n": "Line 2",
    b"kode;nama\n" + b"x" * 61 + b";satu\n": "Line 2",
    b"kode;nama\nP01;" + b"x" * 201 + b"\n": "Line 2",
    b"kode;nama\nP01;\x00\n": "text file",
    b"PK\x03\x04rest": "spreadsheet",
    b"\x81\x8d\x8f": "text file",
    b"kode;nama\n" + b"".join(b"P%d;x%d\n" % (n, n) for n in range(MAX_ENTRIES + 1)): "a list holds at most",
    b"x" * 3_200_000: "3 MB",
    b"kode;nama;" + b";".join(b"k%d" % n for n in range(9)) + b"\nP01;x\n": "Line 1",
}


@pytest.mark.parametrize(("content", "word"), MISTAKES.items(), ids=range(len(MISTAKES)))
def test_each_mistake_is_named_by_its_line(content, word):
    with translation.override("en"):
        reading = read_csv(content)
    assert word in reading.errors[0], reading.errors


def test_all_mistakes_are_named_at_once_and_not_without_end():
    with translation.override("en"):
        reading = read_csv(b"kode;nama\n" + b";x\nP1;\n" * 30)
    assert len(reading.errors) == 20 and reading.more_errors
    assert [error.split(":")[0] for error in reading.errors[:3]] == ["Line 2", "Line 3", "Line 4"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    reading = read_csv(content)
    assert reading.errors or reading.rows


cells = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12).map(str.strip)


@given(st.lists(st.tuples(cells, cells, st.booleans(), cells), min_size=1, max_size=5))
def test_what_is_exported_is_imported_again_and_is_no_formula(rows):
    from forms_engine.text.typed import tidy

    known = {
        tidy(code).casefold(): Row(*map(tidy, (code, label)), active, (tidy(extra),))
        for code, label, active, extra in rows
    }
    kept = [
        row for row in known.values()
        if row.code and row.label and not re.fullmatch(r"\d([.,]\d+)?E\+\d+", row.code, re.I)
        and not any(text.startswith("'") for text in (row.code, row.label, *row.extra))
    ]  # fmt: skip
    body = write_csv(["=Kolom"], kept)
    written = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in written for cell in row)
    if kept:
        reading = read_csv(body)
        assert (reading.errors, reading.rows, reading.columns) == ([], kept, ("=Kolom",))


def test_formulas_are_made_harmless():
    assert [harmless(text) for text in ("=1+1", "@x", "-5", "+62", "Pasar")] == [
        "'=1+1",
        "'@x",
        "'-5",
        "'+62",
        "Pasar",
    ]


def test_entries_with_the_same_label_are_told_apart():
    rows = [("1", "SDN 1", ["Barat"]), ("2", "SDN 1", ["Timur"]), ("3", "SDN 2", [""]), ("4", "sdn 2", [])]
    entries = entries_from(rows)
    assert list(entries.titles.values()) == ["SDN 1 (Barat)", "SDN 1 (Timur)", "SDN 2 (3)", "sdn 2 (4)"]
    assert (entries.find("sdn 1 (timur)"), entries.find("SDN 1"), entries.find("3")) == ("2", None, "3")
    assert entries.search("sdn tim") == (["2"], False)


@given(st.lists(st.tuples(cells, cells, st.lists(cells, max_size=1)), max_size=8, unique_by=lambda row: row[0]))
def test_every_entry_can_be_named_by_its_code(rows):
    entries = entries_from(rows)
    codes = {" ".join(code.casefold().split()) for code in entries.titles}
    if len(codes) == len(rows):
        assert all(entries.find(code) == code for code in entries.titles)
    assert "<" not in re.sub(r"</?option[^<>]*>", "", entries.options)
