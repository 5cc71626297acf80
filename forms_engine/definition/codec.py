"""Definition ⇄ JSON. One document, schema version 1, published as `service.schema.json` beside this module."""

import hashlib
import json
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms_engine.definition.model import (
    EMPTY,
    About,
    Certificate,
    Check,
    Choice,
    Definition,
    Field,
    Paragraph,
    Rows,
    Step,
)
from forms_engine.logic.shape import thawed

SCHEMA_VERSION = 1


@cache
def schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of a service document, as a dict."""
    return json.loads(Path(__file__).with_name("service.schema.json").read_text())


LONGEST_TITLE = schema()["properties"]["title"]["maxLength"]  # characters of a service's name


class Unfinished(KeyError):
    """A document that lacks what every document has."""


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value


def _field(raw: dict[str, Any]) -> Field:
    return Field(
        id=raw["id"],
        kind=raw["kind"],
        label=raw["label"],
        hint=raw.get("hint", ""),
        required=raw.get("required", True),
        show_when=_frozen(raw.get("show_when")),
        choices=tuple(
            Choice(choice["id"], choice["label"], _frozen(choice.get("show_when")))
            for choice in raw.get("choices", ())
        ),
        options=_frozen(raw.get("options", {})) or EMPTY,
        required_when=_frozen(raw.get("required_when")),
        warn=raw.get("warn", False),
        fields=tuple(_field(item) for item in raw.get("fields", ())),
        personal=raw.get("personal", ""),
        purpose=raw.get("purpose", ""),
    )


def _check(raw: dict[str, Any]) -> Check:
    return Check(raw["id"], _frozen(raw["when"]), raw["message"], raw.get("warn", False))


def _block(raw: dict[str, Any]) -> Paragraph | Rows:
    if "rows" in raw:
        return Rows(raw["id"], tuple(raw["rows"]))
    return Paragraph(raw["id"], raw["text"], _frozen(raw.get("show_when")))


def _certificate(raw: dict[str, Any]) -> Certificate:
    body = tuple(_block(block) for block in raw["body"])
    return Certificate(**{**raw, "body": body})


def from_json(raw: dict[str, Any]) -> Definition:
    """A Definition from a document that is valid against `schema()`. Raises Unfinished when something is missing that
    every document has."""
    try:
        return _definition(raw)
    except KeyError as missing:
        raise Unfinished(*missing.args) from missing


def _definition(raw: dict[str, Any]) -> Definition:
    about = raw.get("about", {})
    return Definition(
        title=raw["title"],
        audience=raw["audience"],
        about=About(
            **about
            | {
                "requirements": tuple(about.get("requirements", ())),
                "standard": _frozen(about.get("standard", {})),
            }
        ),
        steps=tuple(
            Step(
                step["id"],
                step["title"],
                step.get("intro", ""),
                tuple(_field(item) for item in step["fields"]),
                _frozen(step.get("show_when")),
                tuple(_check(item) for item in step.get("checks", ())),
            )
            for step in raw["steps"]
        ),
        certificate=_certificate(raw["certificate"]) if raw.get("certificate") else None,
        parts=_frozen(raw.get("parts", {})),
        translations=_frozen(raw.get("translations", {})),
    )


def _trimmed(pairs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pairs.items() if value not in ("", None, [], {})}


def _field_json(field: Field) -> dict[str, Any]:
    raw: dict[str, Any] = {"id": field.id, "kind": field.kind, "label": field.label}
    raw |= _trimmed(
        {
            "hint": field.hint,
            "show_when": thawed(field.show_when),
            "choices": [
                {"id": choice.id, "label": choice.label} | _trimmed({"show_when": thawed(choice.show_when)})
                for choice in field.choices
            ],
            "options": thawed(field.options),
            "required_when": thawed(field.required_when),
            "fields": [_field_json(item) for item in field.fields],
            "personal": field.personal,
            "purpose": field.purpose,
        }
    )
    if field.warn:
        raw["warn"] = True
    return raw if field.required else raw | {"required": False}


def _check_json(check: Check) -> dict[str, Any]:
    raw = {"id": check.id, "when": thawed(check.when), "message": check.message}
    return raw | {"warn": True} if check.warn else raw


def _certificate_json(letter: Certificate) -> dict[str, Any]:
    body = [
        {"id": block.id, "rows": list(block.fields)}
        if isinstance(block, Rows)
        else {"id": block.id, "text": block.text} | _trimmed({"show_when": thawed(block.show_when)})
        for block in letter.body
    ]
    optional = {name: getattr(letter, name) for name in ("classification", "unit", "letterhead", "valid_months")}
    return {
        "title": letter.title,
        "body": body,
        "number_pattern": letter.number_pattern,
        "signatory": letter.signatory,
    } | _trimmed(optional)


def to_json(definition: Definition) -> dict[str, Any]:
    """The JSON document of a Definition: `from_json(to_json(d)) == d`."""
    about = definition.about
    raw = {
        "schema": SCHEMA_VERSION,
        "title": definition.title,
        "audience": definition.audience,
        "about": _trimmed({name: thawed(getattr(about, name)) for name in About.__slots__}),
        "steps": [
            {"id": step.id, "title": step.title}
            | _trimmed({"intro": step.intro, "show_when": thawed(step.show_when)})
            | {"fields": [_field_json(field) for field in step.fields]}
            | _trimmed({"checks": [_check_json(check) for check in step.checks]})
            for step in definition.steps
        ],
    }
    if definition.certificate:
        raw["certificate"] = _certificate_json(definition.certificate)
    if definition.parts:
        raw["parts"] = thawed(definition.parts)
    if definition.translations:
        raw["translations"] = thawed(definition.translations)
    return raw


def fingerprint(raw: dict[str, Any]) -> str:
    """SHA-256 (hex) of a document in canonical form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
