"""One choice of several."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import Examples, SheetType, Wrong
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType, html_name
from forms_engine.fields.blank import Blank


class OneChoice(FieldType):
    name = "choice"
    label = gettext_lazy("One choice")
    icon = "radio-full"
    group = gettext_lazy("Choices")
    compares = "choice"
    has_choices = True
    sheet_types: Sequence[SheetType] = (SheetType("select_one"),)
    template = "forms_engine/fields/choices.html"
    input_type = "radio"
    examples: Examples = (({}, "ch-1", "ch-1"),)
    wrong: Wrong = (({}, "ch-9"), ({}, "x" * 5000))

    def check(self, field: Field) -> Iterable[Problem]:
        """Too few choices, some without text, or two that read the same."""
        if len(field.choices) < 2:
            yield Problem(Code.EMPTY, field.id, "Write at least two choices.", "choices")
        labels = [choice.label.strip().lower() for choice in field.choices]
        if len(set(labels)) < len(labels):
            yield Problem(Code.CHOICES_ALIKE, field.id, "Two choices have the same text.", "choices")
        if not all(labels):
            yield Problem(Code.EMPTY, field.id, "One of the choices has no text.", "choices")

    def missing(self, field: Field) -> str:
        return _("Choose an answer to “%(label)s”.") % {"label": field.label}

    def understand(self, field: Field, typed: Any) -> Any:
        if typed not in {choice.id for choice in field.choices}:
            raise ValidationError(_("Choose one of the answers in the list."), code="unknown")
        return typed

    def is_answer(self, field: Field, value: Any) -> bool:
        return isinstance(value, str) and any(choice.id == value for choice in field.choices)

    def carry(self, old: Field, value: Any, field: Field) -> Any:
        """By the words of the choice: another service has other ids."""
        if not self.has_choices or any(choice.id == value for choice in field.choices):
            return value
        words = next((choice.label.casefold() for choice in old.choices if choice.id == value), None)
        return next((choice.id for choice in field.choices if choice.label.casefold() == words), None)

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"enum": [choice.id for choice in field.choices]}

    def display(self, field: Field, value: Any) -> str:
        return next((choice.label for choice in field.choices if choice.id == value), "")

    def focus_id(self, field: Field) -> str:
        return f"{html_name(field)}-0"

    def options_of(self, field: Field) -> Sequence[tuple[str, str]]:
        """(value, label) of each thing to choose."""
        return [(choice.id, choice.label) for choice in field.choices]

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("one", options=tuple(str(label) for _key, label in self.options_of(field)))]

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """The choices with their HTML ids, and which are ticked; `value` is a code or a list of them."""
        name, chosen = html_name(field), value if isinstance(value, list) else [value]
        return {
            "type": self.input_type,
            "choices": [
                {"id": key, "label": label, "html_id": f"{name}-{index}", "checked": key in chosen}
                for index, (key, label) in enumerate(self.options_of(field))
            ],
        }


register_kind(OneChoice())
