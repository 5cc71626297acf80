"""Several choices."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import html_name
from forms_engine.fields.blank import Blank
from forms_engine.fields.choice import OneChoice
from forms_engine.fields.number import limit_problems
from forms_engine.text.typed import storable


class SeveralChoices(OneChoice):
    name = "choices"
    label = gettext_lazy("Several choices")
    icon = "tasks"
    compares = "choices"
    sheet_types = (SheetType("select_multiple"),)
    input_type = "checkbox"
    examples = (({}, ["ch-1"], ["ch-1"]), ({"min": 2, "max": 2}, ["ch-2", "ch-1", "ch-2"], ["ch-1", "ch-2"]))
    wrong = (({}, ["ch-9"]), ({"max": 1}, ["ch-1", "ch-2"]), ({"min": 2}, ["ch-1"]))

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        return [
            ("min", blocks.IntegerBlock(label=gettext_lazy("At least this many"), required=False, min_value=1)),
            ("max", blocks.IntegerBlock(label=gettext_lazy("At most this many"), required=False, min_value=1)),
        ]

    def check(self, field: Field) -> Iterable[Problem]:
        yield from super().check(field)
        yield from limit_problems(field)

    def typed(self, field: Field, data: Any) -> Any:
        name = html_name(field)
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [storable(value, 100) for value in values][:400]

    def is_empty(self, typed: Any) -> bool:
        return not typed

    def understand(self, field: Field, typed: Any) -> Any:
        """The ids in the order of the choices, each once. Raises ValidationError for unknown ones, too few or too
        many."""
        offered = [choice.id for choice in field.choices]
        if not set(typed) <= set(offered):
            raise ValidationError(_("Choose only answers that are in the list."), code="unknown")
        chosen = [key for key in offered if key in typed]
        least, most = field.options.get("min"), field.options.get("max")
        if least and len(chosen) < least:
            raise ValidationError(_("Choose at least %(count)s answers.") % {"count": least}, code="few")
        if most and len(chosen) > most:
            raise ValidationError(_("Choose at most %(count)s answers.") % {"count": most}, code="many")
        return chosen

    def is_answer(self, field: Field, value: Any) -> bool:
        """A list of ids as `understand` gives it."""
        try:
            return (
                isinstance(value, list)
                and all(isinstance(item, str) for item in value)
                and self.understand(field, value) == value
            )
        except ValidationError:
            return False

    def carry(self, old: Field, value: Any, field: Field) -> Any:
        chosen = {super(SeveralChoices, self).carry(old, choice_id, field) for choice_id in value}
        return [choice.id for choice in field.choices if choice.id in chosen] or None

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "uniqueItems": True, "items": {"enum": [choice.id for choice in field.choices]}}

    def to_form(self, field: Field, answer: Any) -> Any:
        return answer if isinstance(answer, list) else []

    def display(self, field: Field, value: Any) -> str:
        return ", ".join(choice.label for choice in field.choices if choice.id in value)

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("many", options=tuple(choice.label for choice in field.choices))]


register_kind(SeveralChoices())
