"""Signature: drawn with the finger where scripts run; without them the full name typed, or a photo of it.

The answer is one of {"drawn": [[x, y, x, y, …], …]} (strokes: whole numbers in a box of 600 by 200),
{"typed": "name"} and {"file": uuid}.
"""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType, html_name
from forms_engine.fields.blank import Blank
from forms_engine.text.typed import storable, tidy
from forms_engine.uploads.inspect import ACCEPTS, Inspected, inspect
from forms_engine.uploads.store import discard, keep

WIDTH, HEIGHT = 600, 200
MOST_STROKES, MOST_POINTS = 60, 2000
LEAST_INK = 60  # units of length: less is a slip of the finger
LONGEST_STROKES = 40_000  # characters of the strokes as they are posted
LONGEST_NAME = 100
MEGABYTES = 5


def strokes_of(value: Any) -> list[list[int]]:
    """The strokes as a list of lists of whole numbers within the box. ValueError for anything else."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST_STROKES:
        raise ValueError
    points = 0
    for stroke in value:
        if not isinstance(stroke, list) or len(stroke) < 2 or len(stroke) % 2:
            raise ValueError
        if any(type(number) is not int for number in stroke):
            raise ValueError
        if not all(0 <= x <= WIDTH for x in stroke[::2]) or not all(0 <= y <= HEIGHT for y in stroke[1::2]):
            raise ValueError
        points += len(stroke) // 2
    if points > MOST_POINTS:
        raise ValueError
    return value


def ink(strokes: list[list[int]]) -> int:
    """The length of all strokes, in units of the box (city blocks)."""
    return sum(abs(stroke[index] - stroke[index - 2]) for stroke in strokes for index in range(2, len(stroke)))


def drawing(strokes: list[list[int]], title: str) -> str:
    """The strokes as SVG. Only whole numbers of ours get into it. Browsers read the label, WeasyPrint the title."""
    path = " ".join(
        "M"
        + "L".join(f"{int(stroke[index])} {int(stroke[index + 1])}" for index in range(0, len(stroke), 2))
        + ("h.1" if len(stroke) == 2 else "")
        for stroke in strokes
    )
    return format_html(
        '<svg class="signature" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>'
        '<path d="{}" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" '
        'stroke-linejoin="round"></path></svg>',
        WIDTH, HEIGHT, title, title, mark_safe(path),  # noqa: S308  (numbers and letters of ours)
    )  # fmt: skip


class Signature(FieldType):
    name = "signature"
    drawn = 1000
    personal = "general"
    label = gettext_lazy("Signature")
    icon = "edit"
    group = gettext_lazy("Identity and contact")
    multipart = True
    carries = False
    sheet_types = tuple(SheetType(word, look) for word in ("image", "photo") for look in ("signature", "draw"))
    script = "step-full"
    template = "forms_engine/fields/signature.html"

    def read(self, field: Field, data: Any, files: Any) -> Any:
        name = html_name(field)
        typed, file = self.typed(field, data), (files or {}).get(f"{name}-file")
        if file is not None and f"{name}-plain" in data:
            typed["strokes"] = ""
        return typed, file, f"{name}-remove" in data

    def typed(self, field: Field, data: Any) -> Any:
        """What is drawn and typed. Without scripts (`-plain`) a drawing is one of before, posted again: whatever else
        is given takes its place."""
        name = html_name(field)
        typed = storable(data.get(f"{name}-typed", ""), LONGEST_NAME * 4)
        gone = f"{name}-undraw" in data or (f"{name}-plain" in data and tidy(typed))
        strokes = "" if gone else storable(data.get(f"{name}-strokes", ""), LONGEST_STROKES + 1)
        return {"strokes": strokes, "typed": typed}

    def clean(self, field: Field, typed: Any, stored: Any = None) -> Any:
        """The answer, with an `Inspected` picture under "file" when one was sent, or None."""
        text, file, remove = typed
        name = tidy(text["typed"])
        given = [bool(text["strokes"].strip()), bool(name), file is not None]
        stored = None if remove else stored
        if isinstance(stored, dict) and not any(given) and "file" in stored:
            return stored
        if sum(given) > 1:
            raise ValidationError(_("Sign in one way only: draw, type your name, or send a picture."), code="several")
        if not any(given):
            if field.required:
                raise ValidationError(self.missing(field), code="required")
            return None
        if file is not None:
            return {"file": inspect(file, "photo", MEGABYTES)}
        return {"typed": self._name(name)} if name else {"drawn": self._strokes(text["strokes"])}

    def missing(self, field: Field) -> str:
        return _("“%(label)s”: draw your signature, type your full name, or send a picture of your signature.") % {
            "label": field.label
        }

    def _name(self, name: str) -> str:
        if len(name) > LONGEST_NAME or sum(character.isalpha() for character in name) < 2:
            raise ValidationError(
                _("Type your full name, at most %(limit)s characters.") % {"limit": LONGEST_NAME}, code="name"
            )
        return name

    def _strokes(self, text: str) -> list[list[int]]:
        try:
            strokes = strokes_of(json.loads(text) if len(text) <= LONGEST_STROKES else None)
        except (ValueError, RecursionError):
            raise ValidationError(
                _("The drawing can't be read. Clear it and draw again, or type your name."), code="drawing"
            ) from None
        if ink(strokes) < LEAST_INK:
            raise ValidationError(_("This is only a dot. Clear it, then draw your signature."), code="dot")
        return strokes

    def _drawn(self, field: Field, text: str) -> str:
        """What the strokes look like, for a page without scripts; "" for none or for what isn't a drawing."""
        try:
            return self.picture(field, {"drawn": self._strokes(text)}) if text else ""
        except ValidationError:
            return ""

    def settle(self, field: Field, cleaned: Any, draft: Any) -> Any:
        file = (cleaned or {}).get("file")
        if isinstance(file, Inspected):
            cleaned = {"file": str(keep(draft, field.id, file).uuid)}
        discard(draft, field.id, self.files_of(field, cleaned))
        return cleaned

    def unsettled(self, field: Field, cleaned: Any) -> Any:
        """A picture isn't kept: its place is taken by a name."""
        return cleaned if self.is_answer(field, cleaned) else {"typed": _("Example")} if cleaned else None

    def is_answer(self, field: Field, value: Any) -> bool:
        """One of {"drawn": strokes}, {"typed": name} and {"file": uuid}."""
        if not isinstance(value, dict) or len(value) != 1:
            return False
        ((manner, content),) = value.items()
        try:
            if manner == "drawn":
                return ink(strokes_of(content)) >= LEAST_INK
            if manner == "typed":
                return isinstance(content, str) and bool(content) and self._name(tidy(content)) == content
            return manner == "file" and str(uuid.UUID(content)) == content
        except (ValueError, TypeError, AttributeError, ValidationError):  # any JSON may stand there
            return False

    def answer_schema(self, field: Field) -> dict[str, Any]:
        """An object with one of the three ways to sign."""
        points = {"type": "array", "minItems": 2, "items": {"type": "integer", "minimum": 0, "maximum": WIDTH}}
        ways = {
            "drawn": {"type": "array", "maxItems": MOST_STROKES, "items": points},
            "typed": {"type": "string", "maxLength": LONGEST_NAME},
            "file": {"type": "string", "format": "uuid"},
        }
        return {
            "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
            "properties": ways,
        }  # fmt: skip

    def files_of(self, field: Field, value: Any) -> Sequence[str]:
        return [value["file"]] if isinstance(value, dict) and "file" in value else []

    def for_rules(self, field: Field, answer: Any) -> Any:
        """Rules know only that it is there."""
        return True if answer else None

    def to_form(self, field: Field, answer: Any) -> Any:
        answer = answer if isinstance(answer, dict) else {}
        drawn = json.dumps(answer["drawn"], separators=(",", ":")) if "drawn" in answer else ""
        return {"strokes": drawn, "typed": answer.get("typed", "")}

    def display(self, field: Field, value: Any) -> str:
        if "typed" in value:
            return _("Signed by name: %(name)s") % {"name": value["typed"]}
        return _("Signed (drawn)") if "drawn" in value else _("Signed (picture)")

    def certificate(self, field: Field, value: Any) -> str:
        return value.get("typed") or "ditandatangani pemohon"

    def picture(self, field: Field, value: Any) -> str:
        if not isinstance(value, dict) or "drawn" not in value:
            return ""
        return drawing(value["drawn"], _("Signature: %(label)s") % {"label": field.label})

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("area")]

    def focus_id(self, field: Field) -> str:
        return f"{html_name(field)}-typed"

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """What is drawn, typed and kept, and the words of the three ways."""
        value = value or {}
        return {
            "value": value,
            "drawn": self._drawn(field, value.get("strokes", "")),
            "kept": uploads,
            "accept": ACCEPTS["photo"],
            "width": WIDTH,
            "height": HEIGHT,
            "words": {
                "draw": _("Sign here with your finger or mouse"),
                "clear": _("Clear"),
                "typed": _("Or type your full name"),
                "file": _("Or send a picture of your signature"),
                "remove": _("Remove"),
                "kept": _("Signed (drawn)"),
            },
        }


register_kind(Signature())
