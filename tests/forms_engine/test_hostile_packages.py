"""Files that are made to cost the check of them dear: twenty mistakes are found, and no more is looked for."""

import json
import tracemalloc

import pytest

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.design.packages import mistakes
from forms_engine.design.packages.services import PackageError, shallow, validate
from forms_engine.lists import reading
from forms_engine.lists.reading import MAX_ENTRIES, read_csv
from tests.support import costly
from tests.support.documents import service_document


def in_step(document, **values):
    document["steps"][0].update(values)


def in_field(document, **values):
    document["steps"][0]["fields"][0].update(values)


def in_lists(document, *entries):
    document["lists"] = {f"list-{place}": {"name": "x", "entries": rows} for place, rows in enumerate(entries)}


FILES = {  # up to two million bytes
    "steps": lambda d: d.update(steps=[{}] * 400_000),
    "questions": lambda d: in_step(d, fields=[{"id": "a", "kind": "B", "label": ""}] * 50_000),
    "questions that are none": lambda d: in_step(d, fields=[0] * 600_000),
    "long texts for questions": lambda d: in_step(d, fields=["x" * 2000] * 900),
    "choices": lambda d: in_field(d, choices=[{"id": "a"}] * 150_000),
    "blocks": lambda d: d["certificate"].update(body=[{}] * 400_000),
    "blocks that are two": lambda d: d["certificate"].update(
        body=[{"id": "abcd", "text": "x", "rows": list(range(500))}] * 60
    ),
    "stages": lambda d: d["parts"].update(workflow={"stages": [{"id": "x"}] * 150_000}),
    "keys": lambda d: d.update({f"x{place}": 0 for place in range(150_000)}),
    "a rule": lambda d: in_field(d, show_when={"and": [{"var": "x"}] * 100_000}),
    "translations": lambda d: d.update(translations={"en": {str(place): 0 for place in range(100_000)}}),
    "entries": lambda d: in_lists(d, [[0]] * 300_000),
    "entries of many lists": lambda d: in_lists(d, *[[["a", 1]] * 5000] * 30),
    "lists": lambda d: in_lists(d, *[[]] * 40_000),
}


@pytest.mark.parametrize("name", FILES)
def test_at_most_twenty_mistakes_are_looked_for(name, monkeypatch):
    document = service_document()
    FILES[name](document)
    document = json.loads(json.dumps(document))
    found = []
    monkeypatch.setattr(mistakes, "_at", lambda path, what: found.append(path) or what)
    tracemalloc.start()
    try:
        with pytest.raises(PackageError) as refused:
            validate(shallow(document))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 1 <= len(refused.value.messages) <= mistakes.MOST + 1
    assert len(found) <= mistakes.MOST + 1
    assert peak < 60_000_000


def test_that_there_may_be_more_is_said():
    document = service_document()
    for number in range(40):
        document["steps"][0]["fields"].append({"id": f"fld-{number}", "kind": "short_text", "label": 7})
    with pytest.raises(PackageError) as refused:
        validate(document)
    assert len(refused.value.messages) == 21 and "20" in refused.value.messages[-1]


@pytest.mark.parametrize("document", [costly.many_questions(50, 20), costly.many_choices(9)])
def test_a_large_service_is_still_taken_in(document):
    validate(document)


def test_a_list_without_end_is_read_to_where_it_is_refused(monkeypatch):
    """Three million bytes of lines, wrong and right ones: whatever comes after the reason isn't read."""
    read, row = [], reading._row
    monkeypatch.setattr(reading, "_row", lambda *given: read.append(1) or row(*given))
    found = read_csv(b"kode;nama\n" + b";x\n" * 900_000)
    assert len(found.errors) == reading.MAX_ERRORS and found.more_errors and len(read) <= reading.MAX_ERRORS + 1
    read.clear()
    found = read_csv(b"kode;nama\n" + b"".join(b"%d;x\n" % number for number in range(300_000)))
    assert found.errors and len(read) == MAX_ENTRIES + 1
    for wide in (b"kode;nama" + b";" * 2_000_000, b"kode;nama\n" + b";" * 2_000_000):
        read.clear()
        assert read_csv(wide).errors and read == []
