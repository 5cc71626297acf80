"""A service as frozen dataclasses.

Ids are opaque strings given when a part is created (the editor's block UUIDs), stable over renames, never shown and
never reused. Rules are JsonLogic (see `forms_engine.logic`). `parts` is what upper floors enter and this floor
carries along unread, by name, as JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

EMPTY: Mapping[str, Any] = MappingProxyType({})

DRAFT_DAYS = 90
# The parts of a service standard that nothing else in a service says (Permenpan 15/2014; UU 25/2009 art. 21).
STANDARD = ("facilities", "competence", "supervision", "staffing", "guarantee", "safety", "evaluation")
PERSONAL = ("none", "general", "specific")  # UU 27/2022 art. 4
AUDIENCES = ("residents", "businesses", "civil_servants")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen; answers hold its id. It is offered when `show_when` is met (or None)."""

    id: str
    label: str
    show_when: Any = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question, or a piece of information text (a kind that asks nothing).

    `required_when`: a rule that makes an optional question required. `warn`: leaving it empty is pointed out before
    sending, and allowed. `fields`: what a repeating group asks for each of its items. `personal`: which class of
    personal data it is (PERSONAL; empty: as its kind and its words suggest), `purpose`: what that is needed for.
    """

    id: str
    kind: str
    label: str
    hint: str = ""
    required: bool = True
    show_when: Any = None
    choices: tuple[Choice, ...] = ()
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    required_when: Any = None
    warn: bool = False
    fields: "tuple[Field, ...]" = ()
    personal: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What may not be (or, with `warn`, is doubtful) once a step is filled in: when the rule `when` is met, the
    person reads `message`, which is the admin's own."""

    id: str
    when: Any
    message: str
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked on one page; left out when `show_when` isn't met."""

    id: str
    title: str
    intro: str = ""
    fields: tuple[Field, ...] = ()
    show_when: Any = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a person must know before anything is asked (UU 25/2009 art. 21: the published service standard).

    `draft_days`: how long an unfinished application is kept after the last change; None means `DRAFT_DAYS`.
    `purpose`: what the personal data is needed for, where a question doesn't say. `standard`: text by STANDARD.
    """

    summary: str = ""
    requirements: tuple[str, ...] = ()
    working_days: int | None = None
    fee: str = ""
    product: str = ""
    complaints: str = ""
    legal_basis: str = ""
    draft_days: int | None = None
    purpose: str = ""
    standard: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Certificate text; `{{id}}` stands for an answer or one of `MERGE_NAMES`. It is left out when `show_when` isn't
    met."""

    id: str
    text: str
    show_when: Any = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of question and answer in the certificate: the ids of the fields, in order."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The letter that is issued. `signatory` is a position code; `valid_months` None means without end.

    `number_pattern` holds the tokens of `NUMBER_TOKENS`, for example
    `{classification}/{number:3}/{unit}/{month_roman}/{year}`.
    """

    title: str
    body: tuple[Paragraph | Rows, ...]
    number_pattern: str
    signatory: str
    classification: str = ""
    unit: str = ""
    letterhead: str = ""
    valid_months: int | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole service. `translations`: language → text as the admin wrote it → its translation (see `texts`)."""

    title: str
    audience: str
    about: About
    steps: tuple[Step, ...]
    certificate: Certificate | None = None
    parts: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: EMPTY)

    def fields(self) -> Iterator[Field]:
        """The fields of the steps, in the order in which they are met; a repeating group is one."""
        for step in self.steps:
            yield from step.fields

    def every_field(self) -> Iterator[Field]:
        """The same with what repeating groups ask, each after its group."""
        for candidate in self.fields():
            yield candidate
            yield from candidate.fields

    def field(self, field_id: str) -> Field:
        """The field with this id; KeyError when there is none."""
        for candidate in self.fields():
            if candidate.id == field_id:
                return candidate
        raise KeyError(field_id)

    def step(self, step_id: str) -> Step:
        """The step with this id; KeyError when there is none."""
        for candidate in self.steps:
            if candidate.id == step_id:
                return candidate
        raise KeyError(step_id)


MERGE_NAMES = ("number", "date", "region", "valid_until", "tracking_code")
NUMBER_TOKENS = ("classification", "number", "unit", "month", "month_roman", "year")
