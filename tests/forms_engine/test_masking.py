"""Numbers that identify a person, and ways to reach one, are read in full where they are needed and nowhere else."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.audit.models import AuditEvent
from cms.jobs.ledger import drain
from cms.jobs.models import Job
from forms_engine.applications.present import answer_sections
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kinds
from forms_engine.fields.masking import HIDDEN, last_four, masked_email
from tests.support.kinds import make_field
from tests.support.masked import MASKED, Masked, answers, document

ROOT = Path(__file__).parents[2]
# What may be found in a page of whatever is masked, however it is written.
TRACES = ("337501450885000", "337501120410000", "19760612199603100", "81234567890", "sari.rahasia")
# The pages that show answers in full: the form, its review, and the official's page of the application.
FULL = {"journey_step", "review", "workflows_task", "workflows_application"}
# The code that may ask for answers in full, and where a kind's `display` is called at all.
# The simulation and the checklist show made-up answers: the admin's own, and the solver's.
FULL_CALLERS = {"forms_engine/journey/views.py", "workflows/inbox/views.py", "workflows/simulation/views.py"}
DISPLAY_CALLERS = {
    "forms_engine/design/editor/findings.py",
    "forms_engine/applications/present.py", "forms_engine/fields/base.py", "forms_engine/fields/computed.py",
    "forms_engine/fields/group.py",
}  # fmt: skip


@pytest.mark.parametrize("kind", MASKED)
def test_a_masked_answer_hides_most_of_it(kind):
    field, value = make_field(kind), MASKED[kind]
    assert kinds()[kind].is_answer(field, value)
    masked, shown = kinds()[kind].masked(field, value), kinds()[kind].display(field, value)
    assert HIDDEN in masked and masked != shown
    kept = re.sub(r"\D", "", masked)
    assert len(kept) <= 4 and "rahasia" not in masked
    for answer in [answer for options, _typed, answer in kinds()[kind].examples]:
        assert re.sub(r"\D", "", kinds()[kind].masked(field, answer)) in str(answer)


def test_what_identifies_a_person_says_so():
    assert {name for name, kind in kinds().items() if kind.identifies} == set(MASKED)
    assert all(kind.personal for kind in kinds().values() if kind.identifies)


def test_what_identifies_nobody_is_read_as_it_is():
    for name, kind in kinds().items():
        if name in MASKED or not kind.is_typed or kind.multipart:
            continue
        for options, _typed, answer in kind.examples:
            field = make_field(name, options)
            assert kind.masked(field, answer) == kind.display(field, answer), name


@given(st.text(max_size=40))
def test_any_text_is_masked(text):
    assert last_four(text).startswith(HIDDEN) and len(last_four(text)) <= 9
    name, _at, _host = text.rpartition("@")
    assert len(name) < 2 or name[1:] not in masked_email(text).partition(HIDDEN)[0]


def traces(text):
    spaces = r"[\s\-+]|(?<=\d)\.(?=\d)"
    plain = re.sub(spaces, "", text) + re.sub(f"<[^>]*>|{spaces}", "", text)  # in attributes, and across elements
    return [trace for trace in TRACES if trace in plain]


def test_sections_are_masked_unless_more_is_asked_for():
    definition = from_json(document())
    for full in (False, True):
        sections = answer_sections(definition, answers(), (), full=full)
        text = "\n".join(row.text for section in sections for row in section.rows)
        assert (len(traces(text)) == len(TRACES)) is full and (HIDDEN in text) is not full
        assert bool(traces(text)) is full


@pytest.mark.django_db
def test_no_other_page_shows_them_to_anyone():
    world = Masked()
    shown, wrong, masked = set(), [], set()
    for who, client in world.people().items():
        for name, address in world.addresses():
            response = client.get(address)
            if not response.get("Content-Type", "").startswith(("text/", "application/json")):
                continue
            body = b"".join(response) if response.streaming else response.content
            text = body.decode(errors="replace")
            if name == "tracking" and HIDDEN in text:
                masked.add(who)
            if found := traces(text):
                shown.add((name, who))
                if name not in FULL:
                    wrong.append(f"{who}: {address} ({name}) shows {found}")
    assert not wrong, "\n".join(wrong)
    assert masked == {"owner"}, "only the owner sees answers on the tracking page, masked"
    assert {(name, "owner") for name in ("journey_step", "review")} <= shown
    assert {("workflows_task", "petugas-loket"), ("workflows_application", "admin")} <= shown
    assert {who for _name, who in shown} == {"owner", "petugas-loket", "admin", "operator"}


@pytest.mark.django_db
def test_the_receipt_knows_the_address_without_showing_it():
    world = Masked()
    page = world.people()["owner"].get(reverse("receipt", args=[world.application.tracking_code])).content.decode()
    assert "s••••@contoh.id" in page and not traces(page)


@pytest.mark.django_db
def test_neither_mail_nor_jobs_nor_the_audit_trail_know_them():
    world = Masked()
    drain()
    assert len(mail.outbox) >= 2
    for message in mail.outbox:
        assert message.to == [MASKED["email"]] and traces(message.subject + message.body) == []
    rows = [job.args | {"key": job.key, "error": job.last_error} for job in Job.unscoped.all()]
    rows += list(AuditEvent.unscoped.values("action", "target", "data", "actor"))
    assert rows and traces(json.dumps(rows)) == [] and world.application.pk


def test_who_shows_answers_is_known():
    """A new place that shows answers stands here or fails: think whether it needs them in full."""
    full, display = set(), set()
    for path in sorted(ROOT.glob("*/**/*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[0] not in ("cms", "forms_engine", "workflows"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                if any(word.arg == "full" for word in node.keywords):
                    full.add(name)
                if isinstance(node.func, ast.Attribute) and node.func.attr == "display":
                    display.add(name)
            elif isinstance(node, ast.Attribute) and node.attr == "display" and not isinstance(node.ctx, ast.Store):
                display.add(name)
    assert full == FULL_CALLERS
    assert display == DISPLAY_CALLERS
