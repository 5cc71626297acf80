"""Review, JSON and PDF say the same of any service and any answers: each answer as it was filed, read from the letter
by an independent reader."""

import json
import re
import subprocess
from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from forms_engine.applications.present import answer_sections
from forms_engine.certificates.letter import Issue, letter_html
from forms_engine.certificates.render import render_pdf
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kind_of
from forms_engine.logic.values import is_answered
from forms_engine.walk.plan import journey
from tests.support.any_service import CONTEXT, cases
from tests.support.factories import make_region

pytestmark = pytest.mark.django_db
SIGNATORY = {"title": "Lurah", "capacity": "", "name": "Bambang", "nip": "", "rank": "", "head": False}
ISSUE = Issue("470/1/X/2026", date(2026, 11, 25), None, "K7TM" * 5, "K7TMQ2WX9R", SIGNATORY)


def bare(text):
    """Letters and digits only: lines of a letter break anywhere."""
    return re.sub(r"[\W_]", "", text)


@pytest.fixture
def region():
    return make_region("33.75")


@given(case=cases())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_review_json_and_letter_agree(region, case):
    document, answers = case
    fields = [field["id"] for step in document["steps"] for field in step["fields"]]
    body = [{"id": "par-1", "text": "Menerangkan:"}, {"id": "row-1", "rows": fields}]
    letter = {"title": "Surat", "body": body, "number_pattern": "{number}", "signatory": "lurah"}
    definition = from_json(document | {"certificate": letter})
    way = journey(definition, answers, CONTEXT)
    filed = json.loads(json.dumps(way.answers))
    assert journey(definition, filed, CONTEXT).answers == way.answers
    with translation.override("id"):
        sections = answer_sections(definition, filed, (), CONTEXT, full=True)
        rows = {row.field.id: row.text for section in sections for row in section.rows}
        pdf = render_pdf(letter_html(definition, filed, region, ISSUE))
        text = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout
        read = bare(text.decode())
        for field in definition.fields():
            value = filed.get(field.id)
            if not is_answered(value):
                continue
            assert rows[field.id]
            kind = kind_of(field)
            if kind.is_answer(field, value):
                assert bare(kind.certificate(field, value)) in read, field.kind
