"""What is pointed out before sending, and never stands in the way: questions that the admin wishes answered, and
checks that only warn."""

from dataclasses import dataclass

from forms_engine.journey.questions import stored_rows
from forms_engine.logic.values import is_answered


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at again: the step where it can be changed, and the label of a question left empty or the
    admin's message of a check."""

    step_id: str
    label: str = ""
    message: str = ""


def _left_empty(fields, answers):
    """The labels of wished-for questions without an answer, those in rows of a group included, each once."""
    for field in fields:
        if field.warn and not is_answered(answers.get(field.id)):
            yield field.label
        for row in stored_rows(answers.get(field.id)) if field.fields else ():
            yield from _left_empty([child for child in field.fields if child.id in row], row)


def doubts_of(way):
    """The Doubts of a Journey, in order."""
    found = []
    for shown in way.steps:
        found += [
            Doubt(shown.step.id, label=label) for label in dict.fromkeys(_left_empty(shown.fields, way.answers))
        ]
        found += [Doubt(shown.step.id, message=check.message) for check in shown.doubts]
    return found
