"""What every kind of field is made of. A kind is one module beside this one and one registration. What each member
means to others is said in `definition.kind.Kind`; here are its defaults.

A kind says how the question is set (option blocks for the editor, a check), asked (template), understood (`clean`:
what was typed → the canonical JSON answer, or a message that says how to mend it) and shown (`display` on a page,
`certificate` in a letter).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import Examples, SheetRow, SheetType, Wrong
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Problem
from forms_engine.fields.blank import Blank, line, short
from forms_engine.fields.masking import last_four
from forms_engine.logic.values import is_answered
from forms_engine.text.typed import storable, tidy


class FieldType:
    """Base of the kinds: a question answered by one line of text."""

    name: str = ""
    label: Any = ""
    icon: str = "edit"
    group: Any = gettext_lazy("Text")
    asks: bool = True
    stops: bool = False
    computes: bool = False
    repeats: bool = False
    compares: str = ""
    has_choices: bool = False
    multipart: bool = False
    sent_apart: bool = False
    keeps_text: bool = False
    texts: Sequence[str] = ()
    personal: str = ""
    identifies: bool = False
    serves_contact: bool = False
    carries: bool = True
    script: str = "step"
    template: str = "forms_engine/fields/text.html"
    details_heading: Any = gettext_lazy("Limits and units")
    first_options: Sequence[str] = ()
    sheet_types: Sequence[SheetType] = (SheetType("text", reads=False),)
    sheet_choices: tuple[str, Sequence[tuple[str, str]]] = ("", ())
    input_type: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    short: bool = False  # a short control, and a short line on paper
    lines: bool = False  # several lines of text
    drawn: int = 700
    drawn_choice: int = 130
    examples: Examples = ()
    wrong: Wrong = ()

    @property
    def is_given(self) -> bool:
        """Whether a person gives the answer."""
        return self.asks and not self.computes

    @property
    def is_typed(self) -> bool:
        """Whether a person gives it in one go: what repeats is typed question by question."""
        return self.is_given and not self.repeats

    # --- how it is set -------------------------------------------------------------------------------------

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """The kind's own settings in the editor: (option name, Wagtail block) pairs."""
        return []

    def settled(self, options: Mapping[str, Any], region_code: str) -> Mapping[str, Any]:
        """The options as a document holds them; `region_code` is the Kemendagri code of the service's region."""
        return options

    def editable(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """The options of a document as the editor's blocks hold them. Raises NotEditable."""
        return options

    def check(self, field: Field) -> Iterable[Problem]:
        """Problems of the field's settings that stop publishing."""
        return []

    def check_sources(self, field: Field, earlier: Mapping[str, Any]) -> Iterable[Problem]:
        """Problems of what a kind that computes reads; `earlier`: id → `definition.rules.Source` of those before."""
        return []

    def lists(self, field: Field) -> Sequence[str]:
        """The keys of the region's reference lists that the field offers."""
        return ()

    def compared(self, field: Field) -> Mapping[str, str]:
        """Setting → id of a question that the answer is compared with, beside it: in its own row, or in no group."""
        return {}

    def check_compared(self, field: Field, setting: str, other: Field) -> Iterable[Problem]:
        """Problems of comparing the answer with that to the field `other`."""
        return []

    def from_sheet(self, row: SheetRow) -> dict[str, Any]:
        """What a question of this kind takes from a row of an XLSForm beside its words."""
        return {}

    def from_limit(self, measure: str, sign: str, value: str) -> dict[str, Any] | None:
        """The options for a limit of an XLSForm, None for one that the kind can't hold."""
        return None

    # --- how it is understood ------------------------------------------------------------------------------

    def read(self, field: Field, data: Any, files: Any) -> Any:
        """What the browser posted for the field."""
        return self.typed(field, data)

    def typed(self, field: Field, data: Any) -> Any:
        """What was typed, JSON-able, for showing it again after an error."""
        return storable(data.get(html_name(field), ""))

    def is_empty(self, typed: Any) -> bool:
        return not tidy(typed)

    def clean(self, field: Field, typed: Any, stored: Any = None) -> Any:
        """The canonical answer, None when an optional question was left empty. Raises ValidationError."""
        if self.is_empty(typed):
            if field.required:
                raise ValidationError(self.missing(field), code="required")
            return None
        return self.understand(field, typed)

    def missing(self, field: Field) -> str:
        return _("Fill in “%(label)s”.") % {"label": field.label}

    def understand(self, field: Field, typed: Any) -> Any:
        """The canonical answer of something typed. Raises ValidationError."""
        return tidy(typed, self.lines)

    def carry(self, old: Field, value: Any, field: Field) -> Any:
        """The answer `value` to the question `old` of an earlier application as an answer to `field`, or None."""
        return value

    def files_of(self, field: Field, value: Any) -> Sequence[str]:
        """The uuids of the Uploads that a stored answer names."""
        return []

    def picture(self, field: Field, value: Any) -> str:
        """The answer as safe HTML where a picture says more than `display` and `certificate`, else ""; on pages that
        show answers in full and in letters, so without styles of its own and without anything to load."""
        return ""

    def settle(self, field: Field, cleaned: Any, draft: Any) -> Any:
        """The answer to store; a file is kept with the draft here."""
        return cleaned

    def unsettled(self, field: Field, cleaned: Any) -> Any:
        """The answer that `settle` would store, where no file is kept."""
        return self.settle(field, cleaned, None)

    def made_up(self, field: Field) -> Any:
        """An answer that only the kind can make up."""
        return None

    def is_answer(self, field: Field, value: Any) -> bool:
        """Whether a stored (non-empty) JSON value may stand as the field's answer."""
        if not isinstance(value, str):
            return False
        try:
            return self.understand(field, self.to_form(field, value)) == value
        except ValidationError:
            return False

    def answer_schema(self, field: Field) -> dict[str, Any]:
        """JSON Schema of the answer."""
        return {"type": "string"}

    # --- how it is shown -----------------------------------------------------------------------------------

    def for_rules(self, field: Field, answer: Any) -> Any:
        """The answer as rules compute with it; most kinds as it is."""
        return answer

    def sources(self, field: Field) -> Sequence[str]:
        """The ids of the answers that a kind that computes reads."""
        return ()

    def rule(self, field: Field) -> Any:
        """The rule of a kind that computes, None when its settings make none."""
        return None

    def result(self, value: Any) -> Any:
        """The answer that a kind that computes makes of what its rule gives; None while that can't be known."""
        return None

    def bounds(self, field: Field) -> tuple[Any, Any]:
        """(smallest, largest) number or ISO date that the answer may be; None where there is no limit."""
        return None, None

    def decimals(self, field: Field) -> int:
        """How many decimals a number may have."""
        return 0

    def doubts(self, field: Field, value: Any, answered: Mapping[str, tuple[Field, Any]]) -> Iterable[str]:
        """Messages about an answer that is allowed and doubtful, pointed out before sending. `answered`: id → (field,
        answer) of what was answered in the same row or in no group."""
        return ()

    def to_form(self, field: Field, answer: Any) -> Any:
        """What stands in the control for a stored answer."""
        return answer if isinstance(answer, str) else ""

    def display(self, field: Field, value: Any) -> str:
        """The answer as a person reads it, in the language in force."""
        return str(value)

    def masked(self, field: Field, value: Any) -> str:
        """The answer as it is shown outside the form, its review and the official's page: what identifies a person is
        hidden but for what the owner knows it by."""
        return last_four(value) if self.identifies else self.display(field, value)

    def certificate(self, field: Field, value: Any) -> str:
        """The answer in a letter, always Indonesian."""
        return self.display(field, value)

    def focus_id(self, field: Field) -> str:
        """The id of the control that an error leads to."""
        return html_name(field)

    def error_id(self, field: Field, typed: Any) -> str:
        """The id of the control that the error of `typed` leads to; kinds of several controls know the wrong one."""
        return self.focus_id(field)

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """What the template needs beyond the common things."""
        return {
            "value": value or "",
            "type": self.input_type,
            "inputmode": self.inputmode,
            "autocomplete": self.autocomplete,
            "short": self.short,
        }

    def blanks(self, field: Field) -> Sequence[Blank]:
        """The Blanks that the question has on the paper form."""
        return [short() if self.short else line()]

    def hint(self, field: Field) -> str:
        return field.hint

    @cached_property
    def _template(self) -> Template:
        backend: Any = get_template(self.template)  # of Django's own engine: what it wraps needs no request
        return backend.template

    def render(self, field: Field, value: Any, errors: Sequence[str] = (), uploads: Sequence[Any] = ()) -> str:
        """The HTML of the question: label, hint, error, control."""
        name, hint = html_name(field), self.hint(field)
        described = [f"{name}-hint"] if hint else []
        if errors:
            described.append(f"{name}-error")
        context = {
            "name": name,
            "field": field,
            "label": field.label,
            "hint": hint,
            "optional": "" if field.required else _("optional"),
            "error": " ".join(errors),
            "error_word": _("Error:") if errors else "",
            "described_by": " ".join(described),
        }
        return self._template.render(Context(context | self.control(field, value, uploads)))


def html_name(field: Field) -> str:
    """The name (and HTML id) of a field's control."""
    return f"f-{field.id}"


def number_option(options: Mapping[str, Any], key: str) -> Any:
    """A numeric option as it is, or None."""
    value = options.get(key)
    return value if is_answered(value) else None
