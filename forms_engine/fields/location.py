"""A place by its coordinates (WGS 84, decimal degrees), typed or pasted from any map; none of a third party is shown.

The answer is `latitude,longitude` with at most six decimals, about a decimetre.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.text.typed import tidy

_NUMBER = r"([+-]?[0-9]{1,3}(?:[.,][0-9]{1,15})?)"
_PAIR = re.compile(rf"{_NUMBER}\s*[,;\s]\s*{_NUMBER}")
_IN_LINK = re.compile(r"(?:@|[?&]q=|/|#map=[0-9]+/)(-?[0-9]{1,2}\.[0-9]+)[,/](-?[0-9]{1,3}\.[0-9]+)")
# The archipelago and its waters (UU 17/1985), so that swapped numbers are noticed.
SOUTH, NORTH, WEST, EAST = -12, 8, 93, 143


def written(number: Decimal) -> str:
    """At most six decimals, without trailing zeros."""
    return f"{round(Decimal(number), 6).normalize():f}"


class Location(FieldType):
    name = "location"
    personal = "general"
    label = gettext_lazy("Location (coordinates)")
    icon = "crosshairs"
    group = gettext_lazy("Other")
    script = "step-full"
    sheet_types = tuple(map(SheetType, ("geopoint", "gps", "location")))
    template = "forms_engine/fields/location.html"
    examples = (
        ({}, "-6.888611, 109.675278", "-6.888611,109.675278"),
        ({}, "-6,888611; 109,675278", "-6.888611,109.675278"),
        ({}, "https://www.openstreetmap.org/#map=17/-6.88861/109.67528", "-6.88861,109.67528"),
        ({}, "https://maps.example.org/?q=-6.5,110.25", "-6.5,110.25"),
        ({}, "3.5833333333 98.6666666667", "3.583333,98.666667"),
    )
    wrong = (({}, "Jalan Melati 7"), ({}, "109.67, -6.88"), ({}, "-6.88"), ({}, "51.5, -0.1"), ({}, "-6.8.8, 109"))

    def hint(self, field: Field) -> str:
        return field.hint or _("Copy the coordinates or the link from a map, such as -6.888611, 109.675278.")

    def understand(self, field: Field, typed: Any) -> Any:
        """`latitude,longitude` of a pair or of a map's link. Raises ValidationError for what is none or isn't in
        Indonesia."""
        text = tidy(typed)
        pair = _PAIR.fullmatch(text) or _IN_LINK.search(text)
        if pair is None:
            raise ValidationError(
                _("Write latitude and longitude, such as -6.888611, 109.675278, or paste the link from a map."),
                code="unreadable",
            )
        latitude, longitude = (Decimal(part.replace(",", ".")) for part in pair.groups())
        if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
            raise ValidationError(
                _("This location isn't in Indonesia. Write the latitude first, such as -6.888611, 109.675278."),
                code="outside",
            )
        return f"{written(latitude)},{written(longitude)}"

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^-?\d{1,2}(\.\d{1,6})?,\d{2,3}(\.\d{1,6})?$"}

    def to_form(self, field: Field, answer: Any) -> Any:
        return answer.replace(",", ", ", 1) if isinstance(answer, str) else ""

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """The text, and the words of the script that asks the device."""
        words = {
            "button": _("Use my position"),
            "searching": _("Looking for your position …"),
            "within": _("Found, within % metres."),
            "refused": _("The device may not tell its position. Allow it in the browser, or type the coordinates."),
            "slow": _("Finding your position took too long. Try again outdoors, or type the coordinates."),
            "failed": _("Your position wasn't found. Try again outdoors, or type the coordinates."),
        }
        return super().control(field, value, uploads) | {"words": words}

    def display(self, field: Field, value: Any) -> str:
        return value.replace(",", ", ")


register_kind(Location())
