"""Every route against every role, generated from the URL resolver: a route without a declaration fails here."""

import re
import sys
import types

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path, resolve
from wagtail.models import Page

from cms.access.admin_routes import EDITORS_ROUTES, declared_roles
from cms.access.roles import Role, roles_of
from cms.middleware import AccessMiddleware
from cms.pages.models import RegionPage
from tests.support.people import SECRET, make_places
from tests.support.routes import RAISES, SIGNS_OUT, everyone, sample, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    return make_places()


def undeclared(routes):
    """The routes that nobody declared, by the very function that the middleware asks."""
    wrong = []
    for route, name, view in routes:
        match = types.SimpleNamespace(view_name=name, url_name=name.rpartition(":")[2] or None, route=route)
        if declared_roles(match, view) is None:
            wrong.append(f"{route} ({name})")
    return wrong


@pytest.fixture
def decisions(monkeypatch):
    """What the middleware decided about the last request: True when it let it through."""
    seen = {}
    process = AccessMiddleware.process_view

    def spy(self, request, view, args, kwargs):
        seen["passed"] = False
        answer = process(self, request, view, args, kwargs)
        seen["passed"] = answer is None
        return answer

    monkeypatch.setattr(AccessMiddleware, "process_view", spy)
    return seen


def refused(response):
    return response.status_code in (403, 404) or (
        response.status_code == 302 and response.url.startswith("/admin/login/")
    )


def test_every_route_has_a_declaration():
    assert undeclared(walk()) == []


@pytest.mark.parametrize("who", ["anonymous", "staff of A", "admin of A", "staff of B", "admin of B", "operator"])
def test_every_route_holds_against_every_role(client, places, decisions, who):
    person, wrong, met = everyone(places)[who], [], 0
    for route, name, view in walk():
        address = sample(route, name, places[0])
        if resolve(address).route != route:
            wrong.append(f"{route}: {address} leads to {resolve(address).route}")
            continue
        if person.is_authenticated:
            client.force_login(person)
        roles = declared_roles(resolve(address), view)
        if roles_of(person) & roles:
            if name in RAISES | SIGNS_OUT:
                continue
            decisions.clear()
            response = client.get(address)
            met += 1
            if who == "admin of B" and name in EDITORS_ROUTES:
                if not refused(response):
                    wrong.append(f"{route}: tells about a page of A, {response.status_code}")
            elif response.status_code >= 500 or not decisions["passed"]:
                wrong.append(f"{route}: a declared role got {response.status_code}")
            if who.endswith("of B") and Role.PUBLIC not in roles and SECRET in response.content.decode():
                wrong.append(f"{route}: shows region A's names")
        else:
            for method in (client.get, client.post):
                if not refused(response := method(address)):
                    wrong.append(f"{route}: not refused, {response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert met > 10


def bare_view(request):
    return HttpResponse("nobody said who may see this")


def bare_view_in_admin(request):
    return HttpResponse("nobody said who may see this")


@pytest.fixture
def with_undeclared_routes(settings):
    module = types.ModuleType("urls_with_undeclared_routes")
    bare_view.__module__ = bare_view_in_admin.__module__ = "cms.somewhere"
    from cms.urls import urlpatterns

    module.urlpatterns = [path("terbuka/", bare_view), path("admin/terbuka/", bare_view_in_admin), *urlpatterns]
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__
    yield
    del sys.modules[module.__name__]


def test_a_route_without_declaration_fails_the_check_and_is_refused_to_everyone(
    client, places, with_undeclared_routes
):
    assert undeclared(walk()) == ["terbuka/ ()", "admin/terbuka/ ()"]
    for person in everyone(places).values():
        if person.is_authenticated:
            client.force_login(person)
        assert client.get("/terbuka/").status_code == 403
        assert client.get("/admin/terbuka/").status_code == 403


def test_a_borrowed_name_is_no_declaration(places):
    match = types.SimpleNamespace(view_name="wagtail_serve", url_name="wagtail_serve", route="admin/x/")
    bare_view.__module__ = "workflows.inbox.views"
    assert declared_roles(match, bare_view) is None


def test_inactive_people_have_no_role(places):
    admin = places[0].admin
    admin.is_active = False
    assert roles_of(admin) == {Role.PUBLIC}
    assert AccessMiddleware.staff_region(admin) is None


def test_a_signed_in_person_without_membership_is_refused(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", password="x"))
    assert client.get("/admin/").status_code == 403


def test_refusal_comes_before_the_view(rf, places):
    request = rf.get("/admin/users/")
    request.user, request.resolver_match = places[0].admin, resolve("/admin/users/")
    with pytest.raises(PermissionDenied):
        AccessMiddleware(lambda request: None).process_view(request, request.resolver_match.func, (), {})


def test_the_tree_holds_only_home_and_regions(places):
    assert set(Page.objects.filter(depth__gt=2).type(RegionPage)) == {
        places[0].page.page_ptr,
        places[1].page.page_ptr,
    }


def test_the_sign_in_page_gets_its_icons_before_anyone_signed_in(client, db):
    """Refused, the page would fetch the sign-in form in their place and show it twice."""
    address = re.search(
        r'data-sprite-url="([^"]+)"|(/admin/sprite/[^"]*)', client.get("/admin/login/").content.decode()
    )
    response = client.get((address[1] or address[2]).replace("&amp;", "&"))
    assert response.status_code == 200 and response["Content-Type"].startswith("image/svg+xml")
