"""Every route, an address for it, and who may come."""

import itertools
import re

from django.contrib.auth.models import AnonymousUser
from django.urls import get_resolver

from tests.support.people import make_operator

# Raises on purpose, to try out error reporting.
RAISES = {"wagtailadmin_error_test"}
SIGNS_OUT = {"wagtailadmin_logout"}
REGEX_SAMPLES = {
    "wagtailadmin_pages:revisions_compare": "admin/pages/{page}/revisions/compare/live...latest/",
    "wagtail_serve": "",
}


def filled(route, values):
    """Every address that a route has when its parts are what `values` (name → list) says, "x" for the others."""
    found = re.findall(r"<(?:\w+:)?(\w+)>", route)
    for chosen in itertools.product(*(values.get(part, ["x"]) for part in found)):
        address = route
        for part, value in zip(found, chosen, strict=True):
            address = re.sub(rf"<(?:\w+:)?{part}>", str(value), address)
        yield f"/{address}"


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


def everyone(places):
    here, there = places
    return {
        "anonymous": AnonymousUser(), "staff of A": here.staff, "admin of A": here.admin,
        "staff of B": there.staff, "admin of B": there.admin, "operator": make_operator(),
    }  # fmt: skip
