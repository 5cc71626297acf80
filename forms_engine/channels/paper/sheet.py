"""A service as a form to print: the same steps and questions as on the screen, with places to write.

What the screen decides by rules is said in words beside the question ("Fill this in when …"). A repeating group is
printed a few times over, with the advice to copy the page for more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.definition.kind import Kind
from forms_engine.definition.model import Definition, Field
from forms_engine.definition.registry import kind_of
from forms_engine.explain.rule_words import names_of, rule_sentence
from forms_engine.fields.blank import Blank
from forms_engine.walk.plan import field_rows

PRINTED_ROWS = 3
LISTED = 24  # choices that are printed one by one; a longer list is written by hand


@dataclass(frozen=True, slots=True)
class NamedBlank:
    """A Blank with the name of its field in the PDF (no points: they would nest) and the words that name it aloud."""

    name: str
    title: str
    blank: Blank


@dataclass(frozen=True, slots=True)
class Item:
    """A question on paper. `number` is "" for text that asks nothing; `when` and `required_when` are sentences."""

    number: str
    label: str
    hint: str
    optional: bool
    when: str
    required_when: str
    places: tuple[NamedBlank, ...]
    rows: tuple = ()  # of a group: (title, tuple of Items) for each row printed
    more: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A step on paper."""

    letter: str
    title: str
    intro: str
    when: str
    items: tuple[Item, ...]


def parts_of(definition: Definition) -> list[Part]:
    """The Parts of a service, in the active language."""
    names = names_of(definition)
    say = _Sayer(names)
    parts, number = [], 0
    for step_index, step in enumerate(definition.steps):
        items = []
        for field in step.fields:
            asks = kind_of(field).asks
            number += asks
            items.append(_item(field, str(number) if asks else "", say))
        parts.append(Part(_letter(step_index), step.title, step.intro, say.when(step.show_when), tuple(items)))
    return parts


def _letter(index: int) -> str:
    """A, B, … Z, AA, AB, …"""
    text = ""
    while index >= 0:
        text, index = chr(ord("A") + index % 26) + text, index // 26 - 1
    return text


class _Sayer:
    def __init__(self, names: Any) -> None:
        self.names = names

    def when(self, rule: Any) -> str:
        return rule_sentence(rule, self.names) if rule is not None else ""


def _item(field: Field, number: str, say: _Sayer) -> Item:
    kind = kind_of(field)
    more, rows = "", ()
    if kind.repeats:
        rows, more = _rows(field, kind, number, say), _how_many(field, kind)
    return Item(
        number=number,
        label=field.label,
        hint=str((field.hint if kind.multipart else kind.hint(field)) or "") if kind.is_given else "",
        optional=kind.is_given and not kind.repeats and not field.required,
        when=say.when(field.show_when),
        required_when=say.when(field.required_when),
        places=() if kind.repeats or not kind.asks else tuple(_named_blanks(field, kind, number, say)),
        rows=rows,
        more=more,
        text="" if kind.asks else str(field.options.get("text") or ""),
    )


def _named_blanks(field: Field, kind: Kind, number: str, say: _Sayer) -> Iterator[NamedBlank]:
    """The places of a question; a choice that isn't offered to everybody says to whom."""
    only = {choice.label: say.when(choice.show_when) for choice in field.choices if choice.show_when is not None}
    for blank_number, blank in enumerate(kind.blanks(field), 1):
        options = tuple(
            _("%(choice)s (only when: %(condition)s)") % {"choice": option, "condition": only[option]}
            if option in only
            else option
            for option in blank.options
        )
        name = f"{number.replace('.', '-')}-{blank_number}"
        title = f"{field.label}, {blank.label}" if blank.label else field.label
        yield NamedBlank(name, title, _printable(replace(blank, options=options)))


def _printable(blank: Blank) -> Blank:
    """A long list is written rather than ticked."""
    return Blank("line", blank.label) if len(blank.options) > LISTED else blank


def _rows(field: Field, kind: Any, number: str, say: _Sayer) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    least, most = field_rows(field)
    count = min(most, max(least, PRINTED_ROWS))
    return tuple(
        (
            kind.title_of_row(field, row_number),
            tuple(
                _item(child, f"{number}.{row_number}.{item_number}", say)
                for item_number, child in enumerate(field.fields, 1)
            ),
        )
        for row_number in range(1, count + 1)
    )


def _how_many(field: Field, kind: Any) -> str:
    least, most = field_rows(field)
    advice = kind.how_many(field, least, most)
    return f"{advice} {_('For more, copy this page.')}" if most > PRINTED_ROWS else advice
