"""What a letter says: the certificate's text with the answers put in. Pure; everything is plain text, but for what
a person drew, which stands as a picture where its question is merged alone in a line or listed in a table.

What a clerk would write decides what happens to a missing answer: a row whose question wasn't put to this person is
left out, and so is a paragraph that speaks only of such questions; any other missing answer is written as a dash.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms_engine.definition.merging import MERGE, mentioned, merged_names
from forms_engine.definition.model import Certificate, Definition, Field, Paragraph
from forms_engine.definition.registry import kind_of
from forms_engine.logic.compile import NOWHERE, Context
from forms_engine.logic.values import is_answered
from forms_engine.text.words import plain
from forms_engine.walk.plan import journey
from forms_engine.walk.questions import test_of

NOTHING = "-"
NAME = re.compile(r"\b(nama|name)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph as it is printed."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of label and value as they are printed; what is drawn is safe HTML."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An answer that is drawn, in a line of its own: safe HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class Values:
    """What can be put into the text: `printed` by id or merge name, the ids whose question wasn't put, what is drawn
    (safe HTML by id), and the ids of the paragraphs whose condition isn't met."""

    printed: Mapping[str, str]
    hidden: frozenset[str]
    pictures: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    def get(self, name: str) -> str:
        return self.printed.get(name) or NOTHING


def values_of(
    definition: Definition, answers: Mapping[str, Any], facts: Mapping[str, str], context: Context = NOWHERE
) -> Values:
    """The Values of an application's answers; `facts` are the merge names (number, date …), `context` is what rules
    know beside the answers.

    What was filed decides: a question that was put has an entry (None when left empty), a hidden one has none.
    """
    printed, hidden, pictures = dict(facts), set(), {}
    for asked in definition.fields():
        if asked.id not in answers:
            hidden.add(asked.id)
        elif is_answered(value := answers[asked.id]):
            kind = kind_of(asked)
            printed[asked.id] = plain(str(kind.certificate(asked, value))).strip()
            # The rows of a group are text in a letter.
            if not kind.repeats and (drawn := kind.picture(asked, value)):
                pictures[asked.id] = drawn
    return Values(printed, frozenset(hidden), pictures, _left_out(definition, answers, context))


def _left_out(definition: Definition, answers: Mapping[str, Any], context: Context) -> frozenset[str]:
    """The ids of the paragraphs that aren't for this person."""
    ruled = [block for block in definition.certificate.body if isinstance(block, Paragraph) and block.show_when]
    if not ruled:
        return frozenset()
    known = journey(definition, answers, context).facts
    return frozenset(block.id for block in ruled if not test_of(block.show_when)(known, context))


def _paragraph(text: str, values: Values) -> Iterator[Text | Picture]:
    names = merged_names(text)
    if names and all(name in values.hidden for name in names):
        return
    lines = []
    for line in [*plain(text).split("\n"), ""]:
        alone = MERGE.fullmatch(line.strip())
        drawn = values.pictures.get(alone[1]) if alone else None
        if line.strip() and not drawn:
            # One pass, so that what an answer holds is never merged again; an answer stays within its line.
            lines.append(MERGE.sub(lambda match: " ".join(values.get(match[1]).split()), line))
            continue
        if paragraph := "\n".join(lines).strip():
            yield Text(paragraph)
        lines = []
        if drawn:
            yield Picture(drawn)


def body(definition: Definition, values: Values) -> Iterator[Text | Table | Picture]:
    """The blocks of the letter, which the definition has, in order; those that say nothing are left out."""
    labels = {field.id: field.label for field in definition.fields()}
    for block in definition.certificate.body:
        if isinstance(block, Paragraph):
            if block.id not in values.left_out:
                yield from _paragraph(block.text, values)
            continue
        rows = tuple(
            (labels[field_id].rstrip(" :?"), values.pictures.get(field_id) or values.get(field_id))
            for field_id in block.fields
            if field_id in labels and field_id not in values.hidden
        )
        if rows:
            yield Table(rows)


def holder_field(definition: Definition) -> Field | None:
    """The question whose answer names whom the letter is for: the first one in the letter that asks for a name;
    None when none does. The definition has a letter."""
    by_id = {field.id: field for field in definition.fields()}
    assert definition.certificate is not None
    for name in mentioned(definition.certificate):
        field = by_id.get(name)
        if field is not None and NAME.search(field.label) and kind_of(field).compares == "text":
            return field
    return None


def says_until_when(certificate: Certificate) -> bool:
    """Whether the text itself says how long the letter is valid."""
    return "valid_until" in mentioned(certificate)
