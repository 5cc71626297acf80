"""An outcome is described in one place: one that is entered is everywhere, and nobody else knows one by its code."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given

from cms.audit import words
from cms.audit.models import AuditEvent
from cms.audit.words import act_words
from cms.jobs.ledger import drain
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.applications import messages
from forms_engine.applications.messages import Message, MessageTaken, register_message
from forms_engine.applications.timeline import timeline
from forms_engine.design.packages.services import import_service
from tests.support.cases import OFFICES, World, two_ways
from tests.support.machine import decided_once_in_order_to_the_end, sequences, workflows
from tests.support.simulation import answer, post
from workflows.machine import outcomes as room
from workflows.machine.model import Status
from workflows.machine.outcomes import BadOutcome, Outcome, outcomes, register_outcome

REASON = "Rumahnya di wilayah kantor lain."
FORWARDED = Outcome(
    code="forwarded",
    label="Forward to another office",
    confirmation="Forwarded. The applicant reads where to.",
    act="forwarded an application to another office",
    line="“%(title)s” forwarded it",
    milestone="Forwarded: %(stage)s",
    needs_reason=True,
    message=Message("forwarded", "Another office looks at it", "Your application was forwarded to another office."),
)


@pytest.fixture
def forwarded(monkeypatch):
    """FORWARDED, entered as another app's `ready()` would, and forgotten afterwards."""
    monkeypatch.setattr(room, "_outcomes", dict(room._outcomes))
    monkeypatch.setattr(words, "_acts", dict(words._acts))
    monkeypatch.setattr(messages, "_messages", dict(messages._messages))
    return register_outcome(FORWARDED)


@pytest.mark.usefixtures("forwarded")
def test_the_machine_decides_once_and_in_order_with_another_outcome():
    @given(workflows, sequences([outcome.code for outcome in outcomes()]))
    def any_sequence(workflow, sequence):
        decided_once_in_order_to_the_end(workflow, sequence)

    assert FORWARDED in outcomes()
    any_sequence()


@pytest.mark.django_db
def test_another_outcome_goes_from_the_form_to_the_applicant(forwarded):
    world = World()
    application = world.file()
    client, address = world.client("petugas-loket"), f"/admin/tugas/{world.task().uuid}/"
    form = client.get(address).content.decode()
    assert 'value="forwarded"' in form and form.count(forwarded.label) == 2, "to choose, and where reasons are asked"
    refused = client.post(address, {"decision": forwarded.code, "reason": " "})
    assert 'id="reason-error"' in refused.content.decode() and world.task().position == "petugas-loket"
    taken = client.post(address, {"decision": forwarded.code, "reason": REASON}, follow=True).content.decode()
    assert forwarded.confirmation in taken and world.task().position == "kasi-sosial"

    seen = world.client("kasi-sosial").get(f"/admin/tugas/{world.task().uuid}/").content.decode()
    assert f"<strong>{forwarded.label}</strong>" in seen and REASON in seen and 'class="done"' in seen
    world.decide(forwarded.code, REASON)
    with region_scope(world.region):
        lines = timeline(application)
        assert AuditEvent.objects.filter(action=forwarded.action).count() == 2
    assert (lines[1].state, lines[1].note) == ("done", REASON) and lines[1].title.startswith("Forwarded: Tahap")
    assert len(lines) == 1 + len(OFFICES) + 1, "received, each stage once, the letter"
    assert str(act_words(forwarded.action)) == forwarded.act
    assert "Forwarded: Tahap" in Client().get(f"/lacak/{application.tracking_code}/").content.decode()
    drain()
    told = [letter for letter in mail.outbox if letter.subject.startswith(forwarded.message.subject)]
    assert len(told) == 2, "once for each stage that forwards"
    assert all(forwarded.message.body in letter.body and letter.to == ["sari@contoh.id"] for letter in told)


@pytest.mark.django_db
def test_another_outcome_is_tried_out_in_the_simulation(forwarded):
    world = World()
    page = import_service(RegionPage.objects.get(region=world.region), two_ways())
    client, address = world.client("admin"), reverse("simulation", args=[page.pk])
    answer(client, address, "5")
    assert 'value="forwarded"' in post(client, address, act="send")
    refused = post(client, address, act="decide", decision=forwarded.code, reason="")
    assert 'class="error"' in refused and "forwarded it" not in refused
    page = post(client, address, act="decide", decision=forwarded.code, reason=REASON)
    assert "forwarded it" in page and REASON in page


def test_what_cannot_be_an_outcome_is_refused():
    texts = {"label": "x", "confirmation": "x", "act": "x", "line": "x"}
    for code in (outcomes()[0].code, room.FILED, "Forwarded", "much-too-long-a-code", ""):
        with pytest.raises(BadOutcome):
            register_outcome(Outcome(code, **texts))
    for nowhere in (Status.NEW, Status.IN_REVIEW):
        with pytest.raises(BadOutcome):
            register_outcome(Outcome("forwarded", then=nowhere, **texts))
    with pytest.raises(MessageTaken):
        register_message(Message("rejected", "Something else", "Something else"))


# Where a word that is the code of an outcome stands for something else: (file, word), and what it is.
OTHERWISE = {
    ("cms/pages/second_look.py", "approve"): "an action of Wagtail's own moderation",
    ("cms/pages/second_look.py", "reject"): "an action of Wagtail's own moderation",
    ("forms_engine/applications/models.py", "correction"): "the status of an application",
    ("workflows/machine/model.py", "correction"): "the status of a case",
    ("templates/forms_engine/tracking.html", "correction"): "the status of an application",
    ("forms_engine/journey/steps.py", "correction"): "the application that is being corrected, for a template",
    ("forms_engine/journey/views.py", "correction"): "the application that is being corrected, for a template",
    ("workflows/simulation/views.py", "correction"): "whether the applicant corrects, for a template",
}
ROOM = "workflows/machine/outcomes.py"


def words_of(path):
    """The texts that a source has in quotes."""
    text = path.read_text()
    if path.suffix == ".py":
        nodes = ast.walk(ast.parse(text))
        return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return set(re.findall(r"""["']([a-z_]+)["']""", text))


def places(codes):
    """Every (file, code) of the project's own sources that names an outcome by its code."""
    base = Path(settings.BASE_DIR)
    roots = ("cms", "forms_engine", "workflows", "templates")
    files = (path for root in roots for path in (base / root).rglob("*.*"))
    return {
        (str(path.relative_to(base)), code)
        for path in files
        if path.suffix in (".py", ".html", ".txt", ".svg") and "migrations" not in path.parts
        for code in codes & words_of(path)
    }


def test_no_other_source_names_an_outcome():
    codes = {outcome.code for outcome in outcomes()} | {outcome.action for outcome in outcomes()}
    found = places(codes)
    assert {(ROOM, outcome.code) for outcome in outcomes()} <= found
    assert {place for place in found if place[0] != ROOM} == set(OTHERWISE)


def test_whoever_uses_the_room_takes_no_outcome_of_it_by_name():
    """Its functions, its words for what is no outcome, but no outcome itself."""
    names = {name for name, value in vars(room).items() if isinstance(value, Outcome)}
    assert not names, "an outcome has a code, not a name to import"
