"""Whatever stands in a file where a condition or a formula belongs: it is taken in, or refused in words."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.checker.checklist import checklist
from forms_engine.checker.office import Office
from forms_engine.definition.codec import from_json
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.packages.services import PackageError, validate
from forms_engine.design.page import ServicePage
from forms_engine.design.xlsform.reading import read_xlsform
from forms_engine.design.xlsform.writing import write_xlsform
from forms_engine.explain.rule_words import names_of, rule_sentence
from forms_engine.logic.compile import Context
from forms_engine.pickers.conditions import NotEditable
from tests.support.documents import service_document

pytestmark = pytest.mark.usefixtures("parsed_here")

OFFICE = Office({"petugas-loket": 2, "kasi-sosial": 1, "lurah": 1}, Context("2026-11-25"))
OPERATORS = ["and", "or", "!", "==", "!=", "<", ">=", "in", "answered", "var", "count", "sum", "if", "+", "*",
             "round", "date_add", "date_diff", "today", "some", "nobody"]  # fmt: skip
IDS = st.sampled_from(
    ["fld-born", "fld-stat", "fld-with", "fld-gone", "fld-grup", "ch-sewa", "2001-02-03", "days", ""]
)
SCALARS = st.none() | st.booleans() | st.integers(-5, 40) | st.floats(allow_nan=False, allow_infinity=False) | IDS


def nested(inner):
    sides = st.lists(inner, max_size=3)
    return sides | st.dictionaries(st.sampled_from(OPERATORS), inner | sides, max_size=2)


RULES = st.recursive(SCALARS | IDS.map(lambda name: {"var": name}), nested, max_leaves=8)
CALLED = st.dictionaries(st.sampled_from(OPERATORS), RULES | st.lists(RULES, max_size=3), min_size=1, max_size=1)


def put(document, place, rule):
    """The document with a rule at one of the PLACES."""
    step = document["steps"][2]
    match place:
        case "step":
            step["show_when"] = rule
        case "check":
            step["checks"] = [{"id": "chk-aaaa", "message": "Tidak bisa.", "when": rule}]
        case "stage":
            document["parts"]["workflow"]["stages"][1]["show_when"] = rule
        case "paragraph":
            document["certificate"]["body"].append({"id": "blk-aaaa", "text": "Ya.", "show_when": rule})
        case "choice":
            choices = [{"id": "ch-satu", "label": "Satu", "show_when": rule}, {"id": "ch-dua0", "label": "Dua"}]
            step["fields"].append({"id": "fld-new0", "kind": "choice", "label": "Baru", "choices": choices})
        case "formula":
            step["fields"].append(
                {"id": "fld-new0", "kind": "formula", "label": "Baru", "options": {"formula": rule}}
            )
        case "row":
            inner = {"id": "fld-inn0", "kind": "short_text", "label": "Nama", "show_when": rule}
            step["fields"].append({"id": "fld-grup", "kind": "group", "label": "Anak", "fields": [inner]})
        case _:
            step["fields"].append({"id": "fld-new0", "kind": "short_text", "label": "Baru", place: rule})
    return document


PLACES = ["step", "check", "stage", "paragraph", "choice", "formula", "row", "show_when", "required_when"]


def taken_in(document):
    """Whether a document can be imported; all that the editor then asks of it is asked."""
    try:
        validate(document)
    except PackageError as refusal:
        assert refusal.messages
        return False
    page = ServicePage()
    try:
        fill_page(page, document)
    except NotEditable as refusal:
        assert rule_sentence(refusal.args[0], names_of(from_json(document)))
        return False
    checklist(compile_page(page), OFFICE)
    return True


@pytest.mark.django_db
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(PLACES), CALLED | RULES)
def test_whatever_stands_for_a_rule_is_taken_in_or_refused_in_words(place, rule):
    document = put(copy.deepcopy(service_document()), place, json.loads(json.dumps(rule)))
    if taken_in(document):
        try:
            read_xlsform(write_xlsform(document), "layanan.xlsx")
        except PackageError as refusal:
            assert refusal.messages
