"""Every route against every role, generated from the URL resolver: a route without a declaration fails here."""

import re
import sys
import types

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import get_resolver, path, resolve
from wagtail.models import Page

from cms.access.admin_routes import EDITORS_ROUTES, declared_roles
from cms.access.roles import Role, roles_of
from cms.middleware import AccessMiddleware
from cms.pages.models import RegionPage
from tests.support.people import SECRET, make_operator, make_places

pytestmark = pytest.mark.django_db

# Raises on purpose, to try out error reporting.
RAISES = {"wagtailadmin_error_test"}
SIGNS_OUT = {"wagtailadmin_logout"}
REGEX_SAMPLES = {
    "wagtailadmin_pages:revisions_compare": "admin/pages/{page}/revisions/compare/live...latest/",
    "wagtail_serve": "",
}


def walk(resolver=None, prefix="", namespace=""):
    """(route, view name, callback) of everything that can be resolved."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).removeprefix("^") if prefix else str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern, route, inner)
        else:
            yield route, namespace + (pattern.name or ""), pattern.callback


def sample(route, name, place):
    """An address of the route that names things of `place`."""
    ids = {
        "page_id": place.page.pk, "parent_page_id": place.page.pk, "page_to_move_id": place.page.pk,
        "destination_id": place.page.pk, "page_pk": place.page.pk, "object_id": place.page.pk,
        "app_label": "cms", "model_name": "regionpage", "content_type_app_name": "cms",
        "content_type_model_name": "regionpage", "app_name": "taggit", "action": "delete", "language": "en",
    }  # fmt: skip
    pk = {
        "positions": place.position.pk, "holders": place.holder.pk, "staff": place.member.pk,
        "region_": place.region.pk, "job_": place.job.pk, "wagtailadmin_api:pages": place.page.pk,
        "reference_list": place.reference.pk, "reference_entry_new": place.reference.pk,
        "reference_entry": place.entry.pk,
    }  # fmt: skip
    ids["pk"] = next((value for prefix, value in pk.items() if name.startswith(prefix)), 1)
    if name == "wagtail_bulk_action":
        ids |= {"app_label": "wagtailcore", "model_name": "page"}
    if name in REGEX_SAMPLES:
        return "/" + REGEX_SAMPLES[name].format(page=place.page.pk)
    if route == "admin/.*/$":
        return "/admin/nowhere/"
    plain = route.replace("^", "").replace("$", "")

    def fill(match):
        converter, _colon, key = match[1].rpartition(":")
        if key in ids:
            return str(ids[key])
        return {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}.get(converter, "x")

    return "/" + re.sub(r"<([^>]+)>", fill, plain)


def undeclared(routes):
    """The routes that nobody declared, by the very function that the middleware asks."""
    wrong = []
    for route, name, view in routes:
        match = types.SimpleNamespace(view_name=name, url_name=name.rpartition(":")[2] or None, route=route)
        if declared_roles(match, view) is None:
            wrong.append(f"{route} ({name})")
    return wrong


@pytest.fixture
def places(db):
    return make_places()


def everyone(places):
    here, there = places
    return {
        "anonymous": AnonymousUser(), "staff of A": here.staff, "admin of A": here.admin,
        "staff of B": there.staff, "admin of B": there.admin, "operator": make_operator(),
    }  # fmt: skip


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
