"""What is pointed out before sending, and never stands in the way: questions that the admin wishes answered, answers
that contradict each other although both may be right, and checks that only warn."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms_engine.definition.kind import RowsKind
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of
from forms_engine.logic.values import is_answered
from forms_engine.walk.plan import Journey
from forms_engine.walk.questions import stored_rows


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at again: the step where it can be changed, and the label of a question left empty or the
    message: of a check, the admin's own."""

    step_id: str
    label: str = ""
    message: str = ""


def _left_empty(fields: Iterable[Field], answers: Mapping[str, Any]) -> Iterator[str]:
    """The labels of wished-for questions without an answer, those in rows of a group included, each once."""
    for field in fields:
        if field.warn and not is_answered(answers.get(field.id)):
            yield field.label
        for row in stored_rows(answers.get(field.id)) if field.fields else ():
            yield from _left_empty([child for child in field.fields if child.id in row], row)


def _contradictions(
    fields: Iterable[Field], answers: Mapping[str, Any], answered: dict[str, tuple[Field, Any]]
) -> Iterator[str]:
    """What the kinds of the fields find doubtful; in rows of a group with the name of the row in front."""
    for field in fields:
        value, kind = answers.get(field.id), kind_of(field)
        if not kind.asks or not is_answered(value):
            continue
        yield from kind.doubts(field, value, answered)
        if not isinstance(kind, RowsKind):
            continue
        for number, row in enumerate(stored_rows(value), 1):
            inner = [child for child in field.fields if child.id in row]
            beside = answered | {child.id: (child, row[child.id]) for child in inner}
            for message in _contradictions(inner, row, beside):
                yield f"{kind.title_of_row(field, number)}: {message}"


def doubts_of(journey: Journey) -> list[Doubt]:
    """The Doubts of a Journey, in order."""
    doubts = []
    answered = {
        field.id: (field, journey.answers.get(field.id)) for met_step in journey.steps for field in met_step.fields
    }
    for met_step in journey.steps:
        doubts += [
            Doubt(met_step.step.id, label=label)
            for label in dict.fromkeys(_left_empty(met_step.fields, journey.answers))
        ]
        doubts += [
            Doubt(met_step.step.id, message=message)
            for message in _contradictions(met_step.fields, journey.answers, answered)
        ]
        doubts += [Doubt(met_step.step.id, message=check.message) for check in met_step.doubts]
    return doubts
