"""A region with people whose duties are apart."""

import pytest
from django.test import Client

from cms.accounts.models import User
from tests.support.factories import make_member
from tests.support.people import make_operator, make_places


@pytest.fixture
def places(db):
    return make_places()


@pytest.fixture
def place(places):
    return places[0]


@pytest.fixture
def admin(place):
    client = Client()
    client.force_login(place.admin)
    return client


@pytest.fixture
def operator(place):
    user = make_operator()
    User._base_manager.filter(pk=user.pk).update(email="operator@contoh.id")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def second(place):
    """A second administrator of the region, with an address."""
    member = make_member(place.region, "kedua", regional_admin=True)
    User._base_manager.filter(pk=member.user_id).update(email="kedua@contoh.id")
    client = Client()
    client.force_login(member.user)
    return client
