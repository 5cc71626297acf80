"""What became different for a person between two versions of a service, in the order in which they meet it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms_engine.definition.model import Definition, Field
from forms_engine.definition.registry import kind_of
from forms_engine.logic.values import is_answered
from forms_engine.walk.plan import Journey, is_accepted
from forms_engine.walk.questions import ROW, stored_rows

NEW = "new"  # a question that wasn't there
AGAIN = "again"  # what was answered no longer fits: another kind, a choice that went, a tighter limit
REQUIRED = "required"  # was left empty, and may no longer be
REWORDED = "reworded"  # the same question in other words: the answer stays, for looking over
GONE = "gone"  # answered, and no longer asked


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `what` is one of the words above, `label` the question as it is (or, when gone, was) put."""

    what: str
    label: str


def changes(
    old: Definition, new: Definition, answers: Mapping[str, Any], journey: Journey, former: Journey
) -> list[Change]:
    """The Changes from the Definition `old` to `new` for a person with these answers; `former` and `journey` are
    theirs through both. Only what they meet counts: questions that their answers don't bring up are left out."""
    before = {field.id: field for field in old.every_field()}
    met, differences = set(), []
    for step in journey.steps:
        for field in step.fields:
            if not kind_of(field).is_given:
                continue
            met.add(field.id)
            differences += _of_field(before.get(field.id), field, answers)
    inside = {child.id for field in new.fields() for child in field.fields}
    asked_before = {field.id for step in former.steps for field in step.fields}
    for field in old.fields():
        if field.id in asked_before - met and kind_of(field).is_given and is_answered(answers.get(field.id)):
            differences.append(Change(GONE, field.label))
        rows = stored_rows(answers.get(field.id)) if field.id in met else ()
        for child in field.fields if rows else ():
            if child.id not in inside and any(is_answered(row.get(child.id)) for row in rows):
                differences.append(Change(GONE, child.label))
    return differences


def _of_field(old: Field | None, new: Field, answers: Mapping[str, Any]) -> list[Change]:
    """The Changes of one question, and of what it asks for each row."""
    if old is None:
        return [Change(NEW, new.label)]
    kind = kind_of(new)
    if new.id not in answers:
        return []
    if kind.repeats:
        return _of_rows(old, new, answers)
    if not is_answered(answers[new.id]):
        by_rule = old.required_when == new.required_when is not None  # as before: nothing new about it
        return [Change(REQUIRED, new.label)] if new.required and not old.required and not by_rule else []
    if not is_accepted(new, kind, answers):
        return [Change(AGAIN, new.label)]
    return [Change(REWORDED, new.label)] if _words(old) != _words(new) else []


def _of_rows(old: Field, new: Field, answers: Mapping[str, Any]) -> list[Change]:
    """The Changes of a group: each question once, whatever the number of rows."""
    if old.kind != new.kind:
        return [Change(AGAIN, new.label)]
    before, rows = {child.id: child for child in old.fields}, stored_rows(answers[new.id])
    differences = {
        change: None
        for child in new.fields
        if kind_of(child).is_given
        for row in rows
        for change in _of_field(before.get(child.id), child, {key: row[key] for key in row if key != ROW})
    }
    return list(differences)


def _words(field: Field) -> tuple[Any, Any, Any]:
    return field.label, field.hint, field.options.get("text")
