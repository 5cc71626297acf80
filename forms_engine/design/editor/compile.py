"""From the editor's page to a document. Lenient: half-finished pages compile too, for preview and check."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wagtail.blocks import IntegerBlock
from wagtail.blocks.list_block import ListValue
from wagtail.models import Page

from forms_engine.definition.codec import SCHEMA_VERSION, from_json
from forms_engine.definition.model import STANDARD
from forms_engine.definition.registry import kinds, parts
from forms_engine.definition.texts import texts
from forms_engine.pickers.conditions import to_rule

COMMON = ("label", "hint", "required", "choices", "match", "conditions")


def compile_page(page: Page) -> dict[str, Any]:
    """The document of a ServicePage as it stands."""
    compares = {}
    document = {
        "schema": SCHEMA_VERSION,
        "title": page.title or "",
        "audience": page.audience,
        "about": _about(page),
        "steps": [_step(child, index, compares) for index, child in enumerate(page.steps)],
    }
    _settle(document, page.region.code if page.region_id else "")
    for child in page.certificate:
        document["certificate"] = _certificate(child.value, compares)
    if document_translations := _translations(page, document):
        document["translations"] = document_translations
    document["parts"] = {name: part.compile(getattr(page, name), compares) for name, part in parts().items()}
    return document


def _translations(page: Page, document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Those of the texts that the service has; others wait with the page in case their text comes back."""
    present_texts = {text for _heading, text in texts(from_json(document))}
    translations = {
        language: {text: known[text] for text in sorted(present_texts & known.keys()) if known[text]}
        for language, known in (page.translations or {}).items()
    }
    return {language: known for language, known in translations.items() if known}


def _settle(document: dict[str, Any], region_code: str) -> None:
    """What the editor leaves to the service's region, said outright."""
    for step in document["steps"]:
        for field in step["fields"]:
            for each_field in (field, *field.get("fields", ())):
                if options := kinds()[each_field["kind"]].settled(each_field.get("options", {}), region_code):
                    each_field["options"] = options
                else:
                    each_field.pop("options", None)


def _text(value: str | None) -> str:
    return (value or "").strip()


def _about(page: Page) -> dict[str, Any]:
    about = {
        "summary": _text(page.summary),
        "requirements": [line.strip() for line in (page.requirements or "").splitlines() if line.strip()],
        "working_days": page.working_days,
        "fee": _text(page.fee),
        "product": _text(page.product),
        "complaints": _text(page.complaints),
        "legal_basis": _text(page.legal_basis),
        "draft_days": page.draft_days,
        "purpose": _text(page.purpose),
        "standard": {name: text for name in STANDARD if (text := _text(getattr(page, name)))},
    }
    return {key: value for key, value in about.items() if value not in ("", None, [], {})}


def _step(child: Any, index: int, compares: dict[str, str]) -> dict[str, Any]:
    value = child.value
    step = {"id": child.id or f"step-{index}", "title": _text(value.get("title"))}
    if intro := _text(value.get("intro")):
        step["intro"] = intro
    if rule := rule_of(value, compares):
        step["show_when"] = rule
    questions = value.get("fields") or []
    step["fields"] = [_field(item, f"{step['id'][:24]}-f{number}", compares) for number, item in enumerate(questions)]
    checks = value.get("checks") or []
    if checks := [_check(item, f"{step['id'][:24]}-k{number}", compares) for number, item in enumerate(checks)]:
        step["checks"] = checks
    return step


def _check(child: Any, fallback: str, compares: dict[str, str]) -> dict[str, Any]:
    value = child.value
    rule = rule_of(value, compares)
    check = {"id": child.id or fallback, "when": rule, "message": _text(value.get("message"))}
    return check | {"warn": True} if value.get("warn") else check


def rule_of(value: Mapping[str, Any], compares: Mapping[str, str], prefix: str = "") -> dict[str, Any] | None:
    """The rule of a block's condition rows. `compares`: what each question compares as, by id."""
    conditions = value.get(f"{prefix}conditions") or ()
    return to_rule(value.get(f"{prefix}match"), conditions, lambda source: compares.get(source, ""))


def _field(child: Any, fallback: str, compares: dict[str, str]) -> dict[str, Any]:
    value, kind = child.value, kinds()[child.block_type]
    field: dict[str, Any] = {"id": child.id or fallback, "kind": kind.name, "label": _text(value.get("label"))}
    if hint := _text(value.get("hint")):
        field["hint"] = hint
    if kind.is_given and not value.get("required"):
        field["required"] = False
    if rule := rule_of(value, compares):
        field["show_when"] = rule
    for name in ("personal", "purpose"):
        if kind.is_typed and (text := _text(value.get(name))):
            field[name] = text
    if kind.is_given and value.get("warn"):
        field["warn"] = True
    if kind.is_given and (rule := rule_of(value, compares, "required_")):
        field["required_when"] = rule
    if kind.has_choices:
        field["choices"] = _choices(field["id"], value, compares)
    if kind.repeats:
        inner = value.get("fields") or []
        # From outside a group, what it asks is read as a list.
        inner_compares = dict(compares)
        field["fields"] = [
            _field(item, f"{field['id'][:24]}-i{number}", inner_compares) for number, item in enumerate(inner)
        ]
        compares |= {member["id"]: f"{kinds()[member['kind']].compares}s" for member in field["fields"]}
    options = {
        name: _plain(whole(value.get(name)) if isinstance(block, IntegerBlock) else value.get(name))
        for name, block in kind.option_blocks()
        if value.get(name) not in ("", None)
    }
    if options:
        field["options"] = options
    compares[field["id"]] = kind.compares
    return field


def _choices(field_id: str, value: Any, compares: dict[str, str]) -> list[dict[str, Any]]:
    rules = {row["choice"]: rule_of(row, compares) for row in value.get("choice_rules") or ()}
    choices = [
        {"id": item.id or f"{field_id[:28]}-c{number}", "label": _text(item.value)}
        for number, item in enumerate(value["choices"].bound_blocks)
    ]
    return [choice | {"show_when": rules[choice["id"]]} if rules.get(choice["id"]) else choice for choice in choices]


def whole(value: Any) -> Any:
    """A whole number that a form still holds as text (what the editor posted and hasn't accepted) as an int."""
    return int(value) if isinstance(value, str) and value.isascii() and value.strip().isdigit() else value


def _plain(value: Any) -> Any:
    """A block's value as JSON: decimals as numbers, whole ones as integers; lists without their block ids."""
    if isinstance(value, ListValue):
        return [_plain(item) for item in value if item not in ("", None)]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _certificate(value: Any, compares: dict[str, str]) -> dict[str, Any]:
    letter = {
        "title": _text(value.get("title")),
        "body": [_body(child, number, compares) for number, child in enumerate(value.get("body") or ())],
        "number_pattern": _text(value.get("number_pattern")),
        "signatory": value.get("signatory") or "",
    }
    for name in ("classification", "unit", "letterhead"):
        if text := _text(value.get(name)):
            letter[name] = text
    if value.get("valid_months"):
        letter["valid_months"] = whole(value["valid_months"])
    return letter


def _body(child: Any, number: int, compares: dict[str, str]) -> dict[str, Any]:
    part = {"id": child.id or f"body-{number}"}
    if child.block_type == "when":
        part["text"] = child.value.get("text") or ""
        return part | {"show_when": rule} if (rule := rule_of(child.value, compares)) else part
    if child.block_type == "rows":
        return part | {"rows": [item for item in child.value if item]}
    return part | {"text": child.value or ""}
