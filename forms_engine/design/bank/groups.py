"""Groups of questions as JSON fields (see `definition`): taken out with ids of their own, put in from a step."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.text import Truncator

from forms_engine.design.bank.models import QuestionGroup
from forms_engine.logic.compile import reads

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


@cache
def ready_groups() -> tuple[dict[str, Any], ...]:
    """The groups that come with Warkat: dicts of `key`, `title`, `summary`, `fields`."""
    return tuple(json.loads(Path(__file__).with_name("groups.json").read_text()))


def groups_of_region() -> list[tuple[str, str, str]]:
    """(key, title, what is in it) of every group, ours first; in the region's scope."""
    groups = [(group["key"], group["title"], group["summary"]) for group in ready_groups()]
    for group in QuestionGroup.objects.all():
        labels = ", ".join(field["label"] for field in group.fields)
        groups.append((f"wilayah-{group.pk}", group.title, Truncator(labels).chars(120)))
    return groups


def new_id() -> str:
    """An id for a part of a service: short, without meaning."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


def with_new_ids(fields: Iterable[dict[str, Any]], make: Callable[[], str] = new_id) -> list[dict[str, Any]]:
    """The same fields with ids of their own. What they say of each other goes along; conditions on questions that
    aren't among them are left out."""
    new_ids = {}
    for field in _all(fields):
        new_ids[field["id"]] = make()
        new_ids |= {choice["id"]: make() for choice in field.get("choices", ())}
    known_ids = {field["id"] for field in _all(fields)}
    return [_renamed(field, new_ids, known_ids) for field in fields]


def _all(fields: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from field.get("fields", ())


def _renamed(field: dict[str, Any], new_ids: Mapping[str, str], known_ids: set[str]) -> dict[str, Any]:
    renamed_field = {"id": new_ids[field["id"]]} | {key: value for key, value in field.items() if key != "id"}
    for name in ("show_when", "required_when"):
        if rule := field.get(name):
            if set(reads(rule)) <= known_ids:
                renamed_field[name] = _swap(rule, new_ids)
            else:
                del renamed_field[name]
    if "choices" in field:
        renamed_field["choices"] = [
            {"id": new_ids[choice["id"]], "label": choice["label"]}
            | (
                {"show_when": _swap(choice["show_when"], new_ids)}
                if choice.get("show_when") and set(reads(choice["show_when"])) <= known_ids
                else {}
            )
            for choice in field["choices"]
        ]
    if "fields" in field:
        renamed_field["fields"] = [_renamed(child, new_ids, known_ids) for child in field["fields"]]
    if "options" in field:
        renamed_field["options"] = _swap(field["options"], new_ids)
    return renamed_field


def _swap(value: Any, new_ids: Mapping[str, str]) -> Any:
    """A rule or an option with every id in it replaced."""
    if isinstance(value, dict):
        return {key: _swap(item, new_ids) for key, item in value.items()}
    if isinstance(value, list):
        return [_swap(item, new_ids) for item in value]
    return new_ids.get(value, value) if isinstance(value, str) else value
