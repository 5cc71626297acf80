"""Numbers that identify a person, and ways to reach one, are read in full where they are needed and nowhere else."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.audit.models import AuditEvent
from cms.jobs.ledger import drain
from cms.jobs.models import Job
from cms.regions.scoping import region_scope
from forms_engine.applications.present import answer_sections
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kinds
from forms_engine.fields.masking import HIDDEN, last_four, masked_email
from tests.addresses import filled
from tests.cms.people import make_operator
from tests.cms.test_routes import walk
from tests.documents import service_document
from tests.factories import make_application, make_service
from tests.forms_engine.test_fields import make_field
from tests.forms_engine.test_journey_core import FILLED
from tests.workflows.test_cases import World
from workflows.cases.services import filed

ROOT = Path(__file__).parents[2]
MASKED = {
    "nik": "3375014508850001", "family_card": "3375011204100003", "npwp": "3375014508850007",
    "nip": "197606121996031004", "phone": "+6281234567890", "email": "sari.rahasia@contoh.id",
}  # fmt: skip
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
    "forms_engine/fields/group.py", "forms_engine/fields/paper_number.py",
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


def document():
    """The common service with every kind that is masked, in a group as well."""
    raw = service_document()
    fields = raw["steps"][0]["fields"]
    fields += [{"id": f"fld-{kind[:4]}x", "kind": kind, "label": f"Isian {kind}"} for kind in MASKED]
    inner = [{"id": f"row-{kind[:4]}x", "kind": kind, "label": f"Baris {kind}"} for kind in MASKED]
    fields.append({"id": "fld-grp0", "kind": "group", "label": "Saksi", "fields": inner})
    return raw


def answers():
    own = {f"fld-{kind[:4]}x": value for kind, value in MASKED.items()}
    row = {"_row": "abc"} | {f"row-{kind[:4]}x": value for kind, value in MASKED.items()}
    return FILLED | {"fld-nik0": MASKED["nik"], "fld-tel0": MASKED["phone"]} | own | {"fld-grp0": [row]}


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


class Masked(World):
    """An application that came back for a correction, so that its owner has every page there is."""

    def __init__(self):
        super().__init__()
        self.service = make_service(self.region, document())
        self.application = make_application(self.service, answers(), email=MASKED["email"])
        with region_scope(self.region):
            self.application.submissions.create(
                region=self.region, number=1, answers=answers(), at=self.application.submitted_at
            )
            filed(self.application)
            self.first = self.task()
            self.decide("correction", "Foto rumah belum jelas.")

    def people(self):
        """name → client: the owner, a stranger, staff."""
        owner, operator = Client(), Client()
        code = self.application.tracking_code
        owner.post(reverse("tracking", args=[code]), {"code": self.application.draft.resume_code})
        operator.force_login(make_operator())
        staff = {name: self.client(name) for name in ("petugas-loket", "lurah", "admin")}
        for client in (operator, staff["admin"]):
            client.post(reverse("reading_reason", args=[self.application.uuid]), {"reason": "help"})
        return {"owner": owner, "stranger": Client(), "operator": operator} | staff

    def addresses(self):
        """(name of the route, address) of every page of ours, each with everything that it may be about here."""
        draft = self.application.draft
        codes = [self.application.tracking_code, draft.resume_code]
        values = {
            "token": [draft.token], "step": ["1", "2", "3", "4"], "code": codes, "tracking_code": codes,
            "pk": sorted({self.application.pk, self.first.pk, self.service.pk}),
            "uuid": ["7b0f1c1e-0000-4000-8000-000000000001", self.application.uuid, self.first.uuid],
        }  # fmt: skip
        for route, name, _view in walk():
            if not name or name.startswith("wagtail"):
                continue
            for address in filled(route, values):
                yield name, address


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
