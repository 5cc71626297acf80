"""From a document to the editor's page; ids are kept, so that compiling again gives the same document."""

import json
import uuid

from forms_engine.builder.compile import service_parts
from forms_engine.builder.conditions import from_rule
from forms_engine.definition.registry import kinds

ABOUT = ("summary", "working_days", "fee", "product", "complaints", "legal_basis")


def fill_page(page, document):
    """Fill a ServicePage from a document that fits the schema. Raises NotEditable for a rule beyond the editor."""
    about = document["about"]
    page.title, page.audience = document["title"], document["audience"]
    page.requirements = "\n".join(about.get("requirements", ()))
    for name in ABOUT:
        setattr(page, name, about.get(name, None if name == "working_days" else ""))
    page.steps = json.dumps([_step(step) for step in document["steps"]])
    letter = document.get("certificate")
    page.certificate = json.dumps([_certificate(letter)] if letter else [])
    for name, part in service_parts():
        setattr(page, name, json.dumps(part.decompile(document.get("parts", {}).get(name))))


def _item(value):
    """A row of a list block, which knows its own only by an id."""
    return {"id": str(uuid.uuid4()), "type": "item", "value": value}


def _conditions(part):
    match, rows = from_rule(part.get("show_when"))
    return {"match": match, "conditions": [_item(row) for row in rows]}


def _step(step):
    value = _conditions(step) | {
        "title": step["title"],
        "intro": step.get("intro", ""),
        "fields": [_field(field) for field in step["fields"]],
    }
    return {"id": step["id"], "type": "step", "value": value}


def _field(field):
    kind = kinds()[field["kind"]]
    value = _conditions(field) | {"label": field["label"]}
    if kind.asks:
        value["hint"] = field.get("hint", "")
    if kind.is_typed:
        value["required"] = field.get("required", True)
    if kind.has_choices:
        value["choices"] = [
            {"id": choice["id"], "type": "item", "value": choice["label"]} for choice in field.get("choices", ())
        ]
    options = field.get("options", {})
    value |= {
        name: options.get(name, "" if name in ("unit", "text") else None) for name, _block in kind.option_blocks()
    }
    return {"id": field["id"], "type": field["kind"], "value": value}


def _certificate(letter):
    body = [
        {"id": part["id"], "type": "rows", "value": [_item(name) for name in part["rows"]]}
        if "rows" in part
        else {"id": part["id"], "type": "text", "value": part["text"]}
        for part in letter["body"]
    ]
    names = ("title", "number_pattern", "signatory", "classification", "unit", "letterhead")
    value = {name: letter.get(name, "") for name in names}
    return {"type": "certificate", "value": value | {"valid_months": letter.get("valid_months"), "body": body}}
