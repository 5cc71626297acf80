"""Answers as a person reads them. In full on the review page and the official's page alone; elsewhere what identifies
a person is masked, which is what you get without asking for more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms_engine.definition.model import Definition, Field
from forms_engine.definition.registry import kind_of
from forms_engine.logic.compile import NOWHERE, Context
from forms_engine.logic.values import is_answered
from forms_engine.uploads.models import Upload
from forms_engine.walk.plan import journey
from forms_engine.walk.questions import stored_rows


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer: `text` for reading ("" when left empty, or when files are all of it), `uploads`
    for files, `picture` as safe HTML (an answer that is drawn)."""

    label: str
    text: str
    uploads: tuple[Upload, ...]
    field: Field
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one step."""

    title: str
    rows: tuple[Row, ...]
    step_id: str


def _files(field: Field, value: Any, by_uuid: Mapping[str, Upload]) -> list[Upload]:
    """The Uploads that an answer names, those in rows of a group included, in order."""
    if kind_of(field).multipart:
        return [by_uuid[item] for item in kind_of(field).files_of(field, value) if item in by_uuid]
    files = []
    for row in stored_rows(value) if field.fields else ():
        for child in field.fields:
            files += _files(child, row.get(child.id), by_uuid)
    return files


def answer_sections(
    definition: Definition,
    answers: Mapping[str, Any],
    uploads: Iterable[Upload],
    context: Context = NOWHERE,
    full: bool = False,
) -> list[Section]:
    """The Sections of what was (or could be) asked, in order. `uploads` are Upload rows of the draft; `context` is
    what rules knew on the day that counts (see `rules_context`); `full`: numbers of persons and ways to reach them
    aren't masked (tests list who may ask for that)."""
    by_uuid = {str(upload.uuid): upload for upload in uploads}
    sections = []
    walked = journey(definition, answers, context)
    for shown_step in walked.steps:
        rows = []
        for field in shown_step.fields:
            kind = kind_of(field)
            if not kind.asks:
                continue
            value = answers.get(field.id, walked.answers.get(field.id) if kind.computes else None)
            files = tuple(_files(field, value, by_uuid))
            write = kind.display if full else kind.masked
            text = write(field, value) if is_answered(value) and not (files and kind.multipart) else ""
            picture = kind.picture(field, value) if full and is_answered(value) else ""
            rows.append(Row(field.label, text, files, field, picture))
        if rows:
            sections.append(Section(shown_step.step.title, tuple(rows), shown_step.step.id))
    return sections
