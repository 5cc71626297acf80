"""XLSForm: what was tampered with, is strange or is none at all is refused in words."""

import copy
import json

import pytest
from django.utils import translation

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.packages.services import PackageError, import_service
from forms_engine.design.page import ServicePage
from forms_engine.design.xlsform.reading import read_xlsform
from forms_engine.design.xlsform.writing import write_xlsform
from forms_engine.pickers.conditions import NotEditable
from tests.support.documents import service_document
from tests.support.xlsform import EDITED, book, edited, with_kept

pytestmark = pytest.mark.usefixtures("parsed_here")


def with_rule(rule):
    document = copy.deepcopy(EDITED)
    document["steps"][0]["fields"][3]["show_when"] = rule
    return document


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


UNREADABLE, NO_SURVEY = "save it again as .xlsx", "no sheet “survey”"


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
