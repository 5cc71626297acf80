"""Many at once ask for a number, on a real database with real transactions."""

import pytest
from django.conf import settings

from tests.support.own_site import OwnSite

pytestmark = pytest.mark.worker


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    own = OwnSite(tmp_path_factory.mktemp("own"), settings.DATABASE_URL)
    yield own
    own.close()


def test_eighty_letters_at_once_get_the_numbers_1_to_80(site):
    service = site.step("prepare")
    assert sorted(site.step("race", service, 8, 10)) == list(range(1, 81))
    found = site.step("rush", service, 8)
    assert found == [found[0]] * 8, "eight workers with the same application agree on one number"
    assert sorted(site.step("race", service, 2, 2)) == [82, 83, 84, 85]
