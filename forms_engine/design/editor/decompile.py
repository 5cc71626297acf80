"""From a document to the editor's page; ids are kept, so that compiling again gives the same document."""

import json
import uuid
from typing import Any

from wagtail.blocks import CharBlock, TextBlock
from wagtail.models import Page

from forms_engine.definition.model import STANDARD
from forms_engine.definition.registry import kinds, parts
from forms_engine.pickers.conditions import NotEditable, from_rule

NUMBERS = ("working_days", "draft_days")
TEXT = (CharBlock, TextBlock)
ABOUT = ("summary", *NUMBERS, "fee", "product", "complaints", "legal_basis", "purpose")


def fill_page(page: Page, document: dict[str, Any]) -> None:
    """Fill a ServicePage from a document that fits the schema. Raises NotEditable(rule) for one beyond the
    editor."""
    about = document["about"]
    page.title, page.audience = document["title"], document["audience"]
    page.requirements = "\n".join(about.get("requirements", ()))
    for name in ABOUT:
        setattr(page, name, about.get(name, None if name in NUMBERS else ""))
    for name in STANDARD:
        setattr(page, name, about.get("standard", {}).get(name, ""))
    page.translations = document.get("translations", {})
    page.steps = json.dumps([stream_of_step(step) for step in document["steps"]])
    letter = document.get("certificate")
    page.certificate = json.dumps([_certificate(letter)] if letter else [])
    for name, part in parts().items():
        setattr(page, name, json.dumps(part.decompile(document.get("parts", {}).get(name))))


def _item(value: Any) -> dict[str, Any]:
    """A row of a list block, which knows its own only by an id."""
    return {"id": str(uuid.uuid4()), "type": "item", "value": value}


def conditions_of(rule: Any, prefix: str = "") -> dict[str, Any]:
    """The values of a block's condition rows; raises NotEditable(rule)."""
    try:
        match, rows = from_rule(rule)
        return {f"{prefix}match": match, f"{prefix}conditions": [_condition(row) for row in rows]}
    except NotEditable:
        raise NotEditable(rule) from None


def _condition(row: dict[str, Any]) -> dict[str, Any]:
    if "conditions" not in row:
        return _item(row)
    inner = {"match": row["match"], "conditions": [_item(item) for item in row["conditions"]]}
    if any("conditions" in item for item in row["conditions"]):
        raise NotEditable  # the editor has brackets, and none inside them
    return {"id": str(uuid.uuid4()), "type": "group", "value": inner}


def stream_of_step(step: dict[str, Any]) -> dict[str, Any]:
    """Raw stream data of a step."""
    value = conditions_of(step.get("show_when")) | {
        "title": step["title"],
        "intro": step.get("intro", ""),
        "fields": [_field(field) for field in step["fields"]],
        "checks": [_check(check) for check in step.get("checks", ())],
    }
    return {"id": step["id"], "type": "step", "value": value}


def _check(check: dict[str, Any]) -> dict[str, Any]:
    value = conditions_of(check["when"]) | {"message": check["message"], "warn": check.get("warn", False)}
    return {"id": check["id"], "type": "check", "value": value}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    kind = kinds()[field["kind"]]
    value = conditions_of(field.get("show_when")) | {"label": field["label"]}
    if kind.asks:
        value["hint"] = field.get("hint", "")
    if kind.is_given:
        value["required"] = field.get("required", True)
        value["warn"] = field.get("warn", False)
        value |= conditions_of(field.get("required_when"), "required_")
    if kind.is_typed:
        value |= {name: field.get(name, "") for name in ("personal", "purpose")}
    if kind.repeats:
        value["fields"] = [_field(inner) for inner in field.get("fields", ())]
    if kind.has_choices:
        value["choices"] = [
            {"id": choice["id"], "type": "item", "value": choice["label"]} for choice in field.get("choices", ())
        ]
        value["choice_rules"] = [
            _item({"choice": choice["id"]} | conditions_of(choice["show_when"]))
            for choice in field.get("choices", ())
            if choice.get("show_when")
        ]
    options = kind.editable(field.get("options", {}))
    value |= {
        name: _exact(options.get(name, "" if isinstance(block, TEXT) else None))
        for name, block in kind.option_blocks()
    }
    return {"id": field["id"], "type": field["kind"], "value": value}


def _exact(option: Any) -> Any:
    """0.1 as it is written: a decimal made of the binary number would have 55 digits."""
    return str(option) if isinstance(option, float) else option


def _certificate(letter: dict[str, Any]) -> dict[str, Any]:
    body = [_body(part) for part in letter["body"]]
    names = ("title", "number_pattern", "signatory", "classification", "unit", "letterhead")
    value = {name: letter.get(name, "") for name in names}
    return {"type": "certificate", "value": value | {"valid_months": letter.get("valid_months"), "body": body}}


def _body(part: dict[str, Any]) -> dict[str, Any]:
    if "rows" in part:
        return {"id": part["id"], "type": "rows", "value": [_item(name) for name in part["rows"]]}
    if part.get("show_when"):
        return {"id": part["id"], "type": "when", "value": conditions_of(part["show_when"]) | {"text": part["text"]}}
    return {"id": part["id"], "type": "text", "value": part["text"]}
