"""Answers as a person reads them: for the review page, the official's page and the applicant's copy."""

from dataclasses import dataclass

from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of
from forms_engine.journey.core import journey
from forms_engine.logic.values import is_answered


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer: `text` for reading ("" when left empty), `uploads` for files."""

    label: str
    text: str
    uploads: tuple
    field: Field


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one step."""

    title: str
    rows: tuple[Row, ...]
    step_id: str


def answer_sections(definition, answers, uploads):
    """The Sections of what was (or could be) asked, in order. `uploads` are Upload rows of the draft."""
    by_uuid = {str(upload.uuid): upload for upload in uploads}
    sections = []
    way = journey(definition, answers)
    for shown in way.steps:
        rows = []
        for field in shown.fields:
            kind = kind_of(field)
            if not kind.asks:
                continue
            value = answers.get(field.id, way.answers.get(field.id) if kind.computes else None)
            files = tuple(by_uuid[item] for item in value if item in by_uuid) if isinstance(value, list) else ()
            text = kind.display(field, value) if is_answered(value) and not files else ""
            rows.append(Row(field.label, text, files, field))
        if rows:
            sections.append(Section(shown.step.title, tuple(rows), shown.step.id))
    return sections
