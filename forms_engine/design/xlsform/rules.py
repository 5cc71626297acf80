"""Conditions and limits of an XLSForm as the editor holds them; what it can't hold raises NotCarried."""

import re
from typing import Any

from forms_engine.definition.kind import Kind
from forms_engine.definition.registry import kinds
from forms_engine.design.xlsform.xpath import TODAY, Joined, NotCarried, Test, parsed, rows_of
from forms_engine.pickers.conditions import to_rule

NUMBER = r"-?\d{1,15}(\.\d{1,15})?"
COMPARISONS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<|=)\s*(\d{1,4})")


class Questions:
    """The questions read so far, which a condition can look at, by their names in the sheet: `fields`, and `choices`
    ({name: id}) of those that have some."""

    def __init__(self) -> None:
        self.fields, self.choices = {}, {}

    def rule(self, text: str) -> dict[str, Any] | None:
        """The rule of a `relevant`, None for one that is always met."""
        match, rows = rows_of(text, self.row_of)
        return to_rule(match, rows, self.compares)

    def compares(self, source: str) -> str:
        source_field = next((field for field in self.fields.values() if field["id"] == source), None)
        return kinds()[source_field["kind"]].compares if source_field else ""

    def row_of(self, test: Test) -> dict[str, Any]:
        """The editor's row of a Test. Raises NotCarried."""
        source_field = self.fields.get(test.source)
        kind = kinds()[source_field["kind"]] if source_field else None
        if source_field is None or not kind.asks:
            raise NotCarried(test.source)
        row = {"source": source_field["id"], "comparison": "", "against": "value", "value": "", "other": "",
               "amount": None, "unit": "days"}  # fmt: skip
        if test.sign == "answered":
            return row | {"comparison": "answered"}
        if kind.compares in ("choice", "choices"):
            chosen = self.choices.get(test.source, {}).get(test.value)
            if chosen is None or test.sign not in ("=", "!=", "selected"):
                raise NotCarried(test.value)
            if kind.compares == "choices":
                if test.sign == "!=":
                    raise NotCarried(test.value)
                return row | {"comparison": "in", "value": chosen}
            return row | {"comparison": "!=" if test.sign == "!=" else "==", "value": chosen}
        if test.sign == "selected" or kind.compares not in ("number", "date", "text"):
            raise NotCarried(test.value)
        if kind.compares == "text" and test.sign not in ("=", "!="):
            raise NotCarried(test.value)
        row["comparison"] = COMPARISONS[test.sign]
        if test.value == TODAY:
            if kind.compares != "date":
                raise NotCarried(test.value)
            return row | {"against": "today"}
        if test.value.startswith("${"):
            other = self.fields.get(test.value[2:-1])
            if other is None or kinds()[other["kind"]].compares != kind.compares:
                raise NotCarried(test.value)
            return row | {"against": "question", "other": other["id"]}
        return row | {"value": plain(kind.compares, test.value)}


def plain(compares: str, value: str) -> str:
    """A written value as the editor's row holds it. Raises NotCarried."""
    if compares == "number":
        if not re.fullmatch(NUMBER, value):
            raise NotCarried(value)
        return value.replace(".", ",")
    return value


def limits_of(kind: Kind, text: str) -> dict[str, Any]:
    """The options of a kind that say what a `constraint` says. Raises NotCarried."""
    if length_limit := LENGTH.fullmatch(text):
        return _held(kind, "length", "<" if length_limit[1] == "<" else "<=", length_limit[2])
    return _limits(kind, parsed(text))


def _held(kind, measure, sign, value):
    options = kind.from_limit(measure, sign, value)
    if options is None:
        raise NotCarried(value)
    return options


def _limits(kind, expression):
    tests = expression.parts if isinstance(expression, Joined) and expression.match == "all" else (expression,)
    options = {}
    for test in tests:
        if not isinstance(test, Test) or test.source != "." or test.sign not in ("<", "<=", ">", ">="):
            raise NotCarried(kind.name)
        if test.value == TODAY:
            options |= _held(kind, "day", test.sign, "today")
        elif not test.is_text and re.fullmatch(r"-?\d{1,15}", test.value):
            options |= _held(kind, "number", test.sign, test.value)
        else:
            raise NotCarried(test.value)
    return options
