"""A stage and a paragraph for some only: designed, published, applied for, skipped or passed, and printed or not."""

import pytest

from cms.pages.models import RegionPage
from forms_engine.certificates.text import Text, body, values_of
from forms_engine.definition.checks import check
from forms_engine.definition.codec import from_json, to_json
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.packages.services import import_service, validate
from tests.support.cases import two_ways
from tests.support.factories import make_region

pytestmark = pytest.mark.django_db


def test_the_editor_keeps_the_conditions():
    document = two_ways()
    validate(document)
    make_region()
    page = import_service(RegionPage.objects.get(), document)
    assert compile_page(page.get_latest_revision_as_object()) == document
    assert to_json(from_json(document)) == document


@pytest.mark.parametrize(("children", "printed"), [(3, 1), (4, 2)])
def test_a_paragraph_is_printed_for_whom_it_is_meant(children, printed):
    definition = from_json(two_ways())
    found = list(body(definition, values_of(definition, {"fld-many": children}, {})))
    assert [type(block) for block in found] == [Text] * printed


def test_a_condition_on_a_deleted_question_stops_publishing():
    document = two_ways()
    document["steps"][0]["fields"][0]["id"] = "fld-other"
    found = {(problem.where, problem.setting) for problem in check(document)}
    assert {("stage-2", "conditions"), ("par-big", "conditions")} <= found
