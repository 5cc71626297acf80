"""Any service that the definition allows, with answers."""

from hypothesis import strategies as st

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.registry import kinds
from forms_engine.logic.compile import Context

CONTEXT = Context("2026-11-25", frozenset({"2026-12-25"}))
TYPED = [name for name, kind in kinds().items() if kind.is_typed and not kind.multipart]
CHOICES = [{"id": f"ch-{number}", "label": f"Pilihan {number}"} for number in range(1, 4)]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**18) | st.text(max_size=6) | st.sampled_from(["ch-1", "ch-2"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def right_answers(name):
    """Canonical answers of a kind: those of its own examples that need no option."""
    return [answer for options, _typed, answer in kinds()[name].examples if not options] or [None]


def condition(known):
    """A guarded rule over the ids asked before."""
    test = st.sampled_from([{"answered": [source]} for source in known]) | st.sampled_from(
        [
            {"and": [{"answered": [source]}, {operator: [{"var": source}, value]}]}
            for source in known
            for operator in ("==", "!=", "<", ">=")
            for value in ("ch-1", 3, "2020-01-01")
        ]
    )
    return st.none() | test | st.lists(test, min_size=1, max_size=3).map(lambda tests: {"or": tests})


@st.composite
def fields(draw, known, prefix, most):
    """Up to `most` fields with ids `prefix`0, …; their conditions read `known` ids and earlier ones."""
    made = []
    for number in range(draw(st.integers(1, most))):
        kind = kinds()[draw(st.sampled_from(TYPED))]
        field = {"id": f"{prefix}{number}", "kind": kind.name, "label": f"Isian {prefix}{number}"}
        if kind.has_choices:
            field["choices"] = CHOICES
        if any(option == "text" for option, _block in kind.option_blocks()):
            field["options"] = {"text": "Semua keterangan saya benar."}
        if not draw(st.booleans()):
            field["required"] = False
        if draw(st.booleans()):
            field["warn"] = True
        for setting in ("show_when", "required_when"):
            if known and (rule := draw(condition(known))):
                field[setting] = rule
        known = [*known, field["id"]]
        made.append(field)
    return made


@st.composite
def services(draw):
    """A document of one to three steps, some with a repeating group."""
    steps, known = [], []
    for number in range(draw(st.integers(1, 3))):
        asked = draw(fields(known, f"fld-{number}", 4))
        known = [*known, *(field["id"] for field in asked)]
        if draw(st.booleans()):
            inner = draw(fields(known, f"row-{number}", 3))
            group = {"id": f"grp-{number}", "kind": "group", "label": "Butir", "options": {"max": 3}, "fields": inner}
            asked.append(group)
        steps.append({"id": f"stp-{number}", "title": f"Langkah {number}", "fields": asked})
    return {"schema": 1, "title": "Apa saja", "audience": "residents", "about": {}, "steps": steps}


@st.composite
def answered(draw, asked):
    """Answers to some of the fields: right ones of the kind mostly, anything else at times."""
    found = {}
    for field in asked:
        if field["kind"] == "group":
            rows = st.lists(answered(field["fields"]), max_size=4)
            names = "abcd"
            value = [{"_row": names[place]} | row for place, row in enumerate(draw(rows))]
            found[field["id"]] = draw(st.just(value) | JUNK)
        elif draw(st.integers(0, 9)):
            found[field["id"]] = draw(st.sampled_from(right_answers(field["kind"])) | JUNK)
    return found


@st.composite
def cases(draw):
    document = draw(services())
    return document, draw(answered([field for step in document["steps"] for field in step["fields"]]))
