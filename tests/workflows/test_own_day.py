"""At 23.30 in Jakarta it is 01.30 of the next day in Jayapura: all that a region there does goes by that day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.jobs.models import Job
from cms.regions.scoping import ALL_REGIONS, region_scope
from forms_engine.applications.jobs import days_of, draft_expires_on
from forms_engine.applications.models import Application, Draft
from forms_engine.certificates.letter import preview
from forms_engine.certificates.numbering import allot
from forms_engine.certificates.verification import find
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of
from forms_engine.services.context import rules_context
from tests.support.cases import OFFICES, World
from tests.support.documents import service_document
from workflows.cases.deciding import held_positions
from workflows.cases.jobs import remind
from workflows.cases.models import Task

pytestmark = pytest.mark.django_db
NIGHT, TODAY = datetime(2026, 11, 24, 16, 30, tzinfo=UTC), date(2026, 11, 25)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def world(monkeypatch):
    """A region in Jayapura with a filed application, when it is 23.30 in Jakarta."""
    world = World()
    world.region.time_zone = "Asia/Jayapura"
    world.region.save()
    monkeypatch.setattr(timezone, "now", lambda: NIGHT)
    world.application = world.file()
    return world


def due(world, day):
    with region_scope(world.region):
        Task.objects.update(due_on=day)


def test_a_deadline(world):
    assert world.task().due_on == TOMORROW, "one working day after today"
    client = world.client("petugas-loket")
    for day, words in ((YESTERDAY, "Lewat tenggat"), (TODAY, "Hari ini"), (TOMORROW, "Tenggat")):
        due(world, day)
        for address in ("/admin/tugas/", "/admin/"):
            page = client.get(address).content.decode()
            assert page.split('class="warkat-due')[1].split("<br>")[0].endswith(f">{words}"), (day, address)


def test_a_reminder(world):
    user = world.members["petugas-loket"].user
    user.email = "loket@contoh.id"
    user.save()
    for day, jobs in ((TOMORROW + timedelta(days=1), 0), (TOMORROW, 1)):
        due(world, day)
        with region_scope(ALL_REGIONS):
            remind(lambda: None)
        assert Job.unscoped.filter(name="workflows.remind_one").count() == jobs
    job = Job.unscoped.get(name="workflows.remind_one")
    assert job.key.endswith(f":{TODAY}")


def test_who_holds_a_position(world):
    member = world.members["petugas-loket"]
    with region_scope(world.region):
        assert "petugas-loket" in held_positions(member.user)
        member.holdings.update(until=YESTERDAY)
        assert held_positions(member.user) == frozenset()


def test_a_rule_and_a_limit(world):
    assert rules_context(world.region).today == TODAY.isoformat()
    field = Field("fld-born", "date", "Tanggal", options={"latest": "today"})
    with region_scope(world.region):
        assert kind_of(field).clean(field, {"d": "25", "m": "11", "y": "2026"}) == TODAY.isoformat()


def test_a_letter(world):
    with region_scope(world.region):
        assert "25 November 2026" in preview(service_document(), world.region)
    for _office in OFFICES:
        world.decide("approve")
    with region_scope(world.region):
        letter = allot(world.application.pk)
        assert letter.dated == TODAY
        letter.issued_at, letter.valid_until = NIGHT, YESTERDAY
        letter.save()
    assert find(letter.code).state == "expired"


def test_the_end_of_a_draft(world):
    with region_scope(world.region):
        draft = Draft.objects.get()
        Draft.objects.update(updated_at=NIGHT)
        draft.refresh_from_db()
        assert draft_expires_on(draft) == TODAY + timedelta(days=days_of(draft.version_id))


@pytest.mark.parametrize("chosen", [None, "", "Asia/Jakarta"])
def test_the_times_on_staff_pages(world, chosen):
    """Wagtail writes by the installation's clock, also for who has a profile and chose nothing in it."""
    Application.unscoped.update(submitted_at=NIGHT)
    user = world.members["petugas-loket"].user
    if chosen is not None:
        UserProfile.objects.create(user=user, current_time_zone=chosen)
    client = world.client("petugas-loket")
    assert "25 November 2026, 01.30 WIT" in client.get(f"/admin/tugas/{world.task().uuid}/").content.decode()
    listing = client.get("/admin/permohonan/").content.decode()
    assert ("24 November 2026" if chosen else "25 November 2026") in listing
