"""From a service document to an XLSForm that others can read, and that brings everything back to us.

Conditions and checks that XLSForm can say are written in its XPath; everything else waits in the sheet `warkat`. What
is edited in the spreadsheet is taken over or told with a Note (`edits`).
"""

import io
import json
import re
from typing import Any

from forms_engine.definition.kind import SheetType
from forms_engine.definition.registry import kinds
from forms_engine.logic.shape import only

CELL = 30_000  # characters; a cell holds 32,767
UNKNOWN = SheetType("text")  # a kind that was there when the service was made


def name_of(part_id: str) -> str:
    """The name of a question or choice in the sheet: XML names begin with a letter."""
    return "q_" + re.sub(r"[^A-Za-z0-9]", "_", part_id)


def _add_row(sheet, values):
    """A row of plain text: no cell is a formula, whatever a service's words begin with, and none holds a character
    that a spreadsheet can't (a line break pasted from Word)."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # lazy: as in write_xlsform

    sheet.append([ILLEGAL_CHARACTERS_RE.sub(" ", value) for value in values])
    for cell in sheet[sheet.max_row]:
        if cell.value:
            cell.data_type = "s"


def write_xlsform(document: dict[str, Any]) -> bytes:
    """The .xlsx of a service document."""
    import openpyxl  # lazy: a heavy library for what is rarely asked

    book = openpyxl.Workbook()
    survey, choices, settings = book.active, book.create_sheet("choices"), book.create_sheet("settings")
    survey.title = "survey"
    _add_row(survey, ["type", "name", "label", "hint", "required", "relevant", "appearance"])
    _add_row(choices, ["list_name", "name", "label"])
    _add_row(settings, ["form_title", "form_id", "default_language"])
    _add_row(settings, [document["title"] or "…", "warkat", "Bahasa Indonesia (id)"])
    for listed, offered in dict(kind.sheet_choices for kind in kinds().values()).items():
        for code, label in offered:
            _add_row(choices, [listed, code, label])
    for step in document["steps"]:
        _add_row(
            survey, ["begin_group", name_of(step["id"]), step["title"] or "…", "", "", xpath(step.get("show_when"))]
        )
        for field in step["fields"]:
            _field(field, survey, choices)
        _add_row(survey, ["end_group"])
    service_sheet = book.create_sheet("warkat")
    service_sheet.sheet_state = "hidden"
    text = json.dumps(document, ensure_ascii=False)
    for start in range(0, len(text), CELL):
        _add_row(service_sheet, [text[start : start + CELL]])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _field(field, survey, choices):
    kind, name, relevant = kinds().get(field["kind"]), name_of(field["id"]), xpath(field.get("show_when"))
    required = "yes" if kind and kind.is_given and field.get("required", True) else ""
    label, hint = field["label"] or "…", field.get("hint", "")
    sheet_type = kind.sheet_types[0] if kind else UNKNOWN
    if kind and kind.repeats:
        _add_row(survey, [sheet_type.type, name, label, "", "", relevant])
        for child in field.get("fields", ()):
            _field(child, survey, choices)
        _add_row(survey, ["end_repeat"])
        return
    written = sheet_type.type
    if written.startswith("select"):
        listed = (kind.sheet_choices[0] if kind else "") or f"l_{name}"
        for choice in field.get("choices", ()):
            _add_row(choices, [listed, name_of(choice["id"]), choice["label"] or "…"])
        written = f"{written} {listed}"
    _add_row(survey, [written, name, label, hint, required, relevant, sheet_type.look])


def xpath(rule: Any) -> str:
    """A rule in XLSForm's XPath, "" for none or for one that it can't say (it waits in the sheet `warkat`)."""
    try:
        return _in_xpath(rule) if rule else ""
    except (LookupError, TypeError, ValueError):  # a rule of any shape, read as if it were one of the editor's
        return ""


def _in_xpath(rule):
    operator, operands = only(rule)
    if not operator:
        raise ValueError(rule)
    if operator == "and" and len(operands) > 1 and all(only(guard)[0] == "answered" for guard in operands[:-1]):
        return _in_xpath(operands[-1])
    if operator in ("and", "or"):
        return f" {operator} ".join(
            f"({_in_xpath(operand)})" if len(operands) > 1 else _in_xpath(operand) for operand in operands
        )
    if operator == "!":
        return f"not({_in_xpath(operands[0])})"
    if operator == "answered":
        return f"{_side({'var': operands[0]})} != ''"
    if operator == "in":
        return f"selected({_side(operands[1])}, {_side(operands[0])})"
    left, right = operands
    sign = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}[operator]
    return f"{_side(left)} {sign} {_side(right)}"


def _side(node):
    if isinstance(node, dict):
        operator, operands = only(node)
        if operator == "var" and isinstance(node[operator], str):
            return "${" + name_of(*operands) + "}"
        if operator == "today":
            return "today()"
        raise ValueError(operator)
    if isinstance(node, bool):
        return "'true'" if node else "'false'"
    if isinstance(node, int | float):
        return str(node)
    plain = str(node)
    if "'" in plain:
        raise ValueError(plain)
    return (
        f"'{name_of(plain)}'"
        if re.fullmatch(r"[A-Za-z0-9-]{4,36}", plain) and not plain[:4].isdigit()
        else f"'{plain}'"
    )
