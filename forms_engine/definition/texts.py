"""The texts that the admin of a service wrote, and the service in another language.

A translation is found by the text itself, as in gettext: a text that moves or is used twice keeps it, and one that
is written anew has none until somebody translates it. What isn't translated is shown as it was written, in
Indonesian. Letters are always Indonesian, and so is what a person agrees to (UU 24/2009 art. 31): its translation is
only shown beside it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from forms_engine.definition.model import STANDARD, Definition, Field
from forms_engine.definition.registry import kinds

SOURCE = "id"
ABOUT = ("summary", "fee", "product", "complaints", "legal_basis", "purpose")
TRANSLATION = "translation"  # the option that holds the translation of a text that is kept as it is


def texts(definition: Definition) -> Iterator[tuple[str, str]]:
    """(heading, text) of every text that can be translated, in the order in which people meet them, each once.
    The heading is the title of its step, "" before the first."""
    given: set[str] = set()
    for heading, text in _all(definition):
        if text.strip() and text not in given:
            given.add(text)
            yield heading, text


def _all(definition: Definition) -> Iterator[tuple[str, str]]:
    yield "", definition.title
    about = definition.about
    for text in (about.summary, *about.requirements, *(getattr(about, name) for name in ABOUT[1:])):
        yield "", text
    for name in STANDARD:
        yield "", about.standard.get(name, "")
    for step in definition.steps:
        yield step.title, step.title
        yield step.title, step.intro
        for field in step.fields:
            for question in (field, *field.fields):
                for text in _of_field(question):
                    yield step.title, text
        for check in step.checks:
            yield step.title, check.message


def _of_field(field: Field) -> Iterator[str]:
    yield field.label
    yield field.hint
    for choice in field.choices:
        yield choice.label
    for name in _options(field):
        if isinstance(text := field.options.get(name), str):
            yield text


def _options(field: Field) -> Sequence[str]:
    """The options of a field that are texts."""
    kind = kinds().get(field.kind)
    return kind.texts if kind else ()


def missing(definition: Definition, language: str) -> list[str]:
    """The texts that have no translation into `language` yet."""
    translations = definition.translations.get(language, {})
    return [text for _heading, text in texts(definition) if not translations.get(text)]


def translated(definition: Definition, language: str) -> Definition:
    """The service in `language`; the same object when it has no translation into it."""
    translations = definition.translations.get(language)
    if language == SOURCE or not translations:
        return definition

    def say(text: str) -> str:
        return (translations.get(text) or text) if text.strip() else text

    about = definition.about
    about_texts: dict[str, Any] = {name: say(getattr(about, name)) for name in ABOUT}
    return replace(
        definition,
        title=say(definition.title),
        about=replace(
            about,
            requirements=tuple(say(text) for text in about.requirements),
            standard=MappingProxyType({name: say(text) for name, text in about.standard.items()}),
            **about_texts,
        ),
        steps=tuple(
            replace(
                step,
                title=say(step.title),
                intro=say(step.intro),
                fields=tuple(_field(field, say) for field in step.fields),
                checks=tuple(replace(check, message=say(check.message)) for check in step.checks),
            )
            for step in definition.steps
        ),
    )


def _field(field: Field, say: Callable[[str], str]) -> Field:
    options = dict(field.options)
    for name in _options(field):
        if isinstance(text := options.get(name), str):
            if not kinds()[field.kind].keeps_text:
                options[name] = say(text)
            elif say(text) != text:
                options[TRANSLATION] = say(text)
    return replace(
        field,
        label=say(field.label),
        hint=say(field.hint),
        choices=tuple(replace(choice, label=say(choice.label)) for choice in field.choices),
        options=MappingProxyType(options),
        fields=tuple(_field(child, say) for child in field.fields),
    )
