"""A part of a service that an upper floor enters: everything that looks at conditions sees the part's, unasked."""

import copy
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.utils import translation

from forms_engine.checker.checklist import checklist, errors_of
from forms_engine.checker.cost import cost_of
from forms_engine.checker.office import Office
from forms_engine.definition import registry
from forms_engine.definition.codec import from_json
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import AlreadyEntered, PartRule, part_rules, parts, register_part
from forms_engine.design.editor.findings import findings_of
from forms_engine.design.page import ServicePage
from forms_engine.logic.compile import Context
from tests.support.documents import service_document

OFFICE = Office({"petugas-loket": 2, "kasi-sosial": 1, "lurah": 1}, Context("2026-11-25"))
WORDS = ("No visit ever takes place.", "Every visit takes place.", "Perhaps a visit takes place.")


class Visits:
    """A throw-away part: visits to the place, each under a condition."""

    name, title, item = "visits", "Visits", "Visit"
    schema = {"type": "object"}

    def rules(self, raw):
        return [PartRule(visit["id"], visit["when"], WORDS, "when") for visit in (raw or {}).get("visits", ())]

    def names(self, raw):
        return {visit["id"]: visit["title"] for visit in (raw or {}).get("visits", ())}

    def check(self, raw, definition, positions=None):
        for visit in (raw or {}).get("visits", ()):
            if not visit["when"]:
                yield Problem(Code.RULE_MISSING, visit["id"], "Say when the visit takes place.", "when")

    def nothing(self, *args, **kwargs):
        return ()

    doubts = reach = nothing


@pytest.fixture
def visits(monkeypatch):
    monkeypatch.setattr(registry, "_parts", parts())
    return register_part(Visits())


def visited(when, title="Peninjauan"):
    document = copy.deepcopy(service_document())
    document["parts"]["visits"] = {"visits": [{"id": "visit-0001", "title": title, "when": when}]}
    return document


RENTS = {"==": [{"var": "fld-stat"}, "ch-sewa"]}
OWNS = {"==": [{"var": "fld-stat"}, "ch-milik"]}


def said(document, where):
    return [(problem.message, problem.setting, problem.level) for problem in checklist(document, OFFICE)
            if problem.where == where]  # fmt: skip


def test_the_workflow_is_entered_by_its_app():
    assert list(parts()) == ["workflow"]
    rule = {"and": [RENTS]}
    [found] = part_rules(
        {"workflow": {"stages": [{"id": "stage-9", "title": "x", "position": "p", "show_when": rule}]}}
    )
    assert (found.where, found.rule, found.setting) == ("stage-9", rule, "conditions")


def test_entering_twice_is_refused(visits):
    with pytest.raises(AlreadyEntered, match="visits"):
        register_part(Visits())
    with pytest.raises(AlreadyEntered, match="workflow"):
        apps.get_app_config("workflows").ready()
    assert parts()["visits"] is visits


def test_the_check_judges_its_conditions(visits):
    assert said(visited(RENTS), "visit-0001") == []
    assert said(visited({"and": [RENTS, OWNS]}), "visit-0001") == [(WORDS[0], "when", "error")]
    assert said(visited({"or": [RENTS, OWNS]}), "visit-0001") == [(WORDS[1], "when", "warning")]
    assert [problem.where for problem in errors_of(visited({"and": [RENTS, OWNS]}), OFFICE)] == ["visit-0001"]
    assert said(visited(None), "visit-0001") == [("Say when the visit takes place.", "when", "error")]


def test_an_answer_that_only_its_condition_reads_is_used(visits):
    unused = [problem for problem in checklist(service_document(), OFFICE) if problem.where == "fld-with"]
    used = [
        problem for problem in checklist(visited({">": [{"var": "fld-with"}, 3]}), OFFICE)
        if problem.where == "fld-with"
    ]  # fmt: skip
    assert len(unused) == 1 and "No rule and no paragraph uses this answer" in unused[0].message
    assert used == []


def test_its_conditions_cost_what_others_do(visits):
    without, dear = cost_of(from_json(service_document())), cost_of(from_json(visited({"and": [RENTS] * 200})))
    assert dear.total > without.total and dear.where == "visit-0001"


def test_its_place_is_named_in_the_checklist(visits):
    page = SimpleNamespace(steps=(), _meta=ServicePage._meta)
    for title, place in (("Peninjauan", "Visits › Peninjauan"), ("", "Visits › Visit")):
        with translation.override("en"):
            found = findings_of(page, visited({"and": [RENTS, OWNS]}, title), OFFICE)
        assert [(line.place, line.message) for line in found if line.block == "visit-0001"] == [(place, WORDS[0])]
