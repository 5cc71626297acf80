# ruff: noqa: E501 (each fault is a line)
"""Faulty services: each fault is found and named at its part, in both languages; and right ones that look faulty."""

import copy
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.checker.checklist import checklist, errors_of
from forms_engine.checker.doubts import asks_twice
from forms_engine.checker.office import Office
from forms_engine.checker.personal import suggested_class
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import STANDARD
from forms_engine.definition.texts import texts
from forms_engine.design.editor.errors import message_of
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.logic.compile import Context
from tests.support.documents import service_document

OFFICE = Office({"petugas-loket": 2, "kasi-sosial": 1, "lurah": 1, "camat": 0}, Context("2026-11-25"))


def equal(source, value):
    return {"==": [{"var": source}, value]}


def guarded(source, operator, value):
    return {"and": [{"answered": [source]}, {operator: [{"var": source}, value]}]}


def sound():
    """A service of which there is nothing to say."""
    document = copy.deepcopy(service_document())
    document["about"] |= {
        "legal_basis": "Perda 3/2020", "purpose": "Untuk menulis surat.",
        "standard": dict.fromkeys(STANDARD, "Ada."),
    }  # fmt: skip
    for step in document["steps"]:
        for field in step["fields"]:
            if field["id"] in ("fld-stat", "fld-with", "fld-note", "fld-rent"):
                field["purpose"] = "Petugas menilainya."
    document["translations"] = {"en": {text: text for _heading, text in texts(from_json(document))}}
    return document


def field(document, name):
    return next(own for step in document["steps"] for own in step["fields"] if own["id"] == name)


def changed(name, **values):
    return lambda document: field(document, name).update(values)


def added(place, **values):
    def add(document):
        new = {"id": "fld-new0", "kind": "short_text", "label": "Keterangan", "purpose": "x"} | values
        document["steps"][place]["fields"].append(new)

    return add


def stage(place, **values):
    return lambda document: document["parts"]["workflow"]["stages"][place].update(values)


def letter(**values):
    return lambda document: document["certificate"].update(values)


def paragraph(text, rule=None):
    def add(document):
        document["certificate"]["body"].append(
            {"id": "blk-new0", "text": text} | ({"show_when": rule} if rule else {})
        )

    return add


def table(*names):
    return lambda document: document["certificate"]["body"].append({"id": "blk-new0", "rows": list(names)})


def check_of(place, rule, **values):
    def add(document):
        document["steps"][place]["checks"] = [{"id": "chk-new0", "when": rule, "message": "Tidak bisa."} | values]

    return add


def about(**values):
    return lambda document: document["about"].update(values)


def both(*changes):
    def change(document):
        for one in changes:
            one(document)

    return change


RENT, OWN = equal("fld-stat", "ch-sewa"), equal("fld-stat", "ch-milik")
CHILD, ADULT = guarded("fld-born", ">", "2010-01-01"), guarded("fld-born", "<=", "2010-01-01")
FAULTS = {  # what was done to a sound service: (change, where it is said, what is said, level)
    "no title": (lambda document: document.update(title=" "), "title", "Give the service a title", "error"),
    "no fee": (about(fee=""), "fee", "Write the fee", "error"),
    "no step": (lambda document: document.update(steps=[]), "steps", "Add at least one step", "error"),
    "a question without words": (changed("fld-note", label=""), "fld-note", "Write the question", "error"),
    "limits that contradict": (changed("fld-with", options={"min": 9, "max": 2}), "fld-with", "The smallest", "error"),
    "a rule on nothing": (changed("fld-note", show_when=equal("fld-gone", "x")), "fld-note", "The condition looks at a question that was deleted", "error"),
    "a rule on what comes later": (changed("fld-addr", show_when=RENT), "fld-addr", "The condition looks at a question that comes later", "error"),
    "a rule on a choice that is gone": (changed("fld-rent", show_when=equal("fld-stat", "ch-gone")), "fld-rent", "Choose a value", "error"),
    "a number compared with a choice": (changed("fld-note", show_when=guarded("fld-stat", ">", 3)), "fld-note", "“Status tempat tinggal” can't be compared", "error"),
    "a letter that names nothing": (paragraph("{{fld-gone}}"), "blk-new0", "This names a question", "error"),
    "a stage without a position": (stage(1, position=""), "stage-2", "Choose the position", "error"),
    "a stage of an unknown position": (stage(1, position="sultan"), "stage-2", "This position doesn't exist", "error"),
    "no stage": (lambda document: document["parts"]["workflow"].update(stages=[]), "workflow", "Add at least one stage", "error"),
    "a question for two choices at once": (changed("fld-rent", show_when={"and": [RENT, OWN]}), "fld-rent", "Nobody is ever asked this", "error"),
    "a question for numbers that can't be": (changed("fld-note", show_when=guarded("fld-with", ">", 30)), "fld-note", "Nobody is ever asked this", "error"),
    "a question for dates that can't be": (changed("fld-note", show_when=guarded("fld-born", ">", "2030-01-01")), "fld-note", "Nobody is ever asked this", "error"),
    "a question behind a hidden one": (changed("fld-with", show_when={"and": [OWN, guarded("fld-rent", ">", 0)]}), "fld-with", "Nobody is ever asked this", "error"),
    "a step that nobody meets": (lambda document: document["steps"][2].update(show_when={"and": [CHILD, ADULT]}), "step-e5f6", "Nobody ever comes to this step", "error"),
    "a step for everybody": (lambda document: document["steps"][2].update(show_when={"or": [RENT, OWN]}), "step-e5f6", "Everybody reaches this step", "warning"),
    "a question for everybody": (changed("fld-note", show_when={"answered": ["fld-name"]}), "fld-note", "Everybody is asked this", "warning"),
    "required when it never is": (changed("fld-note", required_when={"and": [RENT, OWN]}), "fld-note", "It is never required", "warning"),
    "required when it always is": (changed("fld-note", required_when={"or": [RENT, OWN]}), "fld-note", "It always has to be answered", "warning"),
    "required twice": (changed("fld-with", required_when=RENT), "fld-with", "It must be answered anyway, so the condition", "warning"),
    "required and pointed out": (changed("fld-with", warn=True), "fld-with", "It must be answered anyway, so nobody", "warning"),
    "a choice for nobody": (added(2, kind="choice", choices=[{"id": "ch-aaa1", "label": "A"}, {"id": "ch-bbb1", "label": "B", "show_when": {"and": [RENT, OWN]}}]), "fld-new0", "Nobody is ever offered “B”", "warning"),
    "no choice for some": (added(2, kind="choice", choices=[{"id": "ch-aaa1", "label": "A", "show_when": RENT}, {"id": "ch-bbb1", "label": "B", "show_when": RENT}]), "fld-new0", "Some people must choose here but are offered no choice", "error"),
    "two choices that read the same": (changed("fld-stat", choices=[{"id": "ch-milik", "label": "Sewa"}, {"id": "ch-sewa", "label": "sewa"}]), "fld-stat", "Two choices have the same text", "error"),
    "a check that stops everybody": (check_of(1, {"or": [RENT, OWN]}), "step-c3d4", "Nobody gets past this step", "error"),
    "two checks that stop everybody": (lambda document: document["steps"][1].update(checks=[{"id": "chk-aaa1", "when": guarded("fld-with", "<", 5), "message": "x"}, {"id": "chk-bbb1", "when": guarded("fld-with", ">=", 5), "message": "y"}]), "step-c3d4", "Nobody gets past this step", "error"),
    "a check against what is asked": (both(check_of(1, guarded("fld-rent", ">=", 0))), "fld-rent", "Whoever is asked this can't continue", "warning"),
    "a check that is never said": (check_of(1, {"and": [RENT, OWN]}), "chk-new0", "This is never said", "warning"),
    "a check without a message": (check_of(1, RENT, message=""), "chk-new0", "Write what people read", "error"),
    "everybody is stopped": (lambda document: document["steps"][0]["fields"].append({"id": "fld-new0", "kind": "stop", "label": "Berhenti", "options": {"text": "Maaf."}, "show_when": {"answered": ["fld-name"]}}), "fld-new0", "Everybody is stopped here", "error"),
    "a paragraph for nobody": (paragraph("Ya.", {"and": [RENT, OWN]}), "blk-new0", "This paragraph is never printed", "warning"),
    "a mark that stays empty": (paragraph("{{fld-name}} membayar {{fld-rent}}."), "blk-new0", "“Uang sewa sebulan” stays empty", "warning"),
    "a table with a dash": (table("fld-name", "fld-note"), "blk-new0", "“Catatan” stays empty for some people", "warning"),
    "a table with dashes": (both(changed("fld-with", required=False), table("fld-with", "fld-name", "fld-note")), "blk-new0", "“Jumlah penghuni” and 1 more stay empty", "warning"),
    "a stage for nobody": (stage(1, show_when={"and": [RENT, OWN]}), "stage-2", "No application reaches this stage", "error"),
    "no stage for some": (both(*(stage(place, show_when=RENT) for place in range(3))), "workflow", "Some applications match none", "warning"),
    "a position that nobody holds": (stage(1, position="camat"), "stage-2", "Nobody holds this position", "warning"),
    "a signatory whom nobody is": (letter(signatory="camat"), "certificate", "Nobody holds the position that signs", "warning"),
    "the applicant decides": (lambda document: document.update(audience="civil_servants"), "stage-2", "Only one person holds", "warning"),
    "a promise that is broken": (about(working_days=2), "workflow", "The stages may take 3 working days", "warning"),
    "no legal basis": (about(legal_basis=""), "legal_basis", "The service standard leaves out the legal basis", "warning"),
    "no facilities": (lambda document: document["about"]["standard"].pop("facilities"), "facilities", "The service standard leaves out the facilities", "warning"),
    "no English": (lambda document: document["translations"]["en"].pop("Catatan"), "translations", "Texts without an English version: 1", "warning"),
    "personal data for nothing": (about(purpose=""), "purpose", "Say what the personal data is needed for", "warning"),
    "specific data for nothing": (added(2, label="Penghasilan sebulan", kind="rupiah", purpose=""), "fld-new0", "This is specific personal data", "warning"),
    "a question for nothing": (changed("fld-with", purpose=""), "fld-with", "No rule and no paragraph uses this answer", "warning"),
    "a question too long": (changed("fld-note", label="Mohon Bapak/Ibu/Saudara menuliskan dengan selengkap-lengkapnya segala sesuatu yang menurut Anda penting bagi kami untuk diketahui"), "fld-note", "This question is long", "warning"),
    "jargon": (changed("fld-note", hint="Upload di sini."), "fld-note", "Not everybody knows “upload”", "warning"),
    "a double question": (added(2, label="Nama ayah dan ibu"), "fld-new0", "This asks two things", "warning"),
    "a pattern without a hint": (added(2, label="Kode", options={"characters": "digits"}), "fld-new0", "Explain in the hint", "warning"),
    "two steps of one title": (lambda document: document["steps"][2].update(title="Data diri"), "step-e5f6", "Two steps have the same title", "warning"),
    "two questions that read the same": (changed("fld-note", label="Foto rumah"), "fld-note", "Two questions here read the same", "warning"),
}  # fmt: skip


def faulty(change):
    document = sound()
    change(document)
    return document


def test_the_sound_service_is_sound():
    assert checklist(sound(), OFFICE) == []


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_at_its_part_in_both_languages(name):
    change, where, words, level = FAULTS[name]
    found = checklist(faulty(change), OFFICE)
    with translation.override("en"):
        here = [problem for problem in found if problem.where == where and message_of(problem).startswith(words)]
        told = here and message_of(here[0])
    assert here, [(problem.where, message_of(problem)) for problem in found]
    assert here[0].level == level
    with translation.override("id"):
        assert message_of(here[0]) != told
    errors = errors_of(faulty(change), OFFICE)
    assert bool(errors) == (level == "error"), errors


def test_an_example_leads_to_the_fault():
    change, where, _words, _level = FAULTS["no choice for some"]
    [problem] = [one for one in checklist(faulty(change), OFFICE) if one.where == where and one.level == "error"]
    assert problem.example == (("fld-stat", "ch-milik"),)


def both(*changes):
    def change(document):
        for one in changes:
            one(document)

    return change


EMPTY_OR_FEW = {"if": [{"or": [{"answered": ["fld-few0"]}, {"<=": [{"*": [{"var": "fld-few0"}, 2]}, 100]}]}, 1, 0]}
RIGHT = {  # what looks faulty and isn't
    "none of": changed("fld-note", show_when={"!": [{"or": [RENT]}]}),
    "at the edge of the limits": changed("fld-note", show_when=guarded("fld-with", ">=", 30)),
    "born today": changed("fld-note", show_when={"and": [{"answered": ["fld-born"]}, {"==": [{"var": "fld-born"}, {"today": []}]}]}),
    "seventeen years ago": changed("fld-note", show_when={"and": [{"answered": ["fld-born"]}, {"<=": [{"var": "fld-born"}, {"date_add": [{"today": []}, -17, "years"]}]}]}),
    "what is left empty": changed("fld-note", show_when={"!": [{"or": [{"answered": ["fld-rent"]}]}]}),
    "a check for some": check_of(1, guarded("fld-with", ">", 20)),
    "checks that leave a gap": lambda document: document["steps"][1].update(checks=[{"id": "chk-aaa1", "when": guarded("fld-with", "<", 5), "message": "x"}, {"id": "chk-bbb1", "when": guarded("fld-with", ">", 5), "message": "y"}]),
    "a choice for each": lambda document: field(document, "fld-stat").update(choices=[{"id": "ch-milik", "label": "Milik sendiri", "show_when": CHILD}, {"id": "ch-sewa", "label": "Sewa", "show_when": ADULT}]),
    "a paragraph for those who rent": paragraph("Sewa {{fld-rent}}.", RENT),
    "a paragraph that is left out": paragraph("Sewa {{fld-rent}}."),
    "a row that is left out": table("fld-name", "fld-rent"),
    "a paragraph that is never printed": both(added(0, id="fld-old0", kind="number", label="Umur"), paragraph("{{fld-name}}: {{fld-note}}", {"and": [{"answered": ["fld-old0"]}, {"<": [{"*": [{"var": "fld-old0"}, {"var": "fld-old0"}]}, 0]}]})),
    "a row that always has to be answered": both(changed("fld-with", required=False, required_when={">=": [{"*": [{"var": "fld-old0"}, {"var": "fld-old0"}]}, 0]}), added(0, id="fld-old0", kind="number", label="Umur"), table("fld-with")),
    "a stage for some": stage(1, show_when=RENT),
    "more than a trillion rupiah": both(added(0, id="fld-big0", kind="rupiah", label="Modal"), changed("fld-note", show_when=guarded("fld-big0", ">", 2 * 10**12))),
    "founded before 1900": both(added(0, id="fld-old0", kind="date", label="Tanggal berdiri"), changed("fld-note", show_when=guarded("fld-old0", "<", "1890-01-01"))),
    "a lease beyond 2150": both(added(0, id="fld-old0", kind="date", label="Berakhirnya sewa"), changed("fld-note", show_when=guarded("fld-old0", ">", "2160-01-01"))),
    "a total of two": changed("fld-with", label="Jumlah anak dan cucu yang tinggal bersama"),
    "a calculation with a missing answer": both(
        added(0, id="fld-few0", kind="number", label="Jumlah", required=False),
        added(0, id="fld-fee0", kind="formula", label="Retribusi", options={"formula": EMPTY_OR_FEW}),
        changed("fld-note", show_when=guarded("fld-fee0", "==", 0)),
    ),
    "a birthday in one question": changed("fld-born", label="Tanggal lahir dan lain-lain"),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_looks_faulty_and_is_right_raises_no_alarm(name):
    document = faulty(RIGHT[name])
    document["translations"] = {"en": {text: text for _heading, text in texts(from_json(document))}}
    assert checklist(document, OFFICE) == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Alamat", "general"), ("Alamat rumah", "general"), ("Pekerjaan ayah", "general"), ("Nama anak", "specific"),
        ("Pendapatan sebulan", "specific"), ("Alamat usaha", "none"), ("Alamat kantor", "none"),
        ("Pekerjaan yang dimohon", "none"), ("Jenis pekerjaan bangunan", "none"), ("Nama anak perusahaan", "none"),
        ("Pendapatan daerah", "none"), ("Nama pemilik usaha", "general"), ("Nama wakil perusahaan", "general"),
        ("Penghasilan usaha per bulan", "specific"), ("Nomor rekening usaha", "specific"),
        ("Pendidikan sekolah terakhir", "general"), ("Jenis pekerjaan", "general"),
        ("Pekerjaan yang ditekuni", "general"), ("Alamat daerah asal", "general"),
    ],
)  # fmt: skip
def test_personal_data_is_suggested_by_the_words_of_a_person(label, expected):
    [step] = from_json(service_document() | {"steps": [{"id": "step-aaaa", "title": "A", "fields": [
        {"id": "fld-aaaa", "kind": "short_text", "label": label}]}]}).steps  # fmt: skip
    assert suggested_class(step.fields[0]) == expected


@pytest.mark.parametrize(
    ("label", "twice"),
    [
        ("Nama ayah dan ibu", True), ("Nomor dan tanggal akta", True), ("Jumlah anak dan cucu", False),
        ("Luas tanah dan bangunan", False), ("Jumlah lantai dan luas bangunan", True), ("Nama dan alamat usaha", True),
        ("Tempat dan tanggal lahir", True), ("Nama pemohon", False), ("Berapa orang? Siapa saja?", True),
    ],
)  # fmt: skip
def test_a_double_question(label, twice):
    assert asks_twice(label) == twice


def test_an_example_is_of_days_that_people_know():
    old = guarded("fld-old0", "<", "1890-01-01")
    choices = [{"id": name, "label": name, "show_when": old} for name in ("ch-milik", "ch-sewa")]
    document = faulty(
        both(added(0, id="fld-old0", kind="date", label="Tanggal berdiri"), changed("fld-stat", choices=choices))
    )
    [found] = [problem for problem in checklist(document, OFFICE) if "fld-old0" in dict(problem.example)]
    assert "1930" <= dict(found.example)["fld-old0"][:4] <= "2050"


@pytest.mark.parametrize("document", gallery_documents(), ids=lambda document: document["title"])
def test_the_gallery_has_no_error_and_nothing_undecided(document):
    positions = {stage["position"] for stage in document["parts"]["workflow"]["stages"]}
    office = Office(dict.fromkeys(positions | {document["certificate"]["signatory"]}, 2), Context("2026-11-25"))
    found = checklist(document, office)
    assert not [problem for problem in found if problem.level == "error"]
    assert not [problem for problem in found if re.search("decided|examined|Nobody|Everybody", problem.message)]


def test_several_are_examined_at_once():
    """As when several administrators write: the solver itself knows no threads."""
    documents = [faulty(FAULTS[name][0]) for name in ("a question for two choices at once", "no choice for some")]
    wanted = [checklist(document, OFFICE) for document in documents]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda number: checklist(documents[number % 2], OFFICE), range(24)))
    assert found == wanted * 12
