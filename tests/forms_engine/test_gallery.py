"""The gallery's services: right by the schema and by every check, and walkable on every branch."""

from datetime import date

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.pages.models import RegionPage
from forms_engine.checker.checklist import checklist
from forms_engine.checker.office import Office
from forms_engine.definition.checks import check
from forms_engine.definition.codec import from_json, schema, to_json
from forms_engine.definition.registry import kind_of
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.packages.services import import_service
from forms_engine.logic.compile import Context
from forms_engine.walk.plan import journey
from tests.support.factories import make_position, make_region
from workflows.designer.part import WORKFLOW_PART

DOCUMENTS = gallery_documents()
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["title"])


def positions(document):
    codes = {stage["position"] for stage in document["parts"]["workflow"]["stages"]}
    return frozenset(codes | {document["certificate"]["signatory"]})


def test_there_is_one_for_each_audience():
    assert {document["audience"] for document in DOCUMENTS} == {"residents", "businesses", "civil_servants"}


@each_document
def test_it_fits_schema_and_checks(document):
    jsonschema.Draft202012Validator(schema()).validate(document)
    jsonschema.Draft202012Validator(WORKFLOW_PART.schema).validate(document["parts"]["workflow"])
    assert check(document, positions(document)) == []
    assert to_json(from_json(document)) == document


@each_document
def test_its_checklist_is_empty(document):
    """What we offer as an example has its standard, its purposes, its English, and nothing to mend."""
    assert checklist(document, Office(dict.fromkeys(positions(document), 2), Context("2026-11-25"))) == []


def answer(field, choose):
    """A right answer; `choose(options)` decides where there is a choice."""
    kind = kind_of(field)
    if kind.repeats:
        row = {child.id: answer(child, choose) for child in field.fields if kind_of(child).is_given}
        return [{"_row": "r1", **row}]
    if kind.multipart:
        return ["0b0e7a52-7a76-4a9c-9b43-1d9f0ff1a111"]
    if kind.has_choices or kind.name == "yes_no":
        keys = [choice.id for choice in field.choices] or [True, False]
        return choose(keys)
    if kind.name == "date" and field.options.get("earliest"):
        return date.today().isoformat()
    if kind.name == "short_text":
        if field.options.get("characters") == "digits":
            return "002"
        return "Contoh"[: field.options.get("max_length") or 6]
    if field.options.get("min") is not None or field.options.get("max") is not None:
        low = field.options.get("min")
        return kind.understand(field, str(low if low is not None else field.options["max"]).replace(".", ","))
    value = kind.understand(field, next(typed for options, typed, _answer in kind.examples if not options))
    return value


def is_at_an_end(way):
    return way.complete or way.steps[-1].stopped or bool(way.first_incomplete.failed)


@each_document
@given(data=st.data())
def test_every_branch_can_be_walked_to_its_end(document, data):
    """To the end, a stop or a check that is met: sample dates are all alike (test_gallery_ways has right ones)."""
    definition, answers = from_json(document), {}
    for _round in range(40):
        way = journey(definition, answers)
        if is_at_an_end(way):
            break
        for field in way.first_incomplete.fields:
            if kind_of(field).is_given and field.id not in answers:
                answers[field.id] = answer(field, lambda keys: data.draw(st.sampled_from(keys)))
    way = journey(definition, answers)
    assert is_at_an_end(way)


@pytest.mark.django_db
@each_document
def test_it_survives_the_editor(document):
    region = make_region()
    for code in positions(document):
        make_position(region, code, code.title())
    page = import_service(RegionPage.objects.get(region=region), document)
    assert compile_page(page.get_latest_revision_as_object()) == document
