"""Photos or documents: one file or several, kept with the draft from the moment they arrive."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import blocks

from forms_engine.definition.kind import SheetRow, SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType, html_name
from forms_engine.fields.blank import Blank
from forms_engine.fields.number import limit_problems
from forms_engine.uploads.inspect import ACCEPTS, Inspected, inspect
from forms_engine.uploads.store import discard, keep

ALLOWED_MB = 10
MOST_FILES = 10


class SomeRefused(ValidationError):
    """Some of the files sent were refused; `accepted` (kept uuids and Inspected files) stay nevertheless."""

    def __init__(self, messages: Sequence[str], accepted: Sequence[Any]) -> None:
        super().__init__(list(messages))
        self.accepted = accepted


class File(FieldType):
    name = "file"
    label = gettext_lazy("Photo or document")
    icon = "upload"
    group = gettext_lazy("Other")
    multipart = True
    sent_apart = True
    script = "step-full"
    carries = False
    first_options: Sequence[str] = ("accept",)
    sheet_types: Sequence[SheetType] = (SheetType("file"),)
    template = "forms_engine/fields/file.html"

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """What is accepted, how many files, and how large."""
        kinds = [
            ("any", gettext_lazy("Photo or PDF")),
            ("photo", gettext_lazy("Photo only")),
            ("document", gettext_lazy("PDF only")),
        ]
        accept = blocks.ChoiceBlock(choices=kinds, default="any", label=gettext_lazy("Accepts"))
        return [("accept", accept), *self.limit_blocks()]

    def limit_blocks(self) -> Sequence[tuple[str, Any]]:
        """How many files, and how large."""
        counts = {"required": False, "min_value": 1, "max_value": MOST_FILES}
        return [
            ("min", blocks.IntegerBlock(label=gettext_lazy("At least this many files"), **counts)),
            ("max", blocks.IntegerBlock(label=gettext_lazy("At most this many files (empty: one)"), **counts)),
            (
                "max_mb",
                blocks.IntegerBlock(
                    label=gettext_lazy("Each file at most this many MB"),
                    required=False,
                    min_value=1,
                    max_value=ALLOWED_MB,
                ),
            ),
        ]

    def check(self, field: Field) -> Iterable[Problem]:
        yield from limit_problems(field)

    def accept(self, field: Field) -> str:
        return field.options.get("accept") or "any"

    def limit_mb(self, field: Field) -> int:
        return min(field.options.get("max_mb") or ALLOWED_MB, ALLOWED_MB)

    def count(self, field: Field) -> tuple[int, int]:
        """(at least, at most) how many files, once there are any."""
        least = field.options.get("min") or 1
        return least, min(max(field.options.get("max") or 1, least), MOST_FILES)

    def from_sheet(self, row: SheetRow) -> dict[str, Any]:
        return {"options": {"accept": "any"}}

    def read(self, field: Field, data: Any, files: Any) -> Any:
        """(the uploaded files, the uuids of kept ones to be removed)."""
        name = html_name(field)
        posted = files.getlist(name) if hasattr(files, "getlist") else [files[name]] if name in (files or {}) else []
        removed = data.getlist(f"{name}-remove") if hasattr(data, "getlist") else []
        return posted[: 2 * MOST_FILES], removed

    def typed(self, field: Field, data: Any) -> Any:
        return None

    def clean(self, field: Field, typed: Any, stored: Any = None) -> Any:
        """The kept uuids and `Inspected` files, in order, or None. Raises SomeRefused."""
        posted, removed = typed
        least, most = self.count(field)
        stay = [item for item in stored or () if item not in removed]
        if posted and most == 1:
            stay = []  # the new one takes the place of the old
        new_files, messages = [], []
        for file in posted:
            try:
                new_files.append(inspect(file, self.accept(field), self.limit_mb(field)))
            except ValidationError as error:
                messages.append(self.refusal(field, file.name, error))
        if messages and most == 1:
            stay = list(stored or ())
        answer = [*stay, *new_files]
        if len(answer) > most:
            answer = answer[:most]
            messages.append(self.how_many(field, least, most))
        if messages:
            raise SomeRefused(messages, answer)
        if not answer:
            if field.required:
                raise ValidationError(_("Choose a file for “%(label)s”.") % {"label": field.label}, code="required")
            return None
        if len(answer) < least:
            raise SomeRefused([self.how_many(field, least, most)], answer)
        return answer

    def with_file(self, field: Field, file: Any, stored: Any) -> Any:
        """The answer with one more file, which came by itself. Raises SomeRefused."""
        return self.clean(field, ([file], []), stored)

    def refusal(self, field: Field, name: str, error: ValidationError) -> str:
        """Why a file was refused, and which where there may be several."""
        words = {"name": str(name)[:80], "why": error.messages[0]}
        return _("“%(name)s”: %(why)s") % words if self.count(field)[1] > 1 else words["why"]

    def how_many(self, field: Field, least: int, most: int) -> str:
        """The message when there are too few or too many files."""
        values = {"label": field.label, "least": least, "most": most}
        if least == most:
            return _("“%(label)s”: exactly %(least)s files are needed.") % values
        return _("“%(label)s”: %(least)s to %(most)s files are possible.") % values

    def settle(self, field: Field, cleaned: Any, draft: Any) -> Any:
        uuids = [
            str(keep(draft, field.id, item).uuid) if isinstance(item, Inspected) else item for item in cleaned or ()
        ]
        discard(draft, field.id, uuids)
        return uuids or None

    def unsettled(self, field: Field, cleaned: Any) -> Any:
        return [item if isinstance(item, str) else str(uuid.uuid4()) for item in cleaned or ()] or None

    def made_up(self, field: Field) -> Any:
        return [str(uuid.uuid4()) for _number in range(self.count(field)[0])]

    def is_answer(self, field: Field, value: Any) -> bool:
        """A list of uuids, as many as there may be, each once."""
        least, most = self.count(field)
        try:
            return (
                isinstance(value, list)
                and least <= len(value) <= most
                and len(set(value)) == len(value)
                and all(str(uuid.UUID(item)) == item for item in value)
            )
        except (ValueError, TypeError, AttributeError):  # any JSON may stand there
            return False

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "array", "maxItems": self.count(field)[1], "uniqueItems": True,
            "items": {"type": "string", "format": "uuid"},
        }  # fmt: skip

    def files_of(self, field: Field, value: Any) -> Sequence[str]:
        return value if isinstance(value, list) else []

    def to_form(self, field: Field, answer: Any) -> Any:
        return ""

    def display(self, field: Field, value: Any) -> str:
        return ngettext("%(count)s file", "%(count)s files", len(value)) % {"count": len(value)}

    def certificate(self, field: Field, value: Any) -> str:
        return "terlampir"

    def hint(self, field: Field) -> str:
        """The admin's hint, and below it what is accepted."""
        limit = {"size": self.limit_mb(field)}
        limits = {
            "photo": _("A photo (JPEG, PNG or WebP), at most %(size)s MB.") % limit,
            "document": _("A PDF, at most %(size)s MB.") % limit,
            "any": _("A photo or a PDF, at most %(size)s MB.") % limit,
        }[self.accept(field)]
        least, most = self.count(field)
        if most > 1:
            count = _("%(least)s to %(most)s files.") if least > 1 else _("Up to %(most)s files.")
            limits = f"{limits} {count % {'least': least, 'most': most}}"
        return f"{field.hint}\n{limits}" if field.hint else limits

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("enclose")]

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """The kept Uploads, and what may still be added, in words and for the file chooser."""
        least, most = self.count(field)
        return {
            "kept": uploads,
            "accept": ACCEPTS[self.accept(field)],
            "multiple": most > 1,
            "full": len(uploads) >= most > 1,
            "full_word": self.how_many(field, least, most) if most > 1 else "",
            "remove_word": _("Remove"),
            "choose_word": (_("Add files") if most > 1 else _("Replace it with another file")) if uploads else "",
            "capture": "",
            "pictures": False,
        }


register_kind(File())
