"""What a kind of field is to everybody outside `forms_engine.fields`: all that may be asked of one, and nothing else.

`fields.base.FieldType` answers each with a sensible default. A document names a kind by `name`; no code outside
`fields` does (`tests/forms_engine/test_kinds_by_name.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from forms_engine.definition.model import Field
from forms_engine.definition.problems import Problem

Examples = Sequence[tuple[Mapping[str, Any], Any, Any]]
Wrong = Sequence[tuple[Mapping[str, Any], Any]]


@dataclass(frozen=True, slots=True)
class SheetType:
    """How a kind stands in an XLSForm. `type`: `text`, `select_one` …; `look`: a word of the column `appearance`.

    `reads`: whether a row of others of this type, and with this look, becomes such a question (of several kinds the
    one that names the look). `note`: what the reader of the file is told then, in the language in force.
    """

    type: str
    look: str = ""
    reads: bool = True
    note: Any = ""


class SheetRow(Protocol):
    """A row of an XLSForm of others, as a kind reads it."""

    @property
    def word(self) -> str:
        """Its type: `integer`, `range` …"""

    def text(self, limit: int) -> str:
        """Its label, cut to `limit` characters."""

    def parameter(self, name: str) -> int | None:
        """A whole number among its parameters, None when it isn't there."""


class Kind(Protocol):
    """A kind of field. Where a `field` is asked for it is one of this kind; an `answer` is its stored JSON value,
    never an empty one; `typed` is what was typed as JSON (text, a dict or a list), in a shape that the kind knows."""

    def __hash__(self) -> int:
        """A kind is itself: what is made of one once is kept by it."""

    # --- what it is ------------------------------------------------------------------------------------------------

    name: str
    """The code in documents: `^[a-z_]{2,30}$`."""

    label: Any
    """What the editor calls it, in the language in force (lazy text)."""

    asks: bool
    """Whether it has an answer; False: it informs."""

    stops: bool
    """Whether nobody goes on from where it is shown."""

    computes: bool
    """Whether its answer is calculated by `rule`; nobody types it."""

    repeats: bool
    """Whether its answer is rows, each with answers to `field.fields`. Such a kind is a `RowsKind`."""

    has_choices: bool
    """Whether it offers `field.choices`; rules and answers name them by id."""

    multipart: bool
    """Whether it takes files: the browser sends them, and `files_of` names what is kept."""

    sent_apart: bool
    """Whether the script sends its files one by one while the step is filled in. Such a kind is a `FilesKind`."""

    compares: str
    """The sort that rules see: `text`, `number`, `date`, `choice`, `choices`, `boolean`, `rows`; "": none can."""

    keeps_text: bool
    """Whether its option `text` is part of the answer, so that it is never shown in another language alone."""

    @property
    def texts(self) -> Sequence[str]:
        """The options that are texts for people, and may be translated."""

    personal: str
    """The class of personal data (`definition.model.PERSONAL`, UU 27/2022) that it suggests by itself; "": none."""

    identifies: bool
    """Whether its answer alone says who somebody is, or reaches them: shown outside the form as `masked`."""

    serves_contact: bool
    """Whether it is how the office reaches the person."""

    carries: bool
    """Whether an answer of an earlier application may serve again."""

    @property
    def examples(self) -> Examples:
        """(options, typed, answer) of right answers, for tests and made-up answers."""

    @property
    def wrong(self) -> Wrong:
        """(options, typed) that must be refused, for tests."""

    drawn: int
    """Operations (`checker.cost`) of drawing the question."""

    drawn_choice: int
    """Operations of drawing each of its choices."""

    @property
    def is_given(self) -> bool:
        """Whether a person gives the answer."""

    @property
    def is_typed(self) -> bool:
        """Whether a person gives it in one go: what repeats is typed question by question."""

    # --- its settings ----------------------------------------------------------------------------------------------

    def check(self, field: Field) -> Iterable[Problem]:
        """The Problems of the settings that stop publishing."""

    def check_sources(self, field: Field, earlier: Mapping[str, Any]) -> Iterable[Problem]:
        """The Problems of what a kind that computes reads; `earlier`: id → `definition.rules.Source`."""

    def compared(self, field: Field) -> Mapping[str, str]:
        """Setting → id of a question that the answer is compared with, in its own row or in no group."""

    def check_compared(self, field: Field, setting: str, other: Field) -> Iterable[Problem]:
        """The Problems of comparing the answer with that to `other`, a known kind's."""

    def lists(self, field: Field) -> Sequence[str]:
        """The keys of the region's reference lists that the field offers."""

    def bounds(self, field: Field) -> tuple[Any, Any]:
        """(smallest, largest) number or ISO date that the answer may be; None where there is no limit."""

    def decimals(self, field: Field) -> int:
        """How many decimals a number may have; 0: it is whole."""

    # --- rules -----------------------------------------------------------------------------------------------------

    def for_rules(self, field: Field, answer: Any) -> Any:
        """The answer as rules compute with it."""

    def sources(self, field: Field) -> Sequence[str]:
        """The ids of the answers that a kind that computes reads."""

    def rule(self, field: Field) -> Any:
        """The JsonLogic rule of a kind that computes; None when its settings make none."""

    def result(self, value: Any) -> Any:
        """The answer that a kind that computes makes of what its rule gives; None while that can't be known."""

    def doubts(self, field: Field, answer: Any, answered: Mapping[str, tuple[Field, Any]]) -> Iterable[str]:
        """Messages about an answer that is allowed and doubtful. `answered`: id → (field, answer) of what was
        answered in the same row or in no group."""

    # --- answers ---------------------------------------------------------------------------------------------------

    def is_answer(self, field: Field, value: Any) -> bool:
        """Whether any JSON value may stand as the answer."""

    def answer_schema(self, field: Field) -> dict[str, Any]:
        """The JSON Schema of the answer."""

    def read(self, field: Field, data: Any, files: Any) -> Any:
        """What the browser posted, for `clean` (QueryDict and its files)."""

    def typed(self, field: Field, data: Any) -> Any:
        """What was typed, JSON-able, to be shown again after an error."""

    def is_empty(self, typed: Any) -> bool:
        """Whether nothing was typed."""

    def clean(self, field: Field, typed: Any, stored: Any = None) -> Any:
        """The answer, None when an optional question was left empty; `stored`: what is stored so far. Raises
        ValidationError, whose `accepted`, if any, is what of the answer was right."""

    def settle(self, field: Field, cleaned: Any, draft: Any) -> Any:
        """The answer to store; a file is kept with the draft here."""

    def unsettled(self, field: Field, cleaned: Any) -> Any:
        """The answer that `settle` would store, where no file is ever kept (a simulation)."""

    def made_up(self, field: Field) -> Any:
        """An answer that only the kind can make up; None where any that it accepts will do."""

    def carry(self, old: Field, answer: Any, field: Field) -> Any:
        """The answer to `old`, of an earlier application, as an answer to `field`; None when it is none."""

    def files_of(self, field: Field, answer: Any) -> Sequence[str]:
        """The uuids of the Uploads that an answer names."""

    # --- words and pages -------------------------------------------------------------------------------------------

    def to_form(self, field: Field, answer: Any) -> Any:
        """What stands in the control for an answer, in the shape of `typed`; for None an empty control's."""

    def display(self, field: Field, answer: Any) -> str:
        """The answer in full, in the language in force. See `masked`."""

    def masked(self, field: Field, answer: Any) -> str:
        """The answer as it is shown outside the form, its review and the official's page."""

    def certificate(self, field: Field, answer: Any) -> str:
        """The answer in a letter: Indonesian, whatever language is in force."""

    def picture(self, field: Field, answer: Any) -> str:
        """Safe HTML where a picture says more than the words, else ""; it loads nothing."""

    def hint(self, field: Field) -> str:
        """The help below the question, "" for none."""

    def focus_id(self, field: Field) -> str:
        """The HTML id of the control that the question begins with."""

    def error_id(self, field: Field, typed: Any) -> str:
        """The HTML id of the control that the error of `typed` leads to."""

    def render(self, field: Field, value: Any, errors: Sequence[str] = (), uploads: Sequence[Any] = ()) -> str:
        """The HTML of the question: `value` in the shape of `typed`, `uploads` those of the stored answer."""

    script: str
    """The script of a page with it: `step`, or `step-full` with what only some kinds need."""

    def blanks(self, field: Field) -> Sequence[Any]:
        """The places (`fields.blank.Blank`) of the question on the paper form."""

    # --- the editor ------------------------------------------------------------------------------------------------

    icon: str
    """Its Wagtail icon in the chooser."""

    group: Any
    """The heading that it stands below in the chooser (lazy text)."""

    details_heading: Any
    """What its further settings are called, which wait in a group that opens (lazy text)."""

    @property
    def first_options(self) -> Sequence[str]:
        """The options that make the question, and are always seen."""

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """Its own settings: (name of the option, Wagtail block)."""

    def settled(self, options: Mapping[str, Any], region_code: str) -> Mapping[str, Any]:
        """The options as a document holds them; `region_code` is the Kemendagri code of the service's region."""

    def editable(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """The options of a document as its blocks hold them. Raises `pickers.conditions.NotEditable`."""

    # --- XLSForm ---------------------------------------------------------------------------------------------------

    @property
    def sheet_types(self) -> Sequence[SheetType]:
        """How it stands in an XLSForm: the first is written, all that say so are read."""

    @property
    def sheet_choices(self) -> tuple[str, Sequence[tuple[str, str]]]:
        """(name of a list, (code, Indonesian label) pairs) that it offers always; ("", ()): none."""

    def from_sheet(self, row: SheetRow) -> dict[str, Any]:
        """What a question of this kind has beside its id: `options`, or a `label` of its own."""

    def from_limit(self, measure: str, sign: str, value: str) -> dict[str, Any] | None:
        """The options for a limit of an XLSForm (`. <= 120`), None for one that the kind can't hold. `measure`:
        `length` (whole characters), `number` (a whole one) or `day` (`value` is `today`); `sign`: <, <=, >, >=."""


@runtime_checkable
class RowsKind(Kind, Protocol):
    """A kind that `repeats`."""

    def title_of_row(self, field: Field, number: int) -> str:
        """What the row with this number, from 1, is called."""

    def how_many(self, field: Field, least: int, most: int) -> str:
        """The message when there are too few or too many."""

    def render_rows(
        self, field: Field, rows: Sequence[Any], errors: Sequence[str], can_add: bool, can_remove: bool
    ) -> str:
        """The HTML of the rows: dicts with `id`, `title` and `fields`, the HTML of each question."""


@runtime_checkable
class FilesKind(Kind, Protocol):
    """A kind that is `sent_apart`."""

    def accept(self, field: Field) -> str:
        """What files it takes, as `uploads.inspect` names it."""

    def limit_mb(self, field: Field) -> int:
        """How large a file may be."""

    def refusal(self, field: Field, name: str, error: Any) -> str:
        """Why the file with this name was refused, by its ValidationError."""

    def with_file(self, field: Field, file: Any, stored: Any) -> Any:
        """The answer with one more file, for `settle`; `stored` is what is stored so far. Raises as `clean`."""
