"""Photo: taken with the phone's camera or chosen, made smaller in the browser where scripts run, and again here."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.kind import SheetRow, SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.registry import register_kind
from forms_engine.fields.file import File


class Photo(File):
    name = "photo"
    label = gettext_lazy("Photo")
    icon = "image"
    sheet_types = (SheetType("image"), SheetType("photo"))

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """Which camera opens on a phone, how many pictures, and how large."""
        cameras = [
            ("", gettext_lazy("Camera or gallery, whichever people prefer")),
            ("environment", gettext_lazy("Opens the camera at the back (places, papers)")),
            ("user", gettext_lazy("Opens the camera at the front (faces)")),
        ]
        camera = blocks.ChoiceBlock(choices=cameras, default="", required=False, label=gettext_lazy("On a phone"))
        return [("camera", camera), *self.limit_blocks()]

    def from_sheet(self, row: SheetRow) -> dict[str, Any]:
        return {}

    def accept(self, field: Field) -> str:
        return "photo"

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        return super().control(field, value, uploads) | {
            "capture": field.options.get("camera") or "",
            "pictures": True,
        }


register_kind(Photo())
