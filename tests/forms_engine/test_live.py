"""What the script asks for when an answer may bring up a question: the same questions as without it."""

import pytest
from hypothesis import given

from forms_engine.applications.models import Draft
from forms_engine.definition.codec import from_json
from forms_engine.walk.plan import Plan, live_sources
from tests.support.any_service import cases
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.journeys import HOME, PERSON


def test_only_questions_that_others_of_the_step_look_at_are_live():
    first, second, third = from_json(service_document()).steps
    assert live_sources(first) == () and live_sources(second) == ("fld-stat",) and live_sources(third) == ()


@given(cases())
def test_any_service_has_its_live_questions_within_the_step(case):
    for plan in Plan(from_json(case[0])).steps:
        assert set(plan.live) <= {part.id for field in plan.step.fields for part in (field, *field.fields)}


@pytest.fixture
def home(client, db):
    client.post(f"/mulai/{make_service(make_region(), service_document()).pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    client.post(f"{address}1/", PERSON)
    return address


def ask(client, address, **changes):
    return client.post(f"{address}2/", HOME | {"_auto": "1", "_live": "1"} | changes).json()


def test_a_question_comes_and_goes_and_nothing_is_lost(client, home):
    assert 'data-live="f-fld-stat"' in client.get(f"{home}2/").content.decode()
    rented = ask(client, home, **{"f-fld-stat": "ch-sewa", "f-fld-with": "banyak"})
    assert rented["shown"] == "0,1,2,3" and "Uang sewa" in rented["fields"][2]
    assert "field--error" not in "".join(rented["fields"]) and 'value="banyak"' in rented["fields"][3]
    assert "fld-with" not in Draft.unscoped.get().answers
    ask(client, home, **{"_shown": "0,1,2,3", "f-fld-stat": "ch-sewa", "f-fld-rent": "500000"})
    own = ask(client, home, **{"_shown": "0,1,2,3", "f-fld-stat": "ch-milik", "f-fld-rent": "500000"})
    assert own["shown"] == "0,1,3" and len(own["fields"]) == 3
    assert "500.000" in ask(client, home, **{"f-fld-stat": "ch-sewa"})["fields"][2]


@pytest.mark.parametrize(("typed", "shown"), [("750000", "750.000"), ("banyak", "banyak")])
def test_what_was_typed_into_a_question_that_goes_is_kept_for_its_return(client, home, typed, shown):
    """Also without scripts: the same page took the question away and held what was typed into it."""
    client.post(f"{home}2/", HOME | {"_shown": "0,1,2,3", "f-fld-stat": "ch-milik", "f-fld-rent": typed})
    client.post(f"{home}2/", HOME | {"f-fld-stat": "ch-sewa"})
    page = client.get(f"{home}2/").content.decode()
    assert f'value="{shown}"' in page and 'id="errors"' not in page


def test_a_live_question_costs_no_more_than_an_autosave(client, home, django_assert_max_num_queries):
    ask(client, home)
    with django_assert_max_num_queries(5):
        ask(client, home)
