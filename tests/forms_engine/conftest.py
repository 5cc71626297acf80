"""What tests of services stand on, unless they say it otherwise: a region with offices, and its administrator."""

import pytest

from tests.factories import make_member, make_offices, make_region


@pytest.fixture
def region(db):
    return make_offices(make_region())


@pytest.fixture
def admin(region):
    return make_member(region, "admin-wilayah", regional_admin=True).user
