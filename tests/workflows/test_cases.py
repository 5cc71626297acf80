"""Cases and the inbox: from filing to the letter, by the people who may, once."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from cms.audit.models import AuditEvent
from cms.jobs.ledger import drain
from cms.jobs.models import Job
from cms.regions.scoping import ALL_REGIONS, region_scope
from forms_engine.applications.codes import grouped
from forms_engine.applications.filing import file_application
from forms_engine.applications.models import Application
from forms_engine.certificates import issue
from forms_engine.certificates.render import EngineMissing
from tests.support.cases import OFFICES, World, jobs
from tests.support.documents import service_document
from tests.support.due import all_due
from tests.support.factories import make_service
from tests.support.journeys import FILLED
from workflows.cases.deciding import decide
from workflows.cases.models import Task
from workflows.machine.model import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def test_from_filing_to_the_letter(world):
    application = world.file()
    assert world.task().position == "petugas-loket" and world.task().due_on
    for _office in OFFICES:
        world.decide("approve")
    application.refresh_from_db()
    assert application.status == Application.Status.APPROVED
    assert jobs("certificates.issue") == 1
    with region_scope(world.region):
        assert not Task.objects.filter(decision="").exists()
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert "task.approve" in actions
    assert set(Job.unscoped.filter(name="applications.notify").values_list("args__what", flat=True)) == {
        "received",
        "approved",
    }


def subjects():
    """What the applicant was written, but for the receipt, in order."""
    sent = [message for message in mail.outbox if message.to == ["sari@contoh.id"]]
    return [one.subject.partition(":")[0] for one in sent if "kami terima" not in one.subject]


APPROVED, LETTER = "Permohonan Anda disetujui", "Surat Anda sudah siap"


def approve(world):
    application = world.file()
    for _office in OFFICES:
        world.decide("approve")
    drain()
    return application


def test_the_letters_mail_says_that_it_was_approved_too(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    approve(world)
    assert subjects() == [LETTER]
    assert "disetujui" in mail.outbox[-1].body and "unduh" in mail.outbox[-1].body
    all_due()
    drain()
    assert subjects() == [LETTER]
    assert not Job.unscoped.filter(state=Job.State.READY, name="applications.notify").exists()


def test_a_letter_that_is_late_keeps_nobody_waiting_for_the_news(world, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def missing(*args):
        raise EngineMissing("Install libpango")

    with monkeypatch.context() as patched:
        patched.setattr(issue, "render_pdf", missing)
        approve(world)
        assert subjects() == []
        all_due()
        drain()
        assert subjects() == [APPROVED]
    all_due()
    drain()
    assert subjects() == [APPROVED, LETTER]


def test_without_a_letter_the_news_goes_at_once(world):
    document = service_document("Izin tanpa surat")
    document["certificate"] = None
    world.service = make_service(world.region, document)
    approve(world)
    assert subjects() == [APPROVED]


def test_returned_once_then_the_same_stage_again(world):
    application = world.file()
    world.decide("approve")
    world.decide("correction", "Foto kurang jelas.")
    application.refresh_from_db()
    assert application.status == Application.Status.CORRECTION
    with region_scope(world.region):
        assert not Task.objects.filter(decision="").exists()
    again = file_application(application.draft)
    assert again == application and again.status == Application.Status.IN_REVIEW
    assert world.task().position == "kasi-sosial" and world.task().round == 2
    world.decide("approve")
    world.decide("approve")
    application.refresh_from_db()
    assert application.status == Application.Status.APPROVED


def test_rejected_is_the_end(world):
    application = world.file()
    task = world.task()
    world.decide("reject", "Bukan penduduk.")
    application.refresh_from_db()
    assert application.status == Application.Status.REJECTED and jobs("certificates.issue") == 0
    with region_scope(world.region), pytest.raises(NotAllowed):
        decide(task.pk, "approve", "", world.members["petugas-loket"].user)


def test_only_the_holder_of_today_decides(world):
    world.file()
    for office in ("lurah", "kasi-sosial"):
        with pytest.raises(PermissionDenied):
            world.decide("approve", office=office)
    with region_scope(world.region):
        holder = world.members["petugas-loket"].holdings.get()
        holder.until = timezone.localdate() - timedelta(days=1)
        holder.save()
    with pytest.raises(PermissionDenied):
        world.decide("approve")


def test_a_refused_decision_changes_nothing(world):
    application = world.file()
    with pytest.raises(NotAllowed):
        world.decide("reject", "  ")
    application.refresh_from_db()
    assert application.status == Application.Status.IN_REVIEW and world.task().decision == ""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_decisions_at_once_are_one():
    world = World()
    world.file()
    task, user = world.task(), world.members["petugas-loket"].user
    outcomes, start = [], threading.Barrier(8)

    def attempt():
        start.wait()
        try:
            with region_scope(world.region):
                decide(task.pk, "approve", "", user)
            outcomes.append("won")
        except NotAllowed:
            outcomes.append("lost")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost"] * 7 + ["won"], connection.vendor
    with region_scope(world.region):
        assert Task.objects.count() == 2


def test_the_first_page_shows_an_official_what_waits(world):
    code = grouped(world.file().tracking_code)
    first, second = world.client("petugas-loket"), world.client("lurah")
    assert code in first.get("/admin/").content.decode()
    empty = second.get("/admin/").content.decode()
    assert code not in empty and "Tidak ada yang menunggu Anda" in empty


def test_the_inbox_shows_what_waits_for_this_person(world):
    application = world.file()
    code = grouped(application.tracking_code)
    mine = world.client("petugas-loket").get("/admin/tugas/").content.decode()
    assert code in mine
    for office in ("lurah", "admin"):
        assert code not in world.client(office).get("/admin/tugas/").content.decode()


def test_the_task_page_and_its_decision(world):
    application = world.file()
    client = world.client("petugas-loket")
    address = f"/admin/tugas/{world.task().uuid}/"
    page = client.get(address).content.decode()
    assert "Sari" in page and "3375014508850001" in page and "<svg" in page
    refused = client.post(address, {"decision": "reject", "reason": ""})
    assert refused.status_code == 200 and 'id="reason-error"' in refused.content.decode()
    kept = client.post(address, {"decision": "", "reason": "Alasan saya"}).content.decode()
    assert "Alasan saya" in kept
    assert client.post(address, {"decision": "approve", "reason": ""})["Location"] == "/admin/tugas/"
    again = client.post(address, {"decision": "reject", "reason": "x"}, follow=True)
    assert again.status_code == 200
    application.refresh_from_db()
    assert application.status == Application.Status.IN_REVIEW
    with region_scope(world.region):
        reads = AuditEvent.objects.filter(action="application.read", target=f"application:{application.pk}").count()
    assert reads >= 2


def test_an_official_sees_a_signature_as_it_was_drawn(world, monkeypatch):
    document = service_document()
    document["steps"][-1]["fields"].append({"id": "fld-sign", "kind": "signature", "label": "Tanda tangan"})
    world.service = make_service(world.region, document)
    monkeypatch.setitem(FILLED, "fld-sign", {"drawn": [[10, 20, 300, 120]]})
    world.file()
    page = world.client("petugas-loket").get(f"/admin/tugas/{world.task().uuid}/").content.decode()
    assert (
        '<svg class="signature"' in page
        and "M10 20L300 120" in page
        and "style=" not in page.split("<svg class=")[1][:300]
    )


def test_another_region_and_another_office_see_nothing(world):
    application = world.file()
    other = World("34.04")
    addresses = (f"/admin/tugas/{world.task().uuid}/", f"/admin/permohonan/{application.uuid}/")
    for client in (other.client("petugas-loket"), other.client("admin")):
        for address in addresses:
            for response in (client.get(address), client.post(address, {"decision": "approve"})):
                assert response.status_code in (302, 403, 404)
        assert application.tracking_code not in client.get("/admin/permohonan/", follow=True).content.decode()
    assert world.client("lurah").get(addresses[0]).status_code == 404
    assert world.task().decision == ""


def test_the_region_s_administrator_looks_but_does_not_decide(world):
    application = world.file()
    client = world.client("admin")
    listing = client.get("/admin/permohonan/", {"q": application.tracking_code[:4].lower(), "status": "in_review"})
    assert f"/admin/permohonan/{application.uuid}/" in listing.content.decode()
    asked = client.get(f"/admin/permohonan/{application.uuid}/", follow=True)
    assert "Sari" not in asked.content.decode()
    page = client.post(asked.request["PATH_INFO"], {"reason": "help"}, follow=True).content.decode()
    assert "Sari" in page and 'name="decision"' not in page


def test_queries_do_not_grow_with_the_inbox(world, django_assert_max_num_queries):
    for _ in range(12):
        world.file()
    client = world.client("petugas-loket")
    client.get("/admin/tugas/")
    with django_assert_max_num_queries(16):
        client.get("/admin/tugas/")
    with region_scope(world.region):
        uuid = Task.objects.first().uuid
    with django_assert_max_num_queries(34):
        client.get(f"/admin/tugas/{uuid}/")


def test_the_applicant_follows_it(world):
    from forms_engine.applications.timeline import timeline

    application = world.file()
    world.decide("approve")
    world.decide("correction", "Foto kurang jelas.")
    application.refresh_from_db()
    with region_scope(world.region):
        lines = timeline(application)
    assert [line.state for line in lines][:4] == ["done", "done", "stopped", "current"]
    assert lines[2].note == "Foto kurang jelas."
    assert not any(member.full_name in line.title for line in lines for member in world.members.values())


def test_reminders_go_once_a_day_to_who_can_act(world):
    from workflows.cases.jobs import remind

    world.file()
    user = world.members["petugas-loket"].user
    user.email = "loket@contoh.id"
    user.save()
    with region_scope(ALL_REGIONS):
        Task.objects.update(due_on=timezone.localdate())
        remind(lambda: None)
        remind(lambda: None)
    assert jobs("workflows.remind_one") == 1
    drain()
    to_officials = [message for message in mail.outbox if message.to == ["loket@contoh.id"]]
    assert len(to_officials) == 1 and "/admin/tugas/" in to_officials[0].body
    assert "Sari" not in to_officials[0].body
