"""A field of a kind."""

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.model import Choice, Field
from forms_engine.definition.registry import kinds

KINDS = kinds()
CHOICES = (Choice("ch-1", "Satu"), Choice("ch-2", "Dua"), Choice("ch-3", "Tiga"))


def make_field(kind, options=None, **settings):
    choices = CHOICES if KINDS[kind].has_choices else ()
    settings = {"id": "fld-1234", "kind": kind, "label": "Pertanyaan", "choices": choices} | settings
    return Field(**settings, options=options or {})
