"""The kind of question whose value is a formula: set, checked, calculated, tried, and carried through the editor."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.checker.checklist import checklist
from forms_engine.checker.office import Office
from forms_engine.definition.checks import check
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kinds
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.editor.formulas import tried
from forms_engine.design.page import ServicePage
from forms_engine.logic.compile import Context
from forms_engine.logic.formula import parse
from forms_engine.walk.plan import journey
from forms_engine.walk.questions import Question
from tests.support.documents import service_document
from tests.support.factories import make_member, make_region
from tests.support.journeys import FILLED, HOME, PERSON

KIND = kinds()["formula"]
TODAY = Context("2026-11-25")
OFFICES = {"petugas-loket": 2, "kasi-sosial": 1, "lurah": 1}


def with_formula(formula, **options):
    document = service_document()
    field = {"id": "fld-form", "kind": "formula", "label": "Retribusi", "options": {"formula": formula} | options}
    document["steps"][1]["fields"].append(field)
    return document


def problems(formula):
    found = check(with_formula(formula))
    assert all(problem.where == "fld-form" and problem.setting == "formula" for problem in found)
    return [problem.message % problem.values for problem in found]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{fld-with}} * 5000", None),
        ("JIKA({{fld-stat}} = {{choice:ch-sewa}}; {{fld-rent}} * 10%; 0)", None),
        ("TAHUN({{fld-born}}; HARI_INI())", None),
        ("{{fld-born}} + 1", "“Tanggal lahir” is a date: put it into HARI(…; …), BULAN(…; …) or TAHUN(…; …)."),
        ("{{fld-name}} * 2", "“Nama lengkap” isn't a number."),
        ("{{fld-stat}} * 2", "“Status tempat tinggal” is a choice: put it into JIKA(… = …; …; …)."),
        ("{{fld-with}} > 2", "“Jumlah penghuni” isn't a number: put it into JIKA(…; …; …)."),
        (
            "JIKA({{fld-with}}; 1; 2)",
            "JIKA, DAN, ATAU and BUKAN need a condition, for example … > 10 or TERJAWAB(…).",
        ),
        (
            "JIKA({{fld-stat}} = {{choice:else}}; 1; 2)",
            "A choice can be compared only with its own question, by = or <>.",
        ),
        ("JIKA({{fld-with}} = {{fld-born}}; 1; 2)", "“Jumlah penghuni” can't be compared in this way."),
        ("TAHUN({{fld-name}}; HARI_INI())", "“Nama lengkap” isn't a date."),
        ("HARI(3; HARI_INI())", "HARI, HARI_KERJA, BULAN and TAHUN need dates."),
        ("JUMLAH({{fld-with}})", "JUMLAH of one question needs a question with numbers inside a repeating group."),
        ("BANYAKNYA({{fld-with}})", "BANYAKNYA needs a repeating group."),
        ("HARI_INI()", "A number is needed here, not a condition or a date."),
        ("{{fld-gone}} + 1", "The formula looks at a question that isn't before it (any more)."),
        ("{{fld-foto}} + 1", "The formula looks at a question that isn't before it (any more)."),
        ("{{fld-with}} +", "Something is missing after “+”."),
        ("", "Write the formula: put in questions, numbers and signs."),
    ],
)
def test_what_is_wrong_is_said_at_the_formula(text, said):
    options = KIND.settled({"formula": text}, "")
    assert problems(options["formula"]) == ([said] if said else [])


@pytest.mark.parametrize(
    "rule", [{"+": []}, {"cat": ["a"]}, {"var": {"var": "x"}}, ["x"], True, {"if": [1]}, {"a": 1}]
)
def test_a_foreign_rule_is_refused(rule):
    assert problems(rule)


def test_it_is_calculated_from_what_is_shown():
    rule = parse("JIKA({{fld-stat}} = {{choice:ch-sewa}}; {{fld-rent}} * 10%; {{fld-with}} * 5.000)")
    definition = from_json(with_formula(rule, money=True))
    way = journey(definition, dict(FILLED), TODAY)
    answers = way.answers
    expected = answers["fld-rent"] / 10 if answers["fld-stat"] == "ch-sewa" else answers["fld-with"] * 5000
    assert float(answers["fld-form"]) == expected
    field = definition.steps[1].fields[-1]
    with translation.override("id"):
        assert KIND.display(field, 1_250_000) == "Rp1.250.000"
    assert PERSON and HOME


def test_what_is_compared_must_be_there_unless_it_is_asked_about():
    field = Field("f", "formula", "F", options={"formula": parse("JIKA({{a}} < 17; 0; 50)")})
    assert Question(field).computed({}, TODAY) is None
    assert Question(field).computed({"a": 10}, TODAY) == 0
    field = Field("f", "formula", "F", options={"formula": parse("JIKA(DAN(TERJAWAB({{a}}); {{a}} < 17); 0; 50)")})
    assert Question(field).computed({}, TODAY) == 50


def test_through_the_editor_and_back(db):
    document = with_formula(parse("BULATKAN({{fld-with}} / 3; 2) + 1.000"), unit="m²")
    page = ServicePage(region=make_region())
    fill_page(page, document)
    block = page.steps[1].value["fields"][-1]
    assert block.value["formula"] == "BULATKAN({{fld-with}} / 3; 2) + 1000"
    assert compile_page(page) == document
    block.value["formula"] = "{{fld-with}} +"
    assert compile_page(page)["steps"][1]["fields"][-1]["options"]["formula"] == "{{fld-with}} +"


def test_the_checklist_reasons_about_it():
    """A condition on a formula that no answers can meet is found; one that some meet isn't."""
    for formula, least, reached in (
        ("JIKA({{fld-with}} > 10; 5; 1)", 5, True),
        ("JIKA({{fld-with}} > 10; 5; 1)", 6, False),
        ("TERKECIL({{fld-with}}; 4) * 2", 9, False),
        ("TERBESAR({{fld-with}} / 2; 4)", 15, True),
        ("TERBESAR({{fld-with}} / 2; 4)", 16, False),
        ("BULATKAN({{fld-with}} * 10%; 0)", 3, True),
        ("{{fld-with}} * {{fld-with}}", 100, True),
    ):
        document = with_formula(parse(formula))
        rule = {"and": [{"answered": ["fld-form"]}, {">=": [{"var": "fld-form"}, least]}]}
        document["steps"][2]["fields"][1]["show_when"] = rule
        found = [one for one in checklist(document, Office(OFFICES, TODAY)) if one.where == "fld-note"]
        assert ("Nobody is ever asked this" in " ".join(one.message for one in found)) is not reached, (
            formula,
            least,
        )


# --- tried in the editor ---------------------------------------------------------------------------------------

QUESTIONS = [
    {"id": "a", "label": "Luas", "kind": "number", "choices": []},
    {"id": "s", "label": "Status", "kind": "choice", "choices": [{"id": "x", "label": "Sewa"}, {"id": "y"}]},
    {"id": "d", "label": "Lahir", "kind": "date", "choices": []},
    {"id": "g", "label": "Anak", "kind": "group", "choices": []},
    {"id": "r", "label": "Umur anak", "kind": "number", "listed": True, "choices": []},
]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "samples", "said"),
    [
        ("{{a}} * 1,5", {}, "Hasil: 15"),
        ("{{a}} * 1.000", {"a": "1.250,5"}, "Hasil: 1.250.500"),
        ("JIKA({{s}} = {{choice:x}}; 1; 2)", {}, "Hasil: 1"),
        ("JIKA({{s}} = {{choice:x}}; 1; 2)", {"s": "y"}, "Hasil: 2"),
        ("TAHUN({{d}}; HARI_INI())", {"d": "2000-05-17"}, "Hasil: 26"),
        ("JUMLAH({{r}})", {"r": "3; 4; 5"}, "Hasil: 12"),
        ("{{a}} / 0", {}, "Tidak ada hasil"),
        ("{{a}} * 2", {"a": "9e999999999"}, "Tidak ada hasil"),
        ("BANYAKNYA({{g}})", {"g": "9e999999999"}, "Hasil: 99"),
        ("{{a}} * 2", {"a": "banyak"}, "Tidak ada hasil"),
        ("{{a}} * {{a}}", {"a": "1e999999"}, "Tidak ada hasil"),
        ("{{d}} * 2", {}, "“Lahir” adalah tanggal"),
        ("{{gone}} * 2", {}, "Rumus ini"),
        ("{{a}} *", {}, "Setelah “*”"),
    ],
)
def test_tried_on_samples(formula, samples, said):
    with translation.override("id"):
        found = tried(formula, QUESTIONS, samples, TODAY, "id")
    assert said in found.message


def test_the_view_tries_and_keeps_nothing(db):
    region = make_region()
    client = Client()
    client.force_login(make_member(region, "admin-wilayah", regional_admin=True).user)
    body = {"formula": "{{a}} * 2", "questions": QUESTIONS, "samples": {"a": "7"}}
    address = reverse("formula_try")
    found = client.post(address, json.dumps(body), content_type="application/json").json()
    assert (found["works"], found["said"]) == (True, "Hasil: 14")
    assert found["asked"] == [["a", "Luas", "number", "7", []]]
    for bad in (
        "",
        "[]",
        '{"formula": 1}',
        json.dumps(body | {"questions": 3}),
        json.dumps(body | {"samples": "x"}),
        json.dumps(body | {"questions": [{"id": "a", "kind": "choice", "choices": [1]}]}),
    ):
        assert client.post(address, bad, content_type="application/json").status_code == 400
    assert client.get(address).status_code == 405
