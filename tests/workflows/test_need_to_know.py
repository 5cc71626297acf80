"""Need to know: who may read an application, its files and its letter, person by person and route by route."""

import re
import sys
import types
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from cms.access.roles import ANY_STAFF, access
from cms.accounts import sessions
from cms.regions.scoping import region_scope
from forms_engine.applications import readers
from forms_engine.applications.codes import grouped
from forms_engine.applications.models import Application, ReadingReason
from tests.support.accounts import unused
from tests.support.factories import make_member
from tests.support.people import make_operator
from tests.support.registry import Registry
from tests.support.routes import filled, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Registry()


def statuses(client, addresses):
    return {name: client.get(address).status_code for name, address in addresses.items()}


def all_of(status, addresses):
    return dict.fromkeys(addresses, status)


def test_who_has_or_had_the_task_reads_it_and_a_colleague_does_not(here):
    contents = here.contents()
    for office in ("petugas-loket", "kasi-sosial"):  # decided it; it waits for them
        assert statuses(here.client(office), contents) == all_of(200, contents), office
    for client in (here.client("lurah"), here.as_member(here.colleague)):  # not yet; never
        assert statuses(client, contents) == all_of(404, contents)
        assert client.post(contents["application"], {"decision": "approve"}).status_code == 404
    here.finish()
    contents = here.contents()
    assert "letter" in contents
    for office in ("petugas-loket", "kasi-sosial", "lurah"):
        assert statuses(here.client(office), contents) == all_of(200, contents), office
    assert statuses(here.as_member(here.colleague), contents) == all_of(404, contents)
    assert {event.data["basis"] for event in here.events("upload.read")} == {"task"}


def test_who_may_read_reads_nothing_once_the_session_is_over(here):
    contents = here.contents()
    client = here.client("petugas-loket")
    for minutes, status in ((59, 200), (61, 404)):
        for name in ("file", "thumbnail"):
            unused(client, minutes)
            assert client.get(contents[name]).status_code == status, (name, minutes)
    assert client.get("/admin/").url.startswith("/admin/login/"), "which is told where they go on"
    assert [event.action for event in here.events("account.session_ended")] == ["account.session_ended"]


def test_opening_a_file_is_use_of_the_session_and_a_picture_that_the_page_shows_is_none(here):
    contents = here.contents()
    client = here.client("petugas-loket")
    unused(client, 40)
    before = client.session[sessions.USED]
    client.get(contents["thumbnail"])
    assert client.session[sessions.USED] == before
    client.get(contents["file"])
    assert client.session[sessions.USED] > before + 30 * 60


def test_a_decided_task_stays_with_who_decided_and_leaves_the_office(here):
    """Whoever holds the position after them has the tasks that are open, not the papers of the past."""
    mine = reverse("workflows_task", args=[here.first.uuid])
    assert here.client("petugas-loket").get(mine).status_code == 200
    with region_scope(here.region):
        holding = here.members["petugas-loket"].holdings.get()
        holding.position.holders.create(
            region=here.region, membership=here.colleague, since=timezone.localdate() - timedelta(days=1)
        )
        holding.delete()
    assert here.client("petugas-loket").get(mine).status_code == 200
    successor = here.as_member(here.colleague)
    assert successor.get(mine)["Location"] == reverse("workflows_inbox")  # told that it is decided, shown nothing
    assert statuses(successor, here.contents()) == all_of(404, here.contents())


def test_a_substitute_who_comes_too_late_is_told_so_and_shown_nothing(here):
    with region_scope(here.region):
        position = here.members["kasi-sosial"].holdings.get().position
        position.holders.create(
            region=here.region, membership=here.colleague, since=timezone.localdate(), capacity="plh"
        )
        task = here.task()
    substitute, address = here.as_member(here.colleague), reverse("workflows_task", args=[task.uuid])
    assert substitute.get(address).status_code == 200
    here.decide("approve", office="kasi-sosial")
    assert substitute.get(address)["Location"] == reverse("workflows_inbox")


def test_the_one_who_filled_it_in_at_the_counter_has_no_part_in_it(here):
    with region_scope(here.region):
        here.application.draft.assistance = None
        from forms_engine.applications.assistance import Assistance

        Assistance.objects.create(
            region=here.region, draft=here.application.draft, officer=here.colleague.user, consent="present",
            consent_text="x",
        )  # fmt: skip
    assert statuses(here.as_member(here.colleague), here.contents()) == all_of(404, here.contents())


@pytest.mark.parametrize("who", ["admin", "operator"])
def test_the_administration_says_why_and_the_trail_keeps_it(here, who):
    here.finish()
    contents = here.contents()
    client = here.client("admin")
    if who == "operator":
        client.force_login(make_operator())
    ask = reverse("reading_reason", args=[here.application.uuid])
    for address in contents.values():
        asked = client.get(address)
        assert asked.status_code == 302 and asked.url.startswith(ask)
        page = client.get(asked.url).content.decode()
        assert f'name="next" value="{address}"' in page and "Sari" not in page
    assert not here.events("application.read") and not here.events("upload.read")
    wrong = client.post(ask, {"reason": "", "note": "3375014508850001"})
    assert wrong.status_code == 200 and wrong.content.decode().count("error-message") == 2
    assert client.get(contents["file"]).status_code == 302
    done = client.post(ask, {"reason": "complaint", "note": "LAPOR 8123", "next": contents["letter"]})
    assert done.url == contents["letter"]
    assert statuses(client, contents) == all_of(200, contents)
    [given] = here.events("application.reason_given")
    assert given.data == {"reason": "complaint"} and given.target == f"application:{here.application.pk}"
    for action in ("application.read", "upload.read", "certificate.downloaded"):
        assert here.events(action)[-1].data == {"basis": "reason", "reason": "complaint"}, action
    shown = here.client("lurah").get(contents["application"]).content.decode()
    assert "LAPOR 8123" in shown, "who decides sees who else looked at it"


def test_a_reason_holds_for_one_application_one_person_and_one_day(here):
    client, contents = here.client("admin"), here.contents()
    client.post(reverse("reading_reason", args=[here.application.uuid]), {"reason": "help"})
    assert statuses(client, contents) == all_of(200, contents)
    other = here.file()
    assert client.get(reverse("workflows_application", args=[other.uuid])).status_code == 302
    second = here.as_member(make_member(here.region, "admin-dua", regional_admin=True))
    assert statuses(second, contents) == all_of(302, contents)
    with region_scope(here.region):
        given = ReadingReason.objects.get()
        midnight = timezone.localtime(given.until, timezone.get_fixed_timezone(7 * 60))
        assert (midnight.hour, midnight.minute) == (0, 0) and timedelta(0) < given.until - given.at <= timedelta(
            days=1
        )
        ReadingReason.objects.update(until=timezone.now())
    assert statuses(client, contents) == all_of(302, contents)


def test_the_page_that_asks_goes_on_to_our_own_addresses_only(here):
    ask = reverse("reading_reason", args=[here.application.uuid])
    for foreign in ("https://contoh.id/", "//contoh.id/x", "javascript:alert(1)//"):
        done = here.client("admin").post(ask, {"reason": "help", "next": foreign})
        assert done.url == reverse("workflows_application", args=[here.application.uuid])
    for office in ("lurah", "kasi-sosial"):
        assert here.client(office).get(ask).status_code == 403


def test_another_region_finds_nothing_there(here):
    here.finish()
    there = Registry("34.04")
    contents = here.contents() | {"reason": reverse("reading_reason", args=[here.application.uuid])}
    for office in ("lurah", "admin"):
        for name, address in contents.items():
            client = there.client(office)
            for response in (client.get(address), client.post(address, {"reason": "help"})):
                assert response.status_code in (403, 404, 405), (office, name)
    # Who decided here and has moved to another region since has left it.
    with region_scope(here.region):
        here.members["lurah"].holdings.all().delete()
    type(here.members["lurah"]).unscoped.filter(pk=here.members["lurah"].pk).update(region=there.region)
    assert statuses(here.client("lurah"), contents) == all_of(404, contents) | {"reason": 403}


def test_lists_show_an_official_their_own_and_the_administration_no_answers(here):
    own, later = grouped(here.application.tracking_code), grouped(here.file().tracking_code)
    address = reverse("workflows_applications")
    shown = {
        who: here.client(who).get(address).content.decode()
        for who in ("petugas-loket", "kasi-sosial", "lurah", "admin")
    }
    assert own in shown["petugas-loket"] and later in shown["petugas-loket"]
    assert own in shown["kasi-sosial"] and later not in shown["kasi-sosial"]
    assert own not in shown["lurah"] and later not in shown["lurah"]
    assert own in shown["admin"] and later in shown["admin"]
    assert not any("Sari" in page or "337501" in page for page in shown.values())
    found = here.client("lurah").get(address, {"q": here.application.tracking_code}).content.decode()
    assert own not in found.partition("<main")[2]


def test_no_address_counts_applications_letters_files_tasks_or_drafts(here):
    counted = {
        name for route, name, _view in walk()
        if "<int:" in route and re.search(r"tugas|permohonan|surat/|berkas|lacak|isi/|lanjut|^v/", route)
    }  # fmt: skip
    assert counted <= {"simulation_letter", "example_delete"}, "these are of services and their made-up examples"


# What is planted in the answers, so that a page which shows any of it is found.
PLANTED = re.compile(r"Sari|3375014508850001")


def shows(response):
    """Whether an answer holds what was applied for: answers, a file, a letter."""
    kind = response.get("Content-Type", "")
    if response.status_code != 200:
        return False
    if kind in ("application/pdf", "image/jpeg"):
        return True
    body = b"".join(response) if response.streaming else response.content
    return bool(PLANTED.search(body.decode(errors="replace")))


def routes_about(here):
    """(name, address) of every route of ours with an argument, filled in with every id that is about the
    application."""
    with region_scope(here.region):
        letter = here.application.certificate
        tasks = list(letter.application.case.tasks.all())
    last = tasks[-1]  # the lurah's
    values = {
        "uuid": [here.application.uuid, letter.uuid, here.upload.uuid, last.uuid],
        "pk": sorted({here.application.pk, letter.pk, here.upload.pk, last.pk} - {here.service.pk}),
        "code": [here.application.tracking_code], "tracking_code": [here.application.tracking_code],
        "token": [here.application.draft.token],
    }  # fmt: skip
    for route, name, view in walk():
        if getattr(view, "view_class", view).__module__.startswith("wagtail"):
            continue
        for address in filled(route, values):
            yield name, address


def unasked(here, monkeypatch, only=None):
    """The routes that show staff what was applied for without asking the one rule, or to who may not."""
    asked = []
    rule = readers.basis_of
    monkeypatch.setattr(readers, "basis_of", lambda *args: asked.append(args) or rule(*args))
    operator = Client()
    operator.force_login(make_operator())
    may = {"lurah": here.client("lurah")}
    may_not = {"colleague": here.as_member(here.colleague), "admin": here.client("admin"), "operator": operator}
    wrong, seen = [], set()
    routes = [(name, address) for name, address in routes_about(here) if only in (None, name)]
    for who, client in (may | may_not).items():
        for name, address in routes:
            asked.clear()
            if shows(client.get(address)):
                seen.add(name)
                if who in may_not or not asked:
                    wrong.append((name, who))
    return wrong, seen


CONTENT = {
    "workflows_task", "workflows_application", "upload_file", "upload_thumbnail", "certificate_staff_download",
    "certificate_revoke",
}  # fmt: skip


def test_every_route_that_shows_an_application_asks_the_one_rule(here, monkeypatch):
    here.finish()
    wrong, seen = unasked(here, monkeypatch)
    assert not wrong
    assert seen == CONTENT - {"certificate_revoke"}, "the form for revoking is the administration's, after a reason"


@access(ANY_STAFF)
def forgetful(request, uuid):
    row = Application.unscoped.filter(uuid=uuid).first()
    return HttpResponse(str(row.answers) if row else "")


def test_a_new_route_that_forgets_the_rule_is_found(here, monkeypatch, settings):
    from cms.urls import urlpatterns

    here.finish()
    forgetful.__module__ = "workflows.somewhere"
    module = types.ModuleType("urls_with_a_forgetful_route")
    module.urlpatterns = [path("admin/lupa/<uuid:uuid>/", forgetful, name="forgetful"), *urlpatterns]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    settings.ROOT_URLCONF = module.__name__
    wrong, _seen = unasked(here, monkeypatch, "forgetful")
    assert {name for name, _who in wrong} == {"forgetful"}
