"""What a letter says: the certificate's text with the answers put in. Pure; everything is plain text.

What a clerk would write decides what happens to a missing answer: a row whose question wasn't put to this person is
left out, and so is a paragraph that speaks only of such questions; any other missing answer is written as a dash.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms_engine.certificates.words import plain
from forms_engine.definition.model import Certificate, Definition, Field, Paragraph
from forms_engine.definition.registry import kind_of
from forms_engine.logic.values import is_answered

MERGE = re.compile(r"\{\{\s*([A-Za-z0-9_-]+)\s*\}\}")
NOTHING = "-"
NAME = re.compile(r"\b(nama|name)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph as it is printed."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of label and value as they are printed."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Values:
    """What can be put into the text: `printed` by id or merge name, and the ids whose question wasn't put."""

    printed: Mapping[str, str]
    hidden: frozenset[str]

    def get(self, name):
        return self.printed.get(name) or NOTHING


def values_of(definition: Definition, answers: Mapping, facts: Mapping[str, str]) -> Values:
    """The Values of an application's answers; `facts` are the merge names (number, date …).

    What was filed decides: a question that was put has an entry (None when left empty), a hidden one has none.
    """
    printed, hidden = dict(facts), set()
    for field in definition.fields():
        if field.id not in answers:
            hidden.add(field.id)
        elif is_answered(answers[field.id]):
            printed[field.id] = plain(str(kind_of(field).certificate(field, answers[field.id]))).strip()
    return Values(printed, frozenset(hidden))


def merged_names(text: str) -> list[str]:
    """The names that a text merges, in order."""
    return MERGE.findall(text)


def _paragraph(text, values):
    names = merged_names(text)
    if names and all(name in values.hidden for name in names):
        return
    # One pass, so that what an answer holds is never merged again; an answer stays within its line.
    filled = MERGE.sub(lambda match: " ".join(values.get(match[1]).split()), plain(text))
    for part in re.split(r"\n\s*\n", filled):
        if part.strip():
            yield Text(part.strip())


def body(definition: Definition, values: Values) -> Iterator[Text | Table]:
    """The letter's blocks in order."""
    labels = {field.id: field.label for field in definition.fields()}
    for block in definition.certificate.body:
        if isinstance(block, Paragraph):
            yield from _paragraph(block.text, values)
            continue
        rows = tuple(
            (labels[field_id].rstrip(" :?"), values.get(field_id))
            for field_id in block.fields
            if field_id in labels and field_id not in values.hidden
        )
        if rows:
            yield Table(rows)


def mentioned(certificate: Certificate) -> list[str]:
    """The ids and names that the certificate speaks of, in order."""
    found = []
    for block in certificate.body:
        found.extend(merged_names(block.text) if isinstance(block, Paragraph) else block.fields)
    return list(dict.fromkeys(found))


def holder_field(definition: Definition) -> Field | None:
    """The question whose answer names whom the letter is for: the first one in the letter that asks for a name."""
    by_id = {field.id: field for field in definition.fields()}
    for name in mentioned(definition.certificate):
        field = by_id.get(name)
        if field is not None and NAME.search(field.label) and kind_of(field).compares == "text":
            return field
    return None


def says_until_when(certificate: Certificate) -> bool:
    """Whether the text itself says how long the letter is valid."""
    return "valid_until" in mentioned(certificate)
