"""Publishing at a moment set in the editor, and taking back at another: by the table of jobs, not by hand."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from cms.accounts.models import Position
from cms.audit.models import AuditEvent
from cms.jobs import ledger
from cms.jobs.models import Job
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.design.packages.services import import_service
from forms_engine.design.page import ServicePage
from tests.support.documents import service_document
from tests.support.factories import make_member, make_offices, make_region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trail_last")]


@pytest.fixture
def region():
    return make_offices(make_region())


@pytest.fixture
def page(region):
    return import_service(RegionPage.objects.get(region=region), service_document())


def schedule(page, **moments):
    page = ServicePage.objects.get(pk=page.pk)
    for name, moment in moments.items():
        setattr(page, name, moment)
    page.save_revision().publish()
    return ServicePage.objects.get(pk=page.pk)


@pytest.fixture
def comes(monkeypatch):
    """Three days later: what waited is done, as far as it can be. → the job of that name."""

    def later(name):
        moment = timezone.now() + timedelta(days=3)
        Job.unscoped.update(run_at=F("run_at") - timedelta(days=3))  # what is due is said by the database's clock
        with monkeypatch.context() as patched:
            patched.setattr(timezone, "now", lambda: moment)
            ledger.drain()
        return Job.unscoped.filter(name=name).latest("pk")

    return later


def test_published_when_its_moment_comes(page, comes):
    soon = timezone.now() + timedelta(hours=3)
    page = schedule(page, go_live_at=soon)
    assert not page.live
    row = Job.unscoped.get(name="services.publish_due")
    assert row.run_at == soon and row.region_id == page.region_id
    ledger.drain()
    assert not ServicePage.objects.get(pk=page.pk).live, "too early"
    assert comes("services.publish_due").state == Job.State.DONE
    page = ServicePage.objects.get(pk=page.pk)
    assert page.live and page.current_version.number == 1


def test_what_was_put_off_is_left_alone(page, comes):
    page = schedule(page, go_live_at=timezone.now() + timedelta(hours=3))
    # As the editor's “cancel schedule” does.
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    assert comes("services.publish_due").state == Job.State.DONE
    assert not ServicePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("scheduled_by", ["dewi", "nobody", "dewi, who left", "the operator"])
def test_what_cannot_be_published_then_is_told_and_put_off(page, region, comes, scheduled_by, admin_user):
    users = [make_member(region, name, regional_admin=True).user for name in ("dewi", "rudi")]
    for user in users:
        user.email = f"{user.username}@contoh.go.id"
        user.save()
    admin_user.email = "operator@contoh.go.id"
    admin_user.save()
    page = ServicePage.objects.get(pk=page.pk)
    page.go_live_at = timezone.now() + timedelta(hours=3)
    # Rudi wrote it; who is told is who scheduled it.
    scheduler = {"nobody": None, "the operator": admin_user}.get(scheduled_by, users[0])
    page.save_revision(user=users[1]).publish(user=scheduler)
    if scheduled_by.endswith("left"):
        users[0].is_active = False
        users[0].save()
    with region_scope(region.pk):
        Position.objects.filter(code="lurah").delete()
    assert comes("services.publish_due").state == Job.State.DONE
    page = ServicePage.objects.get(pk=page.pk)
    assert not page.live and not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    assert "terjadwal" not in str(page.status_string)
    others = {"nobody": ["dewi", "rudi"], "dewi, who left": ["rudi"], "the operator": ["operator"]}
    told = others.get(scheduled_by, ["dewi"])
    assert [message.to for message in mail.outbox] == [[f"{name}@contoh.go.id"] for name in told]
    body = mail.outbox[0].body
    assert reverse("service_versions", args=[page.pk]) in body and "Jabatan" in body
    with region_scope(region.pk):
        event = AuditEvent.objects.get(action="service.not_published")
    assert event.actor == "system" and event.data["reasons"][0] in body
    ledger.drain()
    assert len(mail.outbox) == len(told), "told once"


@pytest.mark.parametrize("by_operator", [False, True])
def test_what_was_scheduled_before_the_second_look_was_wished_for_waits_for_it(
    page, region, comes, admin_user, by_operator
):
    for name in ("dewi", "rudi"):
        member = make_member(region, name, regional_admin=True)
    page = ServicePage.objects.get(pk=page.pk)
    page.go_live_at = timezone.now() + timedelta(hours=3)
    page.save_revision(user=member.user).publish(user=admin_user if by_operator else member.user)
    own = RegionPage.objects.get(region=region)
    own.second_look = True
    own.save()
    comes("services.publish_due")
    assert ServicePage.objects.get(pk=page.pk).live == by_operator


def test_taking_back_calls_off_nothing_later(page, comes):
    page = schedule(page, expire_at=timezone.now() + timedelta(days=2))
    page = schedule(page, go_live_at=timezone.now() + timedelta(days=5), expire_at=None)
    comes("services.take_back")
    page = ServicePage.objects.get(pk=page.pk)
    assert not page.live and page.revisions.filter(approved_go_live_at__isnull=False).count() == 1


def test_taken_back_when_its_end_comes(page, comes):
    page = schedule(page, expire_at=timezone.now() + timedelta(days=2))
    assert page.live
    assert comes("services.take_back").state == Job.State.DONE
    page = ServicePage.objects.get(pk=page.pk)
    assert not page.live and page.expired
