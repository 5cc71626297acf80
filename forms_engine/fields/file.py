"""Photo or document: one file, kept with the draft from the moment it arrives."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType, html_name
from forms_engine.fields.blank import Blank
from forms_engine.uploads.inspect import ACCEPTS, Inspected, inspect

ALLOWED_MB = 10


class File(FieldType):
    name = "file"
    label = gettext_lazy("Photo or document")
    icon = "upload"
    group = gettext_lazy("Other")
    multipart = True
    carries = False
    template = "forms_engine/fields/file.html"

    def option_blocks(self):
        kinds = [
            ("any", gettext_lazy("Photo or PDF")),
            ("photo", gettext_lazy("Photo only")),
            ("document", gettext_lazy("PDF only")),
        ]
        return [
            ("accept", blocks.ChoiceBlock(choices=kinds, default="any", label=gettext_lazy("Accepts"))),
            (
                "max_mb",
                blocks.IntegerBlock(
                    label=gettext_lazy("At most this many MB"), required=False, min_value=1, max_value=ALLOWED_MB
                ),
            ),
        ]

    def accept(self, field):
        return field.options.get("accept") or "any"

    def limit_mb(self, field):
        return min(field.options.get("max_mb") or ALLOWED_MB, ALLOWED_MB)

    def read(self, field, data, files):
        """(the uploaded file or None, whether the kept one is to be removed)."""
        name = html_name(field)
        return (files.get(name) if files else None, f"{name}-remove" in data)

    def typed(self, field, data):
        return None

    def clean(self, field, typed, kept=None):
        """An `Inspected` file, the kept answer, or None."""
        posted, remove = typed
        if posted is not None:
            return inspect(posted, self.accept(field), self.limit_mb(field))
        if kept and not remove:
            return kept
        if field.required:
            raise ValidationError(_("Choose a file for “%(label)s”.") % {"label": field.label}, code="required")
        return None

    def settle(self, field, cleaned, draft):
        from forms_engine.uploads.store import discard, keep

        if cleaned is None:
            discard(draft, field.id)
        if not isinstance(cleaned, Inspected):
            return cleaned
        return [str(keep(draft, field.id, cleaned).uuid)]

    def is_answer(self, field, value):
        try:
            return isinstance(value, list) and len(value) == 1 and str(uuid.UUID(value[0])) == value[0]
        except (ValueError, TypeError, AttributeError):
            return False

    def answer_schema(self, field):
        return {"type": "array", "maxItems": 1, "items": {"type": "string", "format": "uuid"}}

    def to_form(self, field, answer):
        return ""

    def display(self, field, value):
        return _("1 file")

    def certificate(self, field, value):
        return "terlampir"

    def hint(self, field):
        limit = {"size": self.limit_mb(field)}
        own = {
            "photo": _("A photo (JPEG, PNG or WebP), at most %(size)s MB.") % limit,
            "document": _("A PDF, at most %(size)s MB.") % limit,
            "any": _("A photo or a PDF, at most %(size)s MB.") % limit,
        }[self.accept(field)]
        return f"{field.hint}\n{own}" if field.hint else own

    def blanks(self, field):
        return [Blank("enclose")]

    def control(self, field, value, kept):
        return {"kept": kept, "accept": ACCEPTS[self.accept(field)], "remove_word": _("Remove this file")}


register_kind(File())
