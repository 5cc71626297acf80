"""Calculated values: right, exact, never typed, never out of date."""

from decimal import Decimal

import pytest
from django.utils import translation

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.checks import check
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kinds
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.page import ServicePage
from forms_engine.logic.compile import Context
from forms_engine.services.context import free_days
from forms_engine.walk.plan import journey
from forms_engine.walk.questions import Question
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.journeys import FILLED, HOME, PERSON

KIND = kinds()["computed"]
TODAY = Context("2026-11-24", free_days(2026))


def computed(operation, *sources, **options):
    return Field("fld-sum", "computed", "Hasil", options={"operation": operation, "sources": sources} | options)


@pytest.mark.parametrize(
    ("operation", "facts", "value"),
    [
        ("sum", {"a": 1, "b": 2}, 3), ("sum", {"a": 1}, None), ("difference", {"a": 5, "b": 7}, -2),
        ("product", {"a": 3_000_000, "b": Decimal("1.1")}, 3_300_000),
        ("product", {"a": Decimal("0.1"), "b": Decimal("0.1")}, "0.01"),
        ("days", {"a": "2026-12-01", "b": "2026-12-03"}, 3), ("days", {"a": "2026-12-01"}, None),
        ("working_days", {"a": "2026-11-27", "b": "2026-11-30"}, 2),
        ("months", {"a": "2026-01-31", "b": "2026-03-01"}, 1), ("years", {"a": "2009-11-25", "b": "2026-11-24"}, 16),
    ],
)  # fmt: skip
def test_operations(operation, facts, value):
    found = Question(computed(operation, "a", "b")).computed(facts, TODAY)
    assert found == value
    assert found is None or KIND.is_answer(computed(operation, "a", "b"), found)


def test_holidays_are_no_working_days():
    field = computed("working_days", "a", "b")
    assert "2026-12-25" in TODAY.holidays
    assert Question(field).computed({"a": "2026-12-25", "b": "2026-12-25"}, TODAY) == 0


def test_an_age_is_counted_to_today():
    assert Question(computed("years", "born")).computed({"born": "2009-11-24"}, TODAY) == 17
    assert Question(computed("years", "born")).computed({"born": "2009-11-24"}, Context()) is None


def test_how_it_is_written():
    with translation.override("id"):
        assert KIND.display(computed("sum", money=True), 1500000) == "Rp1.500.000"
        assert KIND.display(computed("product", unit="m²"), "12.5") == "12,5 m²"
    assert KIND.certificate(computed("sum", unit="hari"), 3) == "3 hari"


def with_total(**options):
    document = service_document()
    total = {"operation": "product", "sources": ["fld-rent", "fld-with"], "money": True} | options
    document["steps"][1]["fields"].append(
        {"id": "fld-all", "kind": "computed", "label": "Uang sewa setahun", "options": total}
    )
    return document


def test_it_follows_its_answers():
    definition = from_json(with_total())
    rented = FILLED | {"fld-stat": "ch-sewa", "fld-rent": 750_000}
    assert journey(definition, rented).answers["fld-all"] == 3_000_000
    assert journey(definition, rented | {"fld-with": 2}).answers["fld-all"] == 1_500_000
    assert journey(definition, rented | {"fld-all": 1}).answers["fld-all"] == 3_000_000
    assert "fld-all" not in journey(definition, FILLED).answers  # its source is hidden
    assert journey(definition, FILLED).complete


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"operation": ""}, "what is calculated"), ({"sources": ["fld-rent"]}, "at least two"),
        ({"sources": ["fld-rent", "fld-note"]}, "isn't before"),
        ({"sources": ["fld-rent", "fld-name"]}, "can't be calculated"),
        ({"operation": "days"}, "can't be calculated"),
        ({"operation": "months", "sources": ["fld-born"]}, "two questions"),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_named_before_publishing(options, words):
    problems = [problem for problem in check(with_total(**options)) if problem.where == "fld-all"]
    assert words in problems[0].message
    assert check(with_total()) == []


@pytest.mark.django_db
def test_it_survives_the_editor():
    page = ServicePage(region=make_region())
    fill_page(page, with_total())
    assert compile_page(page)["steps"][1]["fields"][-1] == with_total()["steps"][1]["fields"][-1]


@pytest.mark.django_db
def test_a_citizen_sees_it_and_cannot_write_it(client):
    begun = client.post(f"/mulai/{make_service(make_region(), with_total()).pk}/")
    address = begun["Location"].removesuffix("1/")
    client.post(f"{address}1/", PERSON)
    rented = HOME | {"f-fld-stat": "ch-sewa", "f-fld-rent": "750.000", "_shown": "0,1,2,3,4", "f-fld-all": "1"}
    assert client.post(f"{address}2/", rented)["Location"] == f"{address}3/"
    assert "Rp3.000.000" in client.get(f"{address}2/").content.decode()
