"""Editor blocks about people: picking a position of the region."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.accounts.models import Position


def position_choices() -> list[tuple[str, str]]:
    """(code, title) of the positions in the region in scope; asked anew each time the block is drawn."""
    return [(position.code, str(position)) for position in Position.objects.order_by("title")]


class CodeChoiceBlock(blocks.ChoiceBlock):
    """A choice among codes that are text. Wagtail looks through all choices, asking the database where they come from
    there, each time that it reads a value, for codes of another type; a form has hundreds of them."""

    def normalize_choice(self, value: Any) -> str | None:
        return None if value is None else str(value)


class PositionChoiceBlock(CodeChoiceBlock):
    """A position (jabatan), stored by its code; the person who holds it may change."""

    choices = position_choices

    class Meta:
        icon = "user"
        label = _("Position")
