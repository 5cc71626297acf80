"""What is wrong with a service's file, in words, found one by one: whoever takes twenty has paid for twenty. What is
too large or too much is said first, by counting, before anything is looked into."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

import jsonschema
from django.utils.translation import gettext as _

from forms_engine.definition.codec import schema
from forms_engine.definition.registry import kinds, parts
from forms_engine.definition.sizes import pieces, size_problems
from forms_engine.design.editor.errors import message_of
from forms_engine.design.packages.lists import list_problems

MOST = 20  # that are told
MOST_PIECES = 100_000  # values, lists and objects, without the entries of lists
LONGEST_CELL = 200  # what service.schema.json says of an entry's texts


def first_mistakes(document: dict[str, Any]) -> list[str]:
    """The first MOST mistakes of a document (any JSON object) with their places, and that there may be more."""
    for group in (_too_large, _unfit, _unknown, list_problems):
        if mistakes := list(islice(group(document), MOST + 1)):
            return first_of(mistakes)
    return []


def first_of(messages: list[str]) -> list[str]:
    """As many messages as are told at once; when there are more, that there are."""
    if len(messages) <= MOST:
        return messages
    return [*messages[:MOST], _("There may be more mistakes: these are the first %(count)s.") % {"count": MOST}]


def _at(path: Iterable[int | str], message: str) -> str:
    location = " → ".join(str(part + 1 if isinstance(part, int) else part) for part in path) or "/"
    return _("At %(place)s: %(what)s") % {"place": location, "what": message}


def _too_large(document):
    yield from map(message_of, size_problems(document))
    if pieces({**document, "lists": len(_lists(document))}, MOST_PIECES) > MOST_PIECES:
        yield _("This file holds far more than a service has. Choose another file.")


def _lists(document):
    lists = document.get("lists", {})
    return lists if isinstance(lists, dict) else {}


def _unfit(document) -> Iterator[str]:
    """Where the document isn't as the published schemas want it."""
    whole = schema()
    most_lists = whole["properties"]["lists"]["maxProperties"]
    lists = _lists(document)
    if len(lists) > most_lists:
        yield _at(["lists"], _("these are too many; at most %(count)s.") % {"count": most_lists})
        return
    errors = jsonschema.Draft202012Validator(whole).iter_errors(_without_entries(document, lists))
    raw_parts = document.get("parts") if isinstance(document.get("parts"), dict) else {}
    for name, part in parts().items():
        if raw_parts.get(name) is not None:
            errors = chain(errors, jsonschema.Draft202012Validator(part.schema).iter_errors(raw_parts[name]))
    for error in errors:
        yield _at(error.absolute_path, words_of(error))
    for key, raw in lists.items():
        yield from _entries(key, raw.get("entries") if isinstance(raw, dict) else None)


def _without_entries(document, lists):
    """The document with the lists empty: thousands of entries are looked at by hand, a hundred times as quickly."""
    empty = {
        key: raw | {"entries": []} if isinstance(raw, dict) and isinstance(raw.get("entries"), list) else raw
        for key, raw in lists.items()
    }
    return document | {"lists": empty} if lists else document


def _entries(key, entries):
    if not isinstance(entries, list):
        return
    shape = schema()["$defs"]["list"]["properties"]["entries"]
    if len(entries) > shape["maxItems"]:
        yield _at(
            ["lists", key, "entries"], _("these are too many; at most %(count)s.") % {"count": shape["maxItems"]}
        )
        return
    least, most = shape["items"]["minItems"], shape["items"]["maxItems"]
    for entry_index, entry in enumerate(entries):
        if not isinstance(entry, list) or not least <= len(entry) <= most:
            message = _("this must be a list of %(least)s to %(most)s texts.") % {"least": least, "most": most}
            yield _at(["lists", key, "entries", entry_index], message)
        elif not all(isinstance(cell, str) and len(cell) <= LONGEST_CELL for cell in entry):
            message = _("each of these must be a text of at most %(count)s characters.") % {"count": LONGEST_CELL}
            yield _at(["lists", key, "entries", entry_index], message)


def _unknown(document):
    known = kinds()
    for step in document["steps"]:
        for outer_field in step["fields"]:
            for field in (outer_field, *outer_field.get("fields", ())):
                if field["kind"] not in known:
                    yield _("“%(label)s”: this kind of question isn't known here: %(kind)s.") % {
                        "label": field["label"],
                        "kind": field["kind"],
                    }


def words_of(error: jsonschema.ValidationError) -> str:
    """What the schema asks for, in words that say how to mend the file."""
    wanted = error.validator_value
    match error.validator:
        case "required":
            absent = ", ".join(f"“{name}”" for name in wanted if name not in error.instance)
            return _("%(names)s is missing.") % {"names": absent}
        case "additionalProperties":
            extra = sorted(set(error.instance) - set(error.schema.get("properties", ())))
            return _("nobody knows what %(names)s is; take it out.") % {
                "names": ", ".join(f"“{str(name)[:40]}”" for name in extra[:3])
            }
        case "type":
            kinds_ = {
                "array": _("a list"), "object": _("an object"), "string": _("text"), "integer": _("a whole number"),
                "boolean": _("true or false"),
            }  # fmt: skip
            names = wanted if isinstance(wanted, list) else [wanted]
            return _("this must be %(kind)s.") % {"kind": kinds_.get(names[0], names[0])}
        case "maxLength":
            return _("this is too long; at most %(count)s characters.") % {"count": wanted}
        case "maxItems":
            return _("these are too many; at most %(count)s.") % {"count": wanted}
        case "enum":
            return _("this must be one of: %(choices)s.") % {"choices": ", ".join(map(str, wanted))}
        case "minimum" | "maximum":
            return _("this number is too small or too large.")
        case "pattern":
            return _("this may hold only certain letters and signs, as an exported file does.")
    return _("this doesn't fit (%(rule)s).") % {"rule": error.validator}
