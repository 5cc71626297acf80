"""A kind of question as the editor's chooser shows it."""

from django.utils.translation import gettext

from forms_engine.definition.model import Choice, Field
from forms_engine.definition.registry import kinds


def sample_question(name: str) -> str:
    """The HTML of a kind of question as people meet it, with words of its own."""
    kind = kinds()[name]
    choices = tuple(Choice(f"contoh-{number}", f"{gettext('Choice')} {number}") for number in (1, 2, 3))
    text = {"text": gettext("What people read here.")} if not kind.is_given or kind.keeps_text else {}
    field = Field("contoh", name, str(kind.label), choices=choices if kind.has_choices else (), options=text)
    return kind.render(field, kind.to_form(field, None) if kind.asks else None)
