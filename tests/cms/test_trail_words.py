"""The audit trail and the list of jobs speak in words: each act and job that the code knows has some."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from cms.accounts.signing_models import StaffRequest
from cms.accounts.viewsets import RegionViewSet, ScopedCreate, ScopedDelete, ScopedEdit
from cms.audit.trail import actor_of, record
from cms.audit.words import act_words, has_words
from cms.jobs import registry
from cms.jobs.models import Job
from cms.jobs.words import job_words
from cms.setup.new_region import create_region
from forms_engine.applications.models import ReadingReason
from tests.support.factories import make_member
from tests.support.people import make_places
from workflows.machine.outcomes import outcomes

FLOORS = ("cms", "forms_engine", "workflows")
PLACE = {"record": 2, "record_deleted": 2}  # of the action among the arguments
COMPUTED = {"task.outcome.action": {outcome.action for outcome in outcomes()}}


def _calls(tree):
    """(name of the function called, call, function around it) of every call in a module."""
    for around in ast.walk(tree):
        if isinstance(around, ast.FunctionDef):
            for node in ast.walk(around):
                if isinstance(node, ast.Call):
                    yield getattr(node.func, "id", getattr(node.func, "attr", "")), node, around


def _texts(node):
    """What an argument may be: its texts, or None when it is handed on."""
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    words = ast.unparse(node)
    return COMPUTED[words] if isinstance(node, ast.JoinedStr) else COMPUTED.get(words)


def recorded_actions():
    """Every action that a call of `record` or `record_deleted` in the source can append."""
    files = [path for floor in FLOORS for path in (Path(settings.BASE_DIR) / floor).rglob("*.py")]
    calls = [call for path in files if path.name != "trail.py" for call in _calls(ast.parse(path.read_text()))]
    found, wanted, seen = set(), dict(PLACE), set()
    while wanted:
        name, place = wanted.popitem()
        seen.add(name)
        for called, call, around in calls:
            if called != name or len(call.args) <= place:
                continue
            texts = _texts(call.args[place])
            if texts is None:  # the function around it was told the action: who calls that one?
                names = [argument.arg for argument in around.args.args]
                assert isinstance(call.args[place], ast.Name), ast.unparse(call)
                if around.name not in seen:
                    wanted[around.name] = names.index(call.args[place].id)
            found |= texts or set()
    rows = [one.model._meta.model_name for one in RegionViewSet.__subclasses__()]
    return found | {f"{row}.{one.verb}" for row in rows for one in (ScopedCreate, ScopedEdit, ScopedDelete)}


def test_every_act_that_is_recorded_has_words():
    actions = recorded_actions()
    assert {"account.signed_in", "task.approve", "service.copied", "list.imported", "position.added"} <= actions
    assert len(actions) > 50
    assert sorted(action for action in actions if not has_words(action)) == []


def test_every_job_that_is_registered_has_words():
    names = [name for name, run in registry._handlers.items() if not run.__module__.startswith("tests.")]
    assert "certificates.issue" in names
    assert [name for name in names if job_words(name) == name] == []


@pytest.fixture
def place(db):
    return make_places()[0]


def body_of(client, name):
    return client.get(reverse(name)).content.decode()


def test_the_trail_says_who_did_what_to_what_in_words(client, place):
    record(place.region.pk, actor_of(place.admin), "staff.asked", place.member, kind="email")
    record(place.region.pk, "applicant", "application.read", place.job, reason="help")
    client.force_login(place.admin)
    body = body_of(client, "audit_trail")
    with override("id"):
        asked = escape(f"{act_words('staff.asked')}: {StaffRequest.Kind.EMAIL.label}")
        read = escape(f"{act_words('application.read')}: {ReadingReason.Reason.HELP.label}")
    assert f'<td title="staff.asked">{asked}</td>' in body
    assert f'<td title="application.read">{read}</td>' in body
    assert f'title="membership:{place.member.pk}">' in body and f"{place.member.full_name}</td>" in body
    shown = body.split("<tbody>")[1].replace(f'title="membership:{place.member.pk}"', "")
    assert f">membership:{place.member.pk}" not in shown and "(help)" not in shown and "<code>" not in shown


def test_the_trail_names_nobody_of_another_region(client, place):
    other = stranger("35.78")
    record(place.region.pk, actor_of(other.user), "staff.added", other)
    client.force_login(place.admin)
    assert "Orang Lain" not in body_of(client, "audit_trail")


def stranger(code):
    return make_member(create_region(code, name="Kota lain"), "lain", full_name="Orang Lain")


def test_the_trail_costs_as_many_queries_for_many_events_as_for_few(client, place):
    client.force_login(place.admin)

    def cost(count):
        for number in range(count):
            member = make_member(place.region, f"m{count}-{number}", full_name=f"Nama {count} {number}")
            record(place.region.pk, actor_of(member.user), "staff.added", member)
            record(place.region.pk, actor_of(member.user), "account.signed_in", member.user)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("audit_trail")).status_code == 200
        return len(queries)

    cost(1)
    assert cost(8) <= cost(2)


def test_the_list_of_jobs_says_what_they_are_in_words(client, place):
    Job.unscoped.filter(pk=place.job.pk).update(name="accounts.failed_sign_ins")
    client.force_login(place.admin)
    body = body_of(client, "jobs")
    with override("id"):
        words = escape(job_words("accounts.failed_sign_ins"))
    assert f'title="accounts.failed_sign_ins #{place.job.pk}">{words}</td>' in body
    assert ">accounts.failed_sign_ins" not in body
