"""One choice of a long list, as a drop-down that works without scripts and is searched by typing on any device."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import html_name
from forms_engine.fields.choice import OneChoice

SEARCHED = 15  # choices from which on a list is searched by typing, where scripts run


def searched(count: int) -> dict[str, str] | None:
    """What frontend/…/search-select.js says on a `select` of so many choices; None for few, which stay plain."""
    if count < SEARCHED:
        return None
    return {
        "type": _("Type to search"),
        "found": _("Found in the list: %"),
        "none": _("Nothing in the list matches. Type less of it, or another word."),
    }


class Dropdown(OneChoice):
    name = "dropdown"
    drawn_choice = 50
    label = gettext_lazy("One choice of a long list")
    icon = "list-ul"
    script = "step-full"
    sheet_types = (SheetType("select_one", "minimal"),)
    template = "forms_engine/fields/dropdown.html"
    examples = (({}, "ch-2", "ch-2"),)

    def focus_id(self, field: Field) -> str:
        return html_name(field)

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        return super().control(field, value, uploads) | {
            "nothing": _("Choose …"),
            "search": searched(len(field.choices)),
        }


register_kind(Dropdown())
