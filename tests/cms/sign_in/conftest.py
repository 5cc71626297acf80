"""An account of a region, and places of this test's own."""

import pytest

from tests.support.people import make_places


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def place(db):
    return make_places()[0]


@pytest.fixture
def name(place):
    return place.staff.username
