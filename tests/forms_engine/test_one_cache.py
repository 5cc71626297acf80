"""Published versions are parsed once a process and language, and never while a row is locked."""

import threading

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.jobs.ledger import drain
from cms.regions.scoping import region_scope
from forms_engine.applications.filing import begin_draft, file_application
from forms_engine.applications.following import follow
from forms_engine.applications.models import Application, Draft
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.definition.codec import from_json
from forms_engine.services import plans
from forms_engine.walk import plan as walking
from tests.support.cases import OFFICES, World
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.journeys import FILLED

pytestmark = pytest.mark.django_db


class Watched:
    """Parsing and compiling, watched: `made` counts them, and none may happen where a row is locked. A lock is held
    until the transaction or savepoint in which it was taken is over."""

    def __init__(self, monkeypatch):
        self.made, self.locks = 0, []
        lock, compiled = QuerySet.select_for_update, walking.Plan.__init__

        def locking(queryset, *args, **kwargs):
            self.locks.append(len(connection.savepoint_ids))
            return lock(queryset, *args, **kwargs)

        def parsing(raw):
            self.look()
            return from_json(raw)

        def compiling(plan, definition):
            self.look()
            compiled(plan, definition)

        monkeypatch.setattr(QuerySet, "select_for_update", locking)
        monkeypatch.setattr(plans, "from_json", parsing)
        monkeypatch.setattr(walking.Plan, "__init__", compiling)

    def look(self):
        self.locks = [depth for depth in self.locks if depth <= len(connection.savepoint_ids)]
        assert self.locks == [], "a document is parsed while a row is locked"
        self.made += 1

    def over(self):
        """The transaction is over, and this process knows nothing of any version."""
        self.locks.clear()
        plans.forget_plans()
        walking._plan.cache_clear()


@pytest.fixture
def watched(monkeypatch):
    return Watched(monkeypatch)


@pytest.fixture
def world():
    return World()


def new_version(world, number):
    """Published behind everybody's back."""
    with region_scope(world.region):
        return world.service.versions.create(
            region=world.region, service=world.service, number=number, hash=f"hash-{number}",
            document=service_document() | {"title": f"Layanan {number}"}, published_at=world.admin.user.date_joined,
        )  # fmt: skip


def test_nothing_is_parsed_while_a_row_is_locked(world, watched):
    draft = begin_draft(world.service, "id")
    Draft.unscoped.filter(pk=draft.pk).update(answers=FILLED)
    watched.over()
    application = file_application(draft)
    assert application.status == Application.Status.IN_REVIEW and watched.made == 2, "filed, parsed and compiled once"
    for _office in OFFICES:
        watched.over()
        world.decide("approve")
    watched.over()
    drain()
    assert IssuedCertificate.unscoped.get().issued_at
    assert watched.made == 2 + 2 * len(OFFICES) + 2


def test_following_a_new_version_parses_before_it_locks(world, watched):
    draft = begin_draft(world.service, "id")
    current = new_version(world, 2)
    type(world.service).objects.filter(pk=world.service.pk).update(current_version=current)
    watched.over()
    with region_scope(world.region):
        follow(draft)
    assert draft.version_id == current.pk and watched.made == 4


def test_what_was_begun_is_undone_before_a_document_is_parsed(world):
    tries = []

    @plans.parsed_before
    def change():
        tries.append(plans.plan_of(world.service.current_version_id))
        return "done"

    @plans.parsed_before
    def with_another_inside():
        tries.append("outer")
        return change()

    assert with_another_inside() == "done"
    assert tries[:2] == ["outer", "outer"] and len(tries) == 3, "the whole change is tried again, not its inner part"


def test_what_is_known_is_read_once_for_each_language(world):
    version = world.service.current_version_id
    with CaptureQueriesContext(connection) as queries:
        assert plans.plan_of(version) is plans.plan_of(version)
        assert plans.plan_of(version).definition is plans.definition_of(version)
        assert plans.definition_of(version, "en") is plans.definition_of(version, "en")
    assert len(queries) == 2
    with pytest.raises(KeyError):
        plans.definition_of(version + 1)


def test_it_is_bounded_and_keeps_what_was_asked_for_last(world, monkeypatch):
    monkeypatch.setattr(plans, "CACHED", 2)
    first = world.service.current_version_id
    second, third = (new_version(world, number).pk for number in (2, 3))
    kept = plans.plan_of(first)
    plans.plan_of(second)
    assert plans.plan_of(first) is kept
    plans.plan_of(third)
    assert set(plans._cache.definitions) == {(first, "id"), (third, "id")} == set(plans._cache.plans)
    assert plans.plan_of(first) is kept


def test_many_threads_get_one_definition():
    document, gate, found = from_json(service_document()), threading.Barrier(8), []

    def ask():
        gate.wait(10)
        for number in range(200):
            found.append(kept.add((number % 40, "id"), from_json(service_document()) if number < 3 else document))
            kept.plan((number % 40, "id"), found[-1])

    kept = plans._Cache()
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 1600 and len(kept.definitions) == len(kept.plans) == 40
    assert len({id(one) for one in found if one is not document}) <= 3, "whoever came second got the first one's"
    assert all(plan.definition is kept.definitions[key] for key, plan in kept.plans.items())


def test_a_region_s_page_reads_no_document_again(client):
    region = make_region("33.74", name="Kota Semarang")
    for number in range(3):
        english = {f"Layanan {number}": f"Service {number}"}
        make_service(region, service_document() | {"title": f"Layanan {number}", "translations": {"en": english}})
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    asked = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/{region.slug}/").content.decode()
        assert all(f"Service {number}" in page for number in range(3))
        asked.append(sum('"document"' in query["sql"] for query in queries))
    assert asked == [1, 0], "the three with one query, and never again"
