"""The second pair of eyes: Wagtail's own workflow on the page of a service, within the region; and its comments."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import PageSubscription, TaskState, WorkflowState

from cms.accounts.models import Membership, Position
from cms.accounts.signing_models import StaffRequest
from cms.audit.models import AuditEvent
from cms.audit.trail import actor_of
from cms.jobs import ledger
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.design.editor.viewset import ServiceEditView
from forms_engine.design.packages.services import import_service
from forms_engine.design.page import ServicePage
from forms_engine.services.models import ServiceVersion
from tests.support.accounts import OWN, choose, deliver, link_in, sign_in
from tests.support.documents import service_document
from tests.support.factories import make_member, make_offices, make_region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trail_last")]


def admin_of(region, name):
    user = make_member(region, name, regional_admin=True).user
    user.email = f"{name}@contoh.go.id"
    user.save()
    client = Client()
    client.force_login(user)
    return user, client


@pytest.fixture
def region():
    return make_offices(make_region())


@pytest.fixture
def author(region):
    return admin_of(region, "dewi")


@pytest.fixture
def other(region):
    return admin_of(region, "rudi")


@pytest.fixture
def draft(region, author, other):
    page = RegionPage.objects.get(region=region)
    page.second_look = True
    page.save()
    return import_service(page, service_document(), author[0])


def submit(page, user):
    page = ServicePage.objects.get(pk=page.pk)
    page.save_revision(user=user)
    return page.get_workflow().start(page, user)


def act(client, page, action, **data):
    state = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).last()
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(address, data)


def test_another_one_looks_and_it_is_published(draft, author, other, region):
    draft.refresh_from_db()
    assert draft.has_workflow and not draft.permissions_for_user(author[0]).can_publish()
    with pytest.raises(PublishPagePermissionError):
        draft.get_latest_revision().publish(user=author[0])
    submit(draft, author[0])
    # Who asked doesn't decide; nobody edits meanwhile; who decides finds it on the first page of the admin.
    act(author[1], draft, "approve")
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    page = ServicePage.objects.get(pk=draft.pk)
    for user, client in (author, other):
        assert page.current_workflow_task.locked_for_user(page, user)
        assert "membatalkan" in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert page.title in other[1].get(reverse("wagtailadmin_home")).content.decode()
    assert act(other[1], draft, "approve").status_code == 302
    draft.refresh_from_db()
    assert draft.live and draft.current_version.number == 1
    with region_scope(region.pk):
        event = AuditEvent.objects.get(action="service.published")
    assert event.data["seen_by"] == actor_of(other[0]) != event.actor


def test_an_account_that_the_asker_made_and_reads_the_mail_of_looks_at_nothing(draft, author, other):
    """The attack: make an own administrator, close the account of the other one, look at the own service."""
    post = {"full_name": "Boneka", "sign_in": "boneka", "email": "dewi+2@contoh.go.id", "regional_admin": "on"}
    author[1].post(reverse("staff:add"), post)
    puppet, member = Client(), Membership.unscoped.get(full_name="Boneka")
    (link,) = [link_in(body) for to, _subject, body in deliver() if "password_reset" in body]
    choose(puppet, link)
    assert sign_in(puppet, member.user.username, OWN).status_code == 302
    author[1].post(reverse("staff:account", args=[other[0].membership.pk]), {"active": "0"})
    author[1].post(reverse("staff:edit", args=[member.pk]), post)
    for request in StaffRequest.unscoped.filter(state="waiting"):
        for client in (author[1], puppet):
            client.post(reverse("staff:request", args=[request.pk]), {"decision": "confirm"})
    submit(draft, author[0])
    for client in (author[1], puppet):
        act(client, draft, "approve")
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert not ServicePage.objects.get(pk=draft.pk).live and not Membership.unscoped.get(pk=member.pk).regional_admin


def test_changes_are_asked_for(draft, author, other):
    submit(draft, author[0])
    act(other[1], draft, "reject", comment="Syarat belum lengkap.")
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    assert not ServicePage.objects.get(pk=draft.pk).live
    state = TaskState.objects.get()
    assert (state.status, state.comment) == (TaskState.STATUS_REJECTED, "Syarat belum lengkap.")
    told = reverse("wagtailadmin_pages:workflow_history_detail", args=[draft.pk, state.workflow_state_id])
    assert "Syarat belum lengkap." in author[1].get(told).content.decode()


def test_who_submits_again_is_who_asked(draft, author, other):
    submit(draft, author[0])
    act(other[1], draft, "reject", comment="Saya betulkan sendiri.")
    page = ServicePage.objects.get(pk=draft.pk)
    page.save_revision(user=other[0])
    page.current_workflow_state.resume(user=other[0])
    act(other[1], draft, "approve")
    assert not ServicePage.objects.get(pk=draft.pk).live, "nobody else has looked at it"
    act(author[1], draft, "approve")
    assert ServicePage.objects.get(pk=draft.pk).live


def test_a_draft_of_the_regions_page_switches_nothing(draft):
    page = RegionPage.objects.get(region=draft.region)
    page.second_look = False
    page.save_revision()
    assert ServicePage.objects.get(pk=draft.pk).has_workflow
    page.get_latest_revision().publish()
    assert not ServicePage.objects.get(pk=draft.pk).has_workflow


def test_no_version_is_restored_while_somebody_looks(draft, author, other):
    draft.get_latest_revision().publish()  # as an operator does
    submit(draft, author[0])
    before = ServicePage.objects.get(pk=draft.pk).latest_revision_id
    for _user, client in (author, other):
        answer = client.post(reverse("version_restore", args=[draft.pk, 1]), follow=True)
        assert "membatalkan" in answer.content.decode()
    assert ServicePage.objects.get(pk=draft.pk).latest_revision_id == before


def test_what_cannot_be_published_any_more_goes_back_with_the_reasons(draft, author, other, region):
    submit(draft, author[0])
    with region_scope(region.pk):
        Position.objects.filter(code="kasi-sosial").delete()
    act(other[1], draft, "approve")
    state = TaskState.objects.get()
    assert state.status == TaskState.STATUS_REJECTED and state.comment
    assert not ServiceVersion.unscoped.exists()


def test_another_region_neither_sees_nor_acts(draft, author):
    _user, stranger = admin_of(make_region("33.74"), "siti")
    submit(draft, author[0])
    state = TaskState.objects.get()
    for name, args in (
        ("workflow_action", [draft.pk, "approve", state.pk]),
        ("collect_workflow_action_data", [draft.pk, "approve", state.pk]),
        ("confirm_workflow_cancellation", [draft.pk]),
        ("workflow_preview", [draft.pk, state.task_id]),
        ("workflow_history", [draft.pk]),
        ("workflow_history_detail", [draft.pk, state.workflow_state_id]),
    ):
        address = reverse(f"wagtailadmin_pages:{name}", args=args)
        for answer in (stranger.get(address), stranger.post(address)):
            assert answer.status_code in (302, 403, 404, 405), name
            assert draft.title not in answer.content.decode()
        assert draft.title not in stranger.get(reverse("wagtailadmin_home")).content.decode()
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_a_page_of_ones_own_is_no_key_to_another(draft, author, other):
    """Wagtail takes page and state from the address apart: a colleague's page, and a state of one's own."""
    colleagues = import_service(RegionPage.objects.get(region=draft.region), service_document("Lain"), other[0])
    submit(colleagues, other[0])
    submit(draft, author[0])
    own = TaskState.objects.get(workflow_state__object_id=str(draft.pk))
    for name in ("workflow_action", "collect_workflow_action_data"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[colleagues.pk, "approve", own.pk])
        author[1].post(address)
    stranger, _client = admin_of(make_region("33.74"), "siti")
    for user in (author[0], stranger):
        with pytest.raises(PermissionDenied):
            own.task.specific.on_action(own, user, "approve")
    own.refresh_from_db()
    assert own.status == TaskState.STATUS_IN_PROGRESS and not ServiceVersion.unscoped.exists()


def test_the_others_are_told_by_mail(draft, author, other):
    admin_of(make_region("33.74"), "siti")
    submit(draft, author[0])
    ledger.drain()
    assert [message.to for message in mail.outbox] == [[other[0].email]]
    assert f"/admin/pages/{draft.pk}/edit/" in mail.outbox[0].body
    act(other[1], draft, "reject", comment="Belum.")
    state = TaskState.objects.get()
    ledger.enqueue("pages.second_look_waits", region=draft.region_id, state=state.pk)
    ledger.drain()
    assert sum(message.to == [other[0].email] for message in mail.outbox) == 1, "decided already"


def test_only_an_operator_switches_it_off_and_the_trail_says_so(draft, author, other, region, admin_user):
    page = RegionPage.objects.get(region=region)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {"title": page.title, "welcome": "Selamat datang", "action-publish": "1", "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0, "comments-MAX_NUM_FORMS": ""}  # fmt: skip
    answer = author[1].post(address, data)
    assert "Hanya operator" in answer.content.decode()
    assert ServicePage.objects.get(pk=draft.pk).has_workflow
    assert author[1].post(address, data | {"second_look": "on"}).status_code == 302, "everything else is free"
    operator = Client()
    operator.force_login(admin_user)
    assert operator.post(address, data).status_code == 302
    assert not ServicePage.objects.get(pk=draft.pk).has_workflow
    with region_scope(region.pk):
        events = AuditEvent.objects.filter(action="region.second_look")
        told = {(event.actor, event.data["wanted"]) for event in events}
    assert told == {("system", True), (actor_of(admin_user), False)}


def test_no_publishing_is_offered_where_it_would_be_refused(draft, author, admin_user):
    address = reverse("wagtailadmin_pages:add", args=["forms_engine", "servicepage", draft.get_parent().pk])
    operator = Client()
    operator.force_login(admin_user)
    assert "action-publish" not in author[1].get(address).content.decode()
    assert "action-publish" in operator.get(address).content.decode()
    assert "action-submit" in author[1].get(address).content.decode()


def test_one_administrator_alone_cannot_wish_for_it(region, author):
    page = RegionPage.objects.get(region=region)
    page.second_look = True
    with pytest.raises(ValidationError, match="second_look"):
        page.full_clean()


def test_without_it_everything_is_as_before(draft, author, region):
    page = RegionPage.objects.get(region=region)
    page.second_look = False
    page.save()
    draft.refresh_from_db()
    assert not draft.has_workflow
    draft.get_latest_revision().publish(user=author[0])
    draft.refresh_from_db()
    assert draft.live


def test_comments_are_told_only_to_who_is_still_there(draft, author, other, rf, region):
    gone, _client = admin_of(make_region("33.74"), "siti")
    comment = draft.wagtail_admin_comments.create(user=gone, text="Dulu saya di sini", contentpath="title")
    for user in (gone, other[0]):
        PageSubscription.objects.create(page=draft, user=user, comment_notifications=True)
    view = ServiceEditView()
    view.page, view.request = draft, rf.get("/")
    view.request.user = author[0]
    fresh = draft.wagtail_admin_comments.create(user=author[0], text="Periksa dasar hukum", contentpath="title")
    changes = {
        "new_comments": [fresh], "deleted_comments": [], "resolved_comments": [comment], "edited_comments": [],
        "new_replies": [],
    }  # fmt: skip
    view.send_commenting_notifications(changes)
    assert [message.to for message in mail.outbox] == [[other[0].email]]
    assert not PageSubscription.objects.filter(user=gone).exists()
