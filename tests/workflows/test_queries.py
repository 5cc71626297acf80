"""What filing and deciding cost in queries; and that the audit trail's lock, for which everybody else of the region
waits, is the last thing that a transaction takes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.audit.trail import broken_links
from cms.jobs.ledger import drain
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.certificates.revocation import revoke
from tests.support.cases import OFFICES, World, jobs
from tests.support.journeys import fill
from workflows.cases.deciding import decide
from workflows.cases.models import Task

pytestmark = pytest.mark.django_db

SUBMIT, DECIDE = 16, 14  # with BEGIN and COMMIT


@pytest.fixture
def world():
    return World()


@pytest.fixture
def begun(world):
    """(client, address) of a draft that can be sent."""
    client = Client()
    address = client.post(f"/mulai/{world.service.pk}/")["Location"].removesuffix("1/")
    fill(client, address)
    client.get(f"{address}periksa/")
    return client, address


def approve(world):
    """The queries of one approval."""
    task = world.task()
    with region_scope(world.region), CaptureQueriesContext(connection) as queries:
        decide(task.pk, "approve", "", world.members[task.position].user)
    return list(queries)


def ends_with_the_audit_trail(queries):
    """Whether the head of the chain is touched by the last statements of a transaction alone."""
    said = [query["sql"] for query in queries if not query["sql"].startswith(("RELEASE", "COMMIT"))]
    first = next(place for place, sql in enumerate(said) if "cms_audithead" in sql)
    return all("cms_audit" in sql for sql in said[first:])


def told(queries):
    return "\n".join(f"{len(queries)}\n" if not place else query["sql"][:120] for place, query in enumerate(queries))


def test_filing_with_workflow_and_email(world, begun):
    client, address = begun
    with CaptureQueriesContext(connection) as queries:
        assert client.post(f"{address}periksa/", {"email": "sari@contoh.id"}).status_code == 302
    assert jobs("applications.notify") == 1 and Task.unscoped.count() == 1
    assert len(queries) <= SUBMIT, told(queries)
    assert ends_with_the_audit_trail(queries), told(queries)


def test_deciding_and_issuing(world, begun):
    client, address = begun
    client.post(f"{address}periksa/", {"email": "sari@contoh.id"})
    for _office in OFFICES:
        queries = approve(world)
        assert len(queries) <= DECIDE, told(queries)
        assert ends_with_the_audit_trail(queries), told(queries)
    assert jobs("certificates.issue") == 1
    with CaptureQueriesContext(connection) as queries:
        drain()
    letter = IssuedCertificate.unscoped.get()
    stored = next(place for place, query in enumerate(queries) if "certificate.issued" in query["sql"])
    assert "forms_engine_issuedcertificate" not in "".join(query["sql"] for query in queries[stored + 1 :][:3])
    with region_scope(world.region), CaptureQueriesContext(connection) as queries:
        revoke(letter, "Salah nama.", world.admin.user)
    assert ends_with_the_audit_trail(queries), told(queries)
    assert broken_links(world.region.pk) == []


def test_a_correction_is_filed_and_decided_like_the_first(world, begun):
    client, address = begun
    client.post(f"{address}periksa/", {"email": "sari@contoh.id"})
    world.decide("correction", "Foto kurang jelas.")
    client.get(f"{address}periksa/")
    with CaptureQueriesContext(connection) as queries:
        assert client.post(f"{address}periksa/", {"email": "sari@contoh.id"}).status_code == 302
    # The first reads what came back, its timeline too; the transaction is the same.
    assert ends_with_the_audit_trail(queries), told(queries)
    application = Application.unscoped.get()
    assert jobs("applications.notify") == 3
    with region_scope(world.region):
        assert application.submissions.count() == 2
        assert application.case.state["round"] == 2 and Task.objects.filter(decision="").count() == 1
