# ruff: noqa: E501 (each change is a line)
"""Versions: differences in words, whom a new one touches, examples run again, going back."""

import copy
import re
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Revision, TaskState

from cms.jobs import ledger
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.checker.cost import cost_of
from forms_engine.definition.codec import fingerprint, from_json
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.packages.services import import_service
from forms_engine.design.page import ServicePage
from forms_engine.design.versions import impact
from forms_engine.design.versions.examples import results_of
from forms_engine.design.versions.impact import Impact, impact_of
from forms_engine.design.versions.route import route
from forms_engine.design.versions.words import grouped
from forms_engine.models import Draft, ExampleApplication, ServiceVersion
from forms_engine.services.context import rules_context
from forms_engine.walk.plan import Plan
from tests.support.documents import service_document
from tests.support.due import all_due
from tests.support.factories import make_application, make_member, make_offices, make_region

RENT = {"and": [{"==": [{"var": "fld-stat"}, "ch-sewa"]}]}
ANSWERS = {
    "fld-name": "Sari", "fld-nik0": "3375014508850001", "fld-born": "1985-08-05", "fld-tel0": "+6281234567890",
    "fld-addr": "Jalan Melati 7", "fld-stat": "ch-sewa", "fld-rent": 500000, "fld-with": 3,
    "fld-foto": ["0d6c8f0e-0000-4000-8000-000000000001"], "fld-note": None,
}  # fmt: skip


def step(document, place):
    return document["steps"][place]


def question(document, name):
    return next(own for one in document["steps"] for own in one["fields"] if own["id"] == name)


CHANGES = {  # (change, heading, what is said)
    "title": (lambda d: d.update(title="Baru"), "Service", "The name was “Surat Keterangan Domisili” and is “Baru”."),
    "days": (lambda d: d["about"].update(working_days=5), "Service", "“promised time in working days” was “3” and is “5”."),
    "new step": (lambda d: d["steps"].append({"id": "step-new0", "title": "Lain", "fields": []}), "Form", "New step “Lain”."),
    "step gone": (lambda d: d["steps"].pop(), "Form", "Step “Berkas” is gone."),
    "step renamed": (lambda d: step(d, 0).update(title="Diri"), "Form", "Step “Data diri” is now called “Diri”."),
    "order": (lambda d: d["steps"].reverse(), "Form", "The steps are in a different order."),
    "new question": (lambda d: step(d, 0)["fields"].append({"id": "fld-new0", "kind": "short_text", "label": "Lain"}), "Form", "New question “Lain” in “Data diri”."),
    "question gone": (lambda d: step(d, 0)["fields"].pop(), "Form", "The question “Nomor telepon” is gone."),
    "question reworded": (lambda d: question(d, "fld-with").update(label="Penghuni"), "Form", "The question “Jumlah penghuni” now reads “Penghuni”."),
    "optional": (lambda d: question(d, "fld-with").update(required=False), "Form", "“Jumlah penghuni” is now optional."),
    "moved": (lambda d: step(d, 2)["fields"].append(step(d, 0)["fields"].pop()), "Form", "“Nomor telepon” was moved to “Berkas”."),
    "condition": (lambda d: question(d, "fld-with").update(show_when=RENT), "Form", "“Jumlah penghuni” is now only for some people: Status tempat tinggal is Sewa."),
    "choice": (lambda d: question(d, "fld-stat")["choices"].append({"id": "ch-new0", "label": "Kontrak"}), "Form", "“Status tempat tinggal” has the new choice “Kontrak”."),
    "limits": (lambda d: question(d, "fld-with").update(options={"min": 2}), "Form", "The limits or settings of “Jumlah penghuni” were changed."),
    "stage gone": (lambda d: d["parts"]["workflow"]["stages"].pop(0), "Approval", "The stage “Tahap 1” is gone."),
    "deadline": (lambda d: d["parts"]["workflow"]["stages"][0].update(working_days=2), "Approval", "The deadline of “Tahap 1” was 1 and is 2 working days."),
    "stage condition": (lambda d: d["parts"]["workflow"]["stages"][0].update(show_when=RENT), "Approval", "“Tahap 1” now decides only when Status tempat tinggal is Sewa."),
    "validity": (lambda d: d["certificate"].update(valid_months=12), "Letter", "“Valid for (months)” was “6” and is “12”."),
    "paragraph": (lambda d: d["certificate"]["body"].append({"id": "blk-new0", "text": "Baru."}), "Letter", "New in the letter: “Baru.”"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_said_in_words_in_its_group(name):
    change, heading, words = CHANGES[name]
    changed = copy.deepcopy(service_document())
    change(changed)
    old, new = from_json(service_document()), from_json(changed)
    with translation.override("en"):
        found = dict(grouped(old, new))
    assert words in found[heading], found
    with translation.override("id"):
        assert dict(grouped(old, new)) and all(words not in lines for _name, lines in grouped(old, new))


@pytest.mark.parametrize("document", gallery_documents(), ids=lambda document: document["title"])
def test_the_same_differs_in_nothing(document):
    assert grouped(from_json(document), from_json(copy.deepcopy(document))) == []


@pytest.fixture
def region(db):
    return make_offices(make_region())


@pytest.fixture
def admin(region):
    return make_member(region, "admin-wilayah", regional_admin=True).user


@pytest.fixture
def page(region, admin):
    page = import_service(RegionPage.objects.get(region=region), service_document(), admin)
    page.get_latest_revision().publish(user=admin)
    page.refresh_from_db()
    return page


@pytest.fixture
def client(admin):
    client = Client()
    client.force_login(admin)
    return client


def redrawn(page, change):
    """The page's draft changed; its document."""
    document = copy.deepcopy(page.current_version.document)
    change(document)
    draft = page.get_latest_revision_as_object()
    fill_page(draft, document)
    draft.save_revision()
    return document


def drafts(page, *answers):
    for number, given in enumerate(answers):
        Draft.objects.create(
            region_id=page.region_id, service=page, version=page.current_version, answers=given,
            token=f"{number:032}", resume_code=f"KODE{number:06}",
        )  # fmt: skip


def test_drafts_and_applications_are_counted_before_publishing(page, region):
    def change(document):
        question(document, "fld-rent")["options"] = {"min": 600000}
        document["parts"]["workflow"]["stages"][0]["show_when"] = RENT

    with region_scope(region.pk):
        drafts(page, ANSWERS, ANSWERS | {"fld-stat": "ch-milik"}, {"fld-name": "Budi"})
        make_application(page, ANSWERS)
        make_application(
            page, {key: value for key, value in ANSWERS.items() if key != "fld-rent"} | {"fld-stat": "ch-milik"}
        )
        found = impact_of(page, redrawn(page, change))
    # Of two applications the one that doesn't rent skips the first stage from now on.
    assert found == Impact(drafts=3, untouched=2, asked_anew=1, open=2, filed=2, replayed=2, elsewhere=1, tried=3)
    assert found.drafts_tried is None and found.filed_tried is None


def test_no_more_drafts_are_tried_than_the_server_has_time_for(page, region, monkeypatch):
    document = compile_page(page.get_latest_revision_as_object())
    monkeypatch.setattr(impact, "MOST_WORK", 4 * cost_of(from_json(document)).walk)
    with region_scope(region.pk):
        drafts(page, ANSWERS, ANSWERS, ANSWERS)
        found = impact_of(page, document)
    assert (found.drafts, found.drafts_tried) == (3, 2)


def publish(client, page, reason=""):
    """As a browser does: look, then press the button."""
    address = reverse("service_versions", args=[page.pk])
    [shown] = re.findall(r'name="shown" value="(\w+)"', client.get(address).content.decode())
    return client.post(address, {"reason": reason, "shown": shown})


def test_a_draft_with_a_moment_is_scheduled_with_its_reason(page, region, client, admin, monkeypatch):
    redrawn(page, lambda document: document.update(title="Nama baru"))
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(hours=3)
    draft.save_revision(user=admin)
    with translation.override("id"):
        assert "Terbitkan pada" in client.get(reverse("service_versions", args=[page.pk])).content.decode()
    publish(client, page, "Perda 3/2026")
    told = client.get(reverse("service_versions", args=[page.pk])).content.decode()
    assert "akan terbit pada" in told and "sudah terbit" not in told
    page.refresh_from_db()
    with region_scope(region.pk):
        assert page.current_version.number == 1
    all_due()
    later = timezone.now() + timedelta(hours=4)
    monkeypatch.setattr(timezone, "now", lambda: later)
    ledger.drain()
    page.refresh_from_db()
    with region_scope(region.pk):
        assert (page.current_version.number, page.current_version.reason) == (2, "Perda 3/2026")


def test_what_was_not_shown_is_not_published(page, region, client):
    redrawn(page, lambda document: document.update(title="Nama baru"))
    address = reverse("service_versions", args=[page.pk])
    [shown] = re.findall(r'name="shown" value="(\w+)"', client.get(address).content.decode())
    redrawn(page, lambda document: document.update(title="Setengah ketik"))
    for said in (shown, ""):
        answer = client.post(address, {"reason": "Perda", "shown": said})
        assert "berubah sementara" in answer.content.decode() and "Perda" in answer.content.decode()
    with region_scope(region.pk):
        assert ServiceVersion.objects.count() == 1


def test_an_autosave_between_two_lines_is_not_lost(page, region, client, monkeypatch):
    """Wagtail writes an autosave into the same revision; the reason is written beside it, not over it."""
    redrawn(page, lambda document: document.update(title="Nama baru"))
    address = reverse("service_versions", args=[page.pk])
    [shown] = re.findall(r'name="shown" value="(\w+)"', client.get(address).content.decode())
    latest = ServicePage.objects.get(pk=page.pk).get_latest_revision()

    def meanwhile(self, user):
        Revision.objects.filter(pk=latest.pk).update(content=latest.content | {"title": "Diketik sementara itu"})
        return None

    monkeypatch.setattr(ServicePage, "get_lock", lambda self: SimpleNamespace(for_user=partial(meanwhile, self)))
    client.post(address, {"reason": "Perda", "shown": shown})
    assert ServicePage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Diketik sementara itu"
    with region_scope(region.pk):
        assert ServiceVersion.objects.count() == 1


def test_a_second_look_keeps_the_reason(page, region, client, admin):
    other = Client()
    other.force_login(make_member(region, "rudi", regional_admin=True).user)
    own = RegionPage.objects.get(region=region)
    own.second_look = True
    own.save()
    redrawn(page, lambda document: document.update(title="Nama baru"))
    with translation.override("id"):
        assert "Ajukan" in client.get(reverse("service_versions", args=[page.pk])).content.decode()
    publish(client, page, "Perda 3/2026")
    address = reverse("service_versions", args=[page.pk])
    assert 'name="reason"' not in client.get(address).content.decode(), "somebody looks at it"
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    assert state.workflow_state.requested_by == admin
    other.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
    page.refresh_from_db()
    with region_scope(region.pk):
        assert (page.current_version.number, page.current_version.reason) == (2, "Perda 3/2026")


def test_old_versions_are_told_when_asked_for(page, region, client):
    for number in range(2, 24):
        redrawn(page, lambda document, number=number: document.update(title=f"Nama {number}"))
        page.get_latest_revision().publish()
        page.refresh_from_db()
    address = reverse("service_versions", args=[page.pk])
    some, all_ = (client.get(f"{address}{asked}").content.decode() for asked in ("", "?semua=1"))
    assert some.count("<details") == 20 and "semua=1" in some
    assert all_.count("<details") == 23 and "semua=1" not in all_


def test_publishing_with_a_reason_and_going_back(page, region, client):
    address = reverse("service_versions", args=[page.pk])
    redrawn(page, lambda document: document.update(title="Nama baru"))
    with translation.override("id"):
        shown = client.get(address).content.decode()
    assert "Nama baru" in shown
    publish(client, page, "Perda 3/2026")
    page.refresh_from_db()
    with region_scope(region.pk):
        version = page.current_version
        assert (version.number, version.reason, version.document["title"]) == (2, "Perda 3/2026", "Nama baru")
    client.post(reverse("version_restore", args=[page.pk, 1]))
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Surat Keterangan Domisili"
    with region_scope(region.pk):
        assert ServiceVersion.objects.count() == 2  # nothing is published by going back


def test_what_has_errors_is_not_published(page, region, client):
    redrawn(page, lambda document: document["about"].update(fee=""))
    address = reverse("service_versions", args=[page.pk])
    shown = client.get(address).content.decode()
    assert 'name="reason"' not in shown
    client.post(address, {"reason": "", "shown": fingerprint(compile_page(page.get_latest_revision_as_object()))})
    with region_scope(region.pk):
        assert ServiceVersion.objects.count() == 1


def test_examples_turn_red_when_a_change_leads_them_elsewhere(page, region):
    document = page.current_version.document
    context = rules_context(region)
    with region_scope(region.pk):
        ExampleApplication.objects.create(
            region_id=region.pk, service=page, title="Bu Sari menyewa", answers=ANSWERS, day=context.today,
            expected=route(Plan(from_json(document)), ANSWERS, context),
        )  # fmt: skip
        assert [result.different for result in results_of(page.pk, document)] == [()]
        changed = redrawn(page, lambda new: new["parts"]["workflow"]["stages"][1].update(
            show_when={"and": [{"==": [{"var": "fld-stat"}, "ch-milik"]}]}
        ))  # fmt: skip
        with translation.override("en"):
            [result] = results_of(page.pk, changed)
    assert result.different == ("no longer “Tahap 2”",)


def test_another_regions_versions_are_not_found(page):
    other = Client()
    other.force_login(make_member(make_region("34.04"), "admin-lain", regional_admin=True).user)
    assert other.get(reverse("service_versions", args=[page.pk])).status_code == 404
    assert other.post(reverse("version_restore", args=[page.pk, 1])).status_code == 404


def test_a_service_that_was_never_published_has_its_page(region, admin, client):
    page = import_service(RegionPage.objects.get(region=region), service_document("Baru"), admin)
    with region_scope(region.pk):
        context = rules_context(region)
        ExampleApplication.objects.create(
            region_id=region.pk, service=page, title="Bu Sari", answers=ANSWERS, day=context.today,
            expected=route(Plan(from_json(service_document())), ANSWERS, context),
        )  # fmt: skip
    address = reverse("service_versions", args=[page.pk])
    assert "Bu Sari" in client.get(address).content.decode()
    assert publish(client, page).status_code == 302
    page.refresh_from_db()
    assert page.live
