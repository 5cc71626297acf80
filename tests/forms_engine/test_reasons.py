"""Why each question was asked or not, in words, for the official who decides."""

import pytest
from django.utils import translation
from hypothesis import given

from forms_engine.definition.codec import from_json
from forms_engine.explain.rule_words import reasons_of
from tests.support.any_service import CONTEXT, cases
from tests.support.documents import service_document
from tests.support.factories import make_application, make_reader, make_region, make_service
from workflows.cases.models import Case

ANSWERS = {"fld-name": "Sari", "fld-stat": "ch-sewa", "fld-rent": 500000, "fld-with": 2}


@pytest.mark.parametrize(("stat", "asked", "outcome"), [("ch-sewa", True, "terpenuhi"), ("ch-milik", False, "tidak")])
def test_a_condition_is_said_with_the_answer_that_decided(stat, asked, outcome):
    with translation.override("id"):
        (reason,) = reasons_of(from_json(service_document()), ANSWERS | {"fld-stat": stat})
    assert (reason.label, reason.asked) == ("Uang sewa sebulan", asked)
    text = " ".join(line.text for line in reason.lines)
    assert "Status tempat tinggal" in text and "Sewa" in text and outcome in text


@given(cases())
def test_any_service_has_reasons_for_its_conditions_only(case):
    definition = from_json(case[0])
    conditions = [part for step in definition.steps for part in (step, *step.fields) if part.show_when]
    reasons = reasons_of(definition, case[1], CONTEXT)
    assert len(reasons) == len(conditions) and all(reason.lines for reason in reasons)


@pytest.mark.django_db
def test_the_official_reads_them_beside_the_answers(client):
    region = make_region()
    application = make_application(make_service(region, service_document()), ANSWERS)
    Case.unscoped.create(
        region=region, application=application, state={"status": "in_review", "stage": "", "round": 1}
    )
    client.force_login(make_reader(application))
    page = client.get(f"/admin/permohonan/{application.uuid}/").content.decode()
    assert "Mengapa pertanyaan ini" in page and "Status tempat tinggal" in page
