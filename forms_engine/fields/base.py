"""What every kind of field is made of. A kind is one module beside this one and one registration.

A kind says how the question is set (option blocks for the editor, a check), asked (template), understood (`clean`:
what was typed → the canonical JSON answer, or a message that says how to mend it) and shown (`display` on a page,
`certificate` in a letter).
"""

from django.core.exceptions import ValidationError
from django.template import Context
from django.template.loader import get_template
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.fields.blank import line, short
from forms_engine.logic.values import is_answered
from forms_engine.text.typed import storable, tidy


class FieldType:
    """Base of the kinds: a question answered by one line of text."""

    name = ""
    label = ""
    icon = "edit"
    group = gettext_lazy("Text")
    asks = True
    stops = False  # where it is shown, nobody goes on
    computes = False  # its answer is calculated (`rule`), nobody types it
    repeats = False  # its answer is rows: the answers to `field.fields`, once for each item
    compares = ""
    has_choices = False
    multipart = False
    sent_apart = False  # the script sends it on its own, so that an autosave says nothing about it
    keeps_text = False  # its option `text` is part of the answer, so it is never put in another language's place
    personal = ""  # the class of personal data that it suggests (`definition.model.PERSONAL`)
    serves_contact = False  # it is how the person is reached
    carries = True  # an earlier application's answer may serve again
    script = "step"  # the script that makes the page nicer: "step", or "step-full" with what only some kinds need
    template = "forms_engine/fields/text.html"
    details_heading = gettext_lazy("Limits and units")  # of its own settings in the editor
    input_type = "text"
    inputmode = ""
    autocomplete = ""
    short = False
    lines = False
    drawn, drawn_choice = 700, 130  # operations (`walk.cost`) of drawing the question, and each of its choices
    examples = ()  # (options, typed, canonical answer)
    wrong = ()  # (options, typed)

    @property
    def is_given(self):
        """Whether a person gives the answer."""
        return self.asks and not self.computes

    @property
    def is_typed(self):
        """Whether a person gives it in one go: what repeats is typed question by question."""
        return self.is_given and not self.repeats

    # --- how it is set -------------------------------------------------------------------------------------

    def option_blocks(self):
        """The kind's own settings in the editor: (option name, Wagtail block) pairs."""
        return []

    def settled(self, options, region_code):
        """The options as a document holds them; `region_code` is the Kemendagri code of the service's region."""
        return options

    def editable(self, options):
        """The options of a document as the editor's blocks hold them. Raises NotEditable or FormulaError."""
        return options

    def check(self, field):
        """Problems of the field's settings that stop publishing."""
        return []

    def check_sources(self, field, earlier):
        """Problems of what a kind that computes reads; `earlier`: id → `definition.rules.Source` of those before."""
        return []

    def lists(self, field):
        """The keys of the region's reference lists that the field offers."""
        return ()

    def compared(self, field):
        """Setting → id of a question that the answer is compared with, beside it: in its own row, or in no group."""
        return {}

    def check_compared(self, field, setting, other):
        """Problems of comparing the answer with that to the field `other`."""
        return []

    # --- how it is understood ------------------------------------------------------------------------------

    def read(self, field, data, files):
        """What the browser posted for the field."""
        return self.typed(field, data)

    def typed(self, field, data):
        """What was typed, JSON-able, for showing it again after an error."""
        return storable(data.get(html_name(field), ""))

    def is_empty(self, typed):
        return not tidy(typed)

    def clean(self, field, typed, kept=None):
        """The canonical answer, None when an optional question was left empty. Raises ValidationError."""
        if self.is_empty(typed):
            if field.required:
                raise ValidationError(self.missing(field), code="required")
            return None
        return self.understand(field, typed)

    def missing(self, field):
        return _("Fill in “%(label)s”.") % {"label": field.label}

    def understand(self, field, typed):
        """The canonical answer of something typed. Raises ValidationError."""
        return tidy(typed, self.lines)

    def carry(self, old, value, field):
        """The answer `value` to the question `old` of an earlier application as an answer to `field`, or None."""
        return value

    def files_of(self, field, value):
        """The uuids of the Uploads that a stored answer names."""
        return []

    def picture(self, field, value):
        """The answer as safe HTML where a picture says more than `display` and `certificate`, else ""; on pages that
        show answers in full and in letters, so without styles of its own and without anything to load."""
        return ""

    def settle(self, field, cleaned, draft):
        """The answer to store; a file is kept with the draft here."""
        return cleaned

    def is_answer(self, field, value):
        """Whether a stored (non-empty) JSON value may stand as the field's answer."""
        if not isinstance(value, str):
            return False
        try:
            return self.understand(field, self.to_form(field, value)) == value
        except ValidationError:
            return False

    def answer_schema(self, field):
        """JSON Schema of the answer."""
        return {"type": "string"}

    # --- how it is shown -----------------------------------------------------------------------------------

    def for_rules(self, field, answer):
        """The answer as rules compute with it; most kinds as it is."""
        return answer

    def sources(self, field):
        """The ids of the answers that a kind that computes reads."""
        return ()

    def rule(self, field):
        """The rule of a kind that computes, None when its settings make none."""
        return None

    def result(self, value):
        """The answer that a kind that computes makes of what its rule gives; None while that can't be known."""
        return None

    def bounds(self, field):
        """(smallest, largest) number or ISO date that the answer may be; None where there is no limit."""
        return None, None

    def doubts(self, field, value, known):
        """Messages about an answer that is allowed and doubtful, pointed out before sending. `known`: id → (field,
        answer) of what was answered in the same row or in no group."""
        return ()

    def to_form(self, field, answer):
        """What stands in the control for a stored answer."""
        return answer if isinstance(answer, str) else ""

    def display(self, field, value):
        """The answer as a person reads it, in the language in force."""
        return str(value)

    def masked(self, field, value):
        """The answer as it is shown outside the form, its review and the official's page: what identifies a person is
        hidden but for what the owner knows it by."""
        return self.display(field, value)

    def certificate(self, field, value):
        """The answer in a letter, always Indonesian."""
        return self.display(field, value)

    def focus_id(self, field):
        """The id of the control that an error leads to."""
        return html_name(field)

    def error_id(self, field, typed):
        """The id of the control that the error of `typed` leads to; kinds of several controls know the wrong one."""
        return self.focus_id(field)

    def control(self, field, value, kept):
        """What the template needs beyond the common things."""
        return {
            "value": value or "",
            "type": self.input_type,
            "inputmode": self.inputmode,
            "autocomplete": self.autocomplete,
            "short": self.short,
        }

    def blanks(self, field):
        """The Blanks that the question has on the paper form."""
        return [short() if self.short else line()]

    def hint(self, field):
        return field.hint

    @cached_property
    def _template(self):
        return get_template(self.template).template

    def render(self, field, value, errors=(), kept=()):
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
        return self._template.render(Context(context | self.control(field, value, kept)))


def html_name(field):
    """The name (and HTML id) of a field's control."""
    return f"f-{field.id}"


def number_option(options, key):
    """A numeric option as it is, or None."""
    value = options.get(key)
    return value if is_answered(value) else None
