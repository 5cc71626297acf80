"""Reachability is decided: it agrees with going through all answers of small services."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.checker.reach import reach_problems
from forms_engine.checker.verdicts import FIELD_WORDS, PARAGRAPH_WORDS, STEP_WORDS
from forms_engine.definition.codec import from_json
from forms_engine.logic.compile import Context
from forms_engine.walk.plan import Plan
from forms_engine.walk.questions import test_of as rule_test
from tests.support.documents import service_document

CONTEXT = Context("2026-11-25")
VALUES = {
    "yes_no": [True, False],
    "choice": ["ch-1", "ch-2", "ch-3"],
    "number": [0, 1, 2, 3],
    "date": ["2026-11-24", "2026-11-25", "2026-11-26"],
    "choices": [["ch-1"], ["ch-2"], ["ch-1", "ch-2"]],
}
OPTIONS = {"number": {"min": 0, "max": 3}, "date": {"earliest": "2026-11-24", "latest": "2026-11-26"}}
CHOICES = [{"id": f"ch-{number}", "label": f"Pilihan {number}"} for number in (1, 2, 3)]


def comparisons(known):
    """Comparisons of what was asked before, as the editor writes them and as others may."""
    for name, kind in known.items():
        yield {"answered": [name]}
        for operator in ("==", "!=", "<", ">="):
            if kind == "choices":
                yield {"in": ["ch-1", {"var": name}]}
                continue
            if kind in ("yes_no", "choice") and operator[0] in "<>":
                continue
            for value in VALUES[kind]:
                test = {operator: [{"var": name}, value]}
                yield {"and": [{"answered": [name]}, test]}
                yield test
            if kind == "date":
                yield {"and": [{"answered": [name]}, {operator: [{"var": name}, {"today": []}]}]}
                yield {operator: [{"var": name}, {"date_add": [{"today": []}, 1, "days"]}]}
            for other, sort in known.items():
                if sort == kind and other != name:
                    test = {operator: [{"var": name}, {"var": other}]}
                    yield {"and": [{"answered": [name]}, {"answered": [other]}, test]}


def rules(known):
    tests = st.sampled_from(list(comparisons(known)))
    return st.recursive(
        tests,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"and": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"or": parts}),
            st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"!": [{"or": parts}]}),
            st.tuples(inner, inner, inner).map(lambda parts: {"if": list(parts)}),
        ),
        max_leaves=4,
    )


@st.composite
def services(draw):
    """A service of at most five questions, each with few answers."""
    known, steps = {}, []
    for place in range(draw(st.integers(1, 3))):
        step = {"id": f"step-{place}", "title": "Langkah", "fields": []}
        if known and draw(st.booleans()):
            step["show_when"] = draw(rules(known))
        for number in range(draw(st.integers(1, 2))):
            kind, name = draw(st.sampled_from(list(VALUES))), f"fld-{place}{number}"
            field = {"id": name, "kind": kind, "label": "Isian", "options": OPTIONS.get(kind, {})}
            if kind in ("choice", "choices"):
                field["choices"] = CHOICES
            if draw(st.booleans()):
                field["required"] = False
            if known and draw(st.booleans()):
                field["show_when"] = draw(rules(known))
            step["fields"].append(field)
            known[name] = kind
        if known and draw(st.integers(0, 3)) == 0:
            step["checks"] = [{"id": f"check-{place}", "when": draw(rules(known)), "message": "Tidak bisa."}]
        if known and draw(st.integers(0, 5)) == 0:
            stop = {"id": f"stop-{place}", "kind": "stop", "label": "Berhenti", "show_when": draw(rules(known))}
            step["fields"].append(stop)
        steps.append(step)
    document = service_document("Kecil") | {"steps": steps}
    document["certificate"] = document["certificate"] | {
        "body": [{"id": "par-1", "text": "Surat.", "show_when": draw(rules(known))}]
    }
    return document


def by_brute_force(definition):
    """(ids of steps, of questions and of paragraphs that somebody meets) by going through all answers."""
    plan, steps, fields, paragraphs = Plan(definition), set(), set(), set()
    asked = [field for field in definition.fields() if field.kind in VALUES]
    for values in product(*(VALUES[field.kind] + ([] if field.required else [None]) for field in asked)):
        answers = dict(zip((field.id for field in asked), values, strict=True))
        journey = plan.walk(answers, CONTEXT)
        for shown in journey.steps:
            steps.add(shown.step.id)
            fields.update(field.id for field in shown.fields)
            if shown.failed or shown.stopped:
                break
        if journey.complete:
            paragraphs.update(
                block.id
                for block in definition.certificate.body
                if rule_test(block.show_when)(journey.facts, CONTEXT)
            )
    return steps, fields, paragraphs


@settings(max_examples=150)
@given(services())
def test_it_agrees_with_going_through_all_answers(document):
    definition = from_json(document)
    found = list(reach_problems(definition, CONTEXT, seconds=30))
    assert not [problem for problem in found if "couldn't" in problem.message], found
    never = {problem.where for problem in found if problem.message in (STEP_WORDS[0], FIELD_WORDS[0])}
    dead = [problem for problem in found if problem.message.startswith(("Nobody gets past", "Everybody is stopped"))]
    steps, fields, paragraphs = by_brute_force(definition)
    last = {field.id: step.id for step in definition.steps for field in step.fields}.get(
        dead[0].where, dead[0].where
    ) if dead else None  # fmt: skip
    for step in definition.steps:
        if step.id in never:
            assert step.id not in steps
        else:
            # A step whose every question is hidden isn't shown at all.
            assert step.id in steps or not any(field.id in fields for field in step.fields)
            for field in step.fields:
                assert (field.id in never) == (field.id not in fields), (field.id, never, fields)
                if dead and field.id == dead[0].where:
                    break
        if step.id == last:
            assert not paragraphs or not dead[0].message.startswith("Everybody")
            return
    unprinted = {problem.where for problem in found if problem.message == PARAGRAPH_WORDS[0]}
    assert unprinted == {"par-1"} - paragraphs
