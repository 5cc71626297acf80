"""A kind written in one file goes from the editor's chooser to the letter and through every file, with nothing else
touched; and the house knows no kind by its code."""

import copy
import io
import shutil
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine import fields
from forms_engine.applications.models import Application, Draft
from forms_engine.certificates.letter import Issue, letter_html
from forms_engine.checker.answers import sample
from forms_engine.checker.checklist import checklist
from forms_engine.checker.personal import personal_class
from forms_engine.definition import registry
from forms_engine.definition.codec import from_json
from forms_engine.definition.texts import texts, translated
from forms_engine.design.editor.blocks import question_block
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.editor.sample import sample_question
from forms_engine.design.packages.services import import_service
from forms_engine.design.page import ServicePage
from forms_engine.design.publishing import office_of
from forms_engine.design.xlsform.reading import read_xlsform
from forms_engine.fields.masking import HIDDEN
from tests.support.documents import service_document
from tests.support.factories import OFFICES, make_member, make_position, make_region, make_service
from workflows.cases.models import Task
from workflows.simulation.answers import made_up

FILE = Path(__file__).parents[1] / "support" / "passport.py"
NUMBER, MASKED = "X12345678", f"{HIDDEN} 5678"
NOT_THIS_ONE = {"and": [{"and": [{"answered": ["fld-pass"]}, {"!=": [{"var": "fld-pass"}, NUMBER]}]}]}


def question_streams():
    """The editor's streams of questions: of a step, and of what a repeating group asks."""
    steps = ServicePage._meta.get_field("steps").stream_block
    questions = steps.child_blocks["step"].child_blocks["fields"]
    yield questions
    for block in list(questions.child_blocks.values()):
        inner = block.child_blocks.get("fields")
        if inner is not None:
            yield inner


@pytest.fixture
def passport(monkeypatch, tmp_path):
    """The kind entered as if its file had lain in `forms_engine/fields/` when the process began."""
    shutil.copy(FILE, tmp_path)
    monkeypatch.setattr(fields, "__path__", [*fields.__path__, str(tmp_path)])
    fields.enter()
    kind, written = registry.kinds()["passport"], sys.modules["forms_engine.fields.passport"]
    for stream in question_streams():
        block = question_block(kind)
        block.set_name(kind.name)
        monkeypatch.setitem(stream.child_blocks, kind.name, block)
    for msgid, text in written.CATALOGUE.items():
        monkeypatch.setitem(trans_real.translation("id")._catalog._catalogs[0], msgid, text)
    yield kind
    del registry._kinds["passport"], sys.modules[written.__name__], fields.passport
    question_block.cache_clear()


def document():
    """The common service, which asks for the passport in its first step, by itself and in rows, compares it in the
    second, and writes it in its letter."""
    made = copy.deepcopy(service_document())
    own = {"kind": "passport", "label": "Paspor", "options": {"office": "Imigrasi"}}
    first, second = made["steps"][0]["fields"], made["steps"][1]["fields"]
    first.append({"id": "fld-pass", **own})
    row = {"id": "fld-kids", "kind": "group", "label": "Anak", "options": {"min": 0}, "required": False}
    first.append(row | {"fields": [{"id": "fld-inner", **own, "required": False}]})
    second.insert(1, {"id": "fld-why0", "kind": "long_text", "label": "Mengapa?", "show_when": NOT_THIS_ONE})
    made["certificate"]["body"][1]["rows"].append("fld-pass")
    made["translations"] = {"en": {"Imigrasi": "Immigration office"}}
    return made


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture(autouse=True)
def officials(region):
    """The accounts of the people who decide, by their positions."""
    found = {code: make_member(region, f"{code}-a") for code in OFFICES}
    for code, member in found.items():
        make_position(region, code, OFFICES[code], member)
    return found


def client_of(member):
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def admin(region):
    return client_of(make_member(region, "admin-a", regional_admin=True))


def draft_page(region):
    return import_service(RegionPage.objects.get(region=region), document())


def test_the_editor_offers_it_and_keeps_what_is_set(passport, region, admin):
    with translation.override("id"):
        assert "Nomor paspor" in sample_question("passport")
    page = draft_page(region)
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Nomor paspor" in html and "Diterbitkan oleh" in html
    assert "&quot;passport&quot;: &quot;text&quot;" in html, "the script hears what it compares as"
    again = ServicePage(region=region)
    fill_page(again, document())
    assert compile_page(again)["steps"] == document()["steps"]
    with region_scope(region):
        assert [found for found in checklist(document(), office_of(region)) if found.level == "error"] == []
        unset = document()
        del unset["steps"][0]["fields"][4]["options"]
        assert "Write who issues the passport." in {found.message for found in checklist(unset, office_of(region))}


def test_rules_words_and_made_up_answers_know_it(passport):
    definition = from_json(document())
    field = definition.field("fld-pass")
    assert personal_class(field) == "general" and made_up(field) == "C87654321"
    assert passport.is_answer(field, sample(field))
    assert "Imigrasi" in {text for _heading, text in texts(definition)}
    assert translated(definition, "en").field("fld-pass").options["office"] == "Immigration office"


PERSON = {
    "_shown": "0,1,2,3,4,5", "f-fld-name": "Sari Wulandari", "f-fld-nik0": "3375014508850001", "f-fld-born-d": "5",
    "f-fld-born-m": "8", "f-fld-born-y": "1985", "f-fld-tel0": "0812 3456 7890",
}  # fmt: skip


def test_a_person_fills_it_in_and_reads_it_masked_afterwards(passport, region, officials, client):
    made = document()
    made["steps"].pop()  # the files
    made["certificate"]["body"][1]["rows"] = ["fld-name", "fld-pass"]
    service = make_service(region, made)
    client.post(f"/mulai/{service.pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    refused = client.post(f"{address}1/", PERSON | {"f-fld-pass": "12345678"}).content.decode()
    assert "Tulis satu huruf dan delapan angka" in refused and 'value="12345678"' in refused
    home = {"f-fld-addr": "Jalan Melati 7", "f-fld-stat": "ch-milik", "f-fld-with": "4"}
    client.post(f"{address}1/", PERSON | {"f-fld-pass": "b87654321"})
    assert "Mengapa?" in client.get(f"{address}2/").content.decode(), "the condition is met"
    client.post(f"{address}1/", PERSON | {"f-fld-pass": "x 12345678"})
    assert "Mengapa?" not in client.get(f"{address}2/").content.decode()
    assert client.post(f"{address}2/", {"_shown": "0,2,4"} | home)["Location"] == f"{address}periksa/"
    assert NUMBER in client.get(f"{address}periksa/").content.decode()
    client.post(f"{address}periksa/", {"email": ""})
    application = Application.unscoped.get()
    assert application.answers["fld-pass"] == NUMBER
    tracking = client.get(reverse("tracking", args=[application.tracking_code])).content.decode()
    assert MASKED in tracking and NUMBER not in tracking
    with region_scope(region):
        task = Task.objects.get(decision="")
    official = client_of(officials[task.position])
    decided = official.get(reverse("workflows_task", args=[task.uuid]))
    assert NUMBER in decided.content.decode(), "who decides reads it in full"
    signatory = {"title": "Lurah", "capacity": "", "name": "Bambang", "nip": "", "rank": "", "head": False}
    issue = Issue("470/001", date(2026, 11, 24), None, "K7TMQ2WX9RHD4FGA2CNB", "K7TMQ2WX9R", signatory)
    assert f"{NUMBER} (Imigrasi)" in letter_html(from_json(made), application.answers, region, issue)


def test_it_travels_in_a_package_and_in_an_xlsform(passport, region, admin, parsed_here):
    page = draft_page(region)
    address, home = reverse("service_export", args=[page.pk]), RegionPage.objects.get(region=region)
    again = import_service(home, admin.get(address).content)
    assert compile_page(again.get_latest_revision_as_object())["steps"] == document()["steps"]
    sheet = admin.get(f"{address}?sebagai=xlsform").content
    found, notes = read_xlsform(sheet, "layanan.xlsx")
    assert notes == [] and found["steps"] == document()["steps"]
    workbook = openpyxl.load_workbook(io.BytesIO(sheet))
    del workbook["warkat"]  # as a form of others
    plain = io.BytesIO()
    workbook.save(plain)
    read, _notes = read_xlsform(plain.getvalue(), "layanan.xlsx")
    [field] = [field for field in read["steps"][0]["fields"] if field["label"] == "Paspor"]
    assert field["kind"] == "passport" and field["options"] == {"office": "Imigrasi"}
    assert read["steps"][1]["fields"][1]["show_when"], "a condition on it is understood"
