"""Issuing: one letter per application, numbers in order, and what happens when something fails on the way."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from cms.audit.models import AuditEvent
from cms.audit.trail import broken_links
from cms.jobs.ledger import LeaseLost, drain, enqueue
from cms.jobs.models import Job
from cms.jobs.registry import PermanentFailure
from cms.regions.scoping import ALL_REGIONS, region_scope
from forms_engine.applications.models import Application
from forms_engine.certificates import issue as issuing
from forms_engine.certificates.issue import issue, request_issue
from forms_engine.certificates.models import IssuedCertificate, NumberSequence
from forms_engine.certificates.numbering import allot
from forms_engine.certificates.render import EngineMissing
from forms_engine.certificates.revocation import CannotRevoke, revoke
from tests.support.documents import service_document
from tests.support.due import all_due
from tests.support.factories import make_application, make_member, make_service
from tests.support.letters import approved, make_letter_service, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"


@pytest.fixture
def region(db):
    return make_office()


@pytest.fixture
def service(region):
    return make_letter_service(region)


def certificates():
    return list(IssuedCertificate.unscoped.order_by("pk"))


def test_the_job_issues_one_letter_however_often_it_is_asked_for(service, region, django_capture_on_commit_callbacks):
    application = approved(service, email="siti@contoh.id")
    first, second = request_issue(application), request_issue(application)
    assert first == second and first.args == {"application": application.pk}
    drain()
    [certificate] = certificates()
    assert certificate.number.startswith("470/001/KEL.CTH/") and certificate.issued_at
    assert certificate.holder == "S*** N***"
    assert certificate.file.name.endswith(f"{certificate.sha256}.pdf")
    assert certificate.file.read(5) == b"%PDF-"
    first.refresh_from_db()
    assert first.state == Job.State.DONE
    assert Job.unscoped.filter(name="applications.notify", args__what="issued").count() == 1
    assert (
        AuditEvent.unscoped.filter(action="certificate.issued", target=f"issuedcertificate:{certificate.pk}").count()
        == 1
    )
    assert broken_links(region.pk) == []
    events = AuditEvent.unscoped.filter(region=region)
    assert not any("Siti" in str(event.data) for event in events)


def test_issuing_what_is_issued_changes_nothing(service, region):
    application = approved(service)
    with region_scope(region):
        before = issue(application.pk)
        after = issue(application.pk)
    assert (before.pk, before.issued_at, before.sha256) == (after.pk, after.issued_at, after.sha256)
    assert AuditEvent.unscoped.filter(action="certificate.issued").count() == 1


@pytest.mark.parametrize("place", ["render_letter", "store", "notify_applicant"])
def test_a_death_anywhere_leaves_the_next_try_the_same_number(service, region, monkeypatch, place):
    application, other = approved(service), approved(service)

    def die(*args):
        raise SystemExit

    with region_scope(region):
        with monkeypatch.context() as patched, pytest.raises(SystemExit):
            patched.setattr(issuing, place, die)
            issue(application.pk)
        [waiting] = certificates()
        assert waiting.issued_at is None
        assert issue(other.pk).sequence == 2
        again = issue(application.pk)
    assert (again.pk, again.sequence, again.code) == (waiting.pk, 1, waiting.code)
    assert NumberSequence.unscoped.get().last == 2


def test_a_job_that_was_taken_over_undoes_what_it_did(service, region):
    application = approved(service)

    def lost():
        raise LeaseLost

    with region_scope(region), pytest.raises(LeaseLost):
        issue(application.pk, lost)
    [certificate] = certificates()
    assert certificate.issued_at is None
    assert not AuditEvent.unscoped.filter(action="certificate.issued").exists()


def test_a_half_written_file_is_replaced(service, region):
    application = approved(service)
    with region_scope(region):
        whole = issue(application.pk)
        pdf = whole.file.read()
        storage, name = whole.file.storage, whole.file.name
        storage.delete(name)
        with open(storage.path(name), "wb") as half:
            half.write(pdf[:100])
        assert issuing.store(whole, pdf) == (name, whole.sha256)
        with storage.open(name) as file:
            assert file.read() == pdf
        assert issuing.store(whole, pdf) == (name, whole.sha256)


def test_without_the_engine_the_job_waits_and_keeps_its_number(service, region, monkeypatch):
    application = approved(service)
    job = request_issue(application)

    def missing(*args):
        raise EngineMissing("Install libpango")

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "render_pdf", missing)
        drain()
    job.refresh_from_db()
    assert job.state == Job.State.READY and "Install libpango" in job.last_error
    all_due()
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert [row.sequence for row in certificates()] == [1]


def test_what_staff_must_mend_is_said_to_them_and_uses_up_no_number(region):
    service = make_letter_service(region, signatory="camat")
    job = request_issue(approved(service))
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.DEAD and "“camat”" in job.last_error
    assert not certificates() and not NumberSequence.unscoped.exists()


def test_only_an_approved_application_gets_a_letter(service, region):
    application = make_application(service, {}, status=Application.Status.IN_REVIEW)
    with region_scope(region), pytest.raises(PermanentFailure):
        issue(application.pk)
    assert not certificates()


def test_a_service_without_certificate_asks_for_none(region):
    document = service_document()
    del document["certificate"]
    assert request_issue(approved(make_service(region, document))) is None


def test_numbers_run_by_region_series_and_year(region):
    other_region = make_office("33.26")
    one, other, elsewhere = (
        make_letter_service(region), make_letter_service(region, unit="KEL.LAIN"), make_letter_service(other_region),
    )  # fmt: skip
    new_year = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # 00.30 on 1 January in Pekalongan
    with region_scope(ALL_REGIONS):
        found = [
            allot(approved(service).pk, now).number
            for service, now in [
                (one, datetime(2026, 11, 24, tzinfo=UTC)), (other, datetime(2026, 11, 24, tzinfo=UTC)),
                (elsewhere, datetime(2026, 11, 24, tzinfo=UTC)), (one, datetime(2026, 12, 31, 16, tzinfo=UTC)),
                (one, new_year),
            ]
        ]  # fmt: skip
    assert found == [
        "470/001/KEL.CTH/XI/2026", "470/001/KEL.LAIN/XI/2026", "470/001/KEL.CTH/XI/2026", "470/002/KEL.CTH/XII/2026",
        "470/001/KEL.CTH/I/2027",
    ]  # fmt: skip


def test_services_whose_numbers_look_alike_share_a_sequence(region):
    one = make_letter_service(region)
    other = make_letter_service(region, number_pattern="{classification}/{number:5}/{unit}/{month}/{year}")
    with region_scope(region):
        assert [allot(approved(service).pk).sequence for service in (one, other, one)] == [1, 2, 3]


def test_a_number_that_another_series_gave_is_refused_and_not_used_up(region):
    now = datetime(2026, 11, 24, tzinfo=UTC)
    one = make_letter_service(region, number_pattern="{number}/1/{year}", classification="", unit="")
    other = make_letter_service(region, number_pattern="1/{number}/{year}", classification="", unit="")
    with region_scope(region):
        assert allot(approved(one).pk, now).number == "1/1/2026"
        with pytest.raises(PermanentFailure, match="already given"):
            allot(approved(other).pk, now)
    assert sorted(NumberSequence.unscoped.values_list("last", flat=True)) == [1]


def test_the_database_itself_refuses_a_second_letter_or_number(service, region):
    with region_scope(region):
        row = allot(approved(service).pk)
        for changes in ({"application": row.application}, {"application": approved(service)}):
            copy = IssuedCertificate(
                region=region, series="x", year=2026, sequence=9, number=row.number, code="B" * 20, title="x",
                dated=date(2026, 11, 24), **changes,
            )  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                copy.save()


def test_revoking(service, region):
    admin = make_member(region, "admin", regional_admin=True).user
    with region_scope(region):
        waiting = allot(approved(service).pk)
        with pytest.raises(CannotRevoke):
            revoke(waiting, "salah", admin)
        certificate = issue(approved(service).pk)
        with pytest.raises(CannotRevoke):
            revoke(certificate, "  ", admin)
        first = revoke(certificate, "Alamat Siti keliru", admin)
        second = revoke(certificate, "lagi", admin)
    assert first.revoked_at == second.revoked_at and second.revoked_reason == "Alamat Siti keliru"
    [event] = AuditEvent.unscoped.filter(action="certificate.revoked")
    assert event.actor == f"user:{admin.pk}" and "Siti" not in str(event.data)


def test_another_region_cannot_issue(service, region):
    other = make_office("33.26")
    application = approved(service)
    job = enqueue("certificates.issue", region=other, application=application.pk, max_attempts=1)
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.DEAD and not certificates()
