"""Conditions as the editor holds them: rows of (question, comparison, value), all or any of them; ⇄ JsonLogic."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.accounts.blocks import CodeChoiceBlock
from forms_engine.logic.compile import reads
from forms_engine.logic.shape import only
from forms_engine.pickers.widgets import FieldPicker, ValuePicker

COMPARISONS = [
    ("==", _("is")),
    ("!=", _("is not")),
    ("in", _("includes")),
    (">", _("is more than / after")),
    (">=", _("is at least / on or after")),
    ("<", _("is less than / before")),
    ("<=", _("is at most / on or before")),
    ("answered", _("is answered")),
]


AGAINST = [
    ("value", _("a value")),
    ("question", _("the answer to another question")),
    ("today", _("the day of the application")),
]
UNITS = [
    ("days", _("days")), ("working_days", _("working days")), ("months", _("months")), ("years", _("years")),
]  # fmt: skip
MATCHES = [
    ("all", _("all of these are met")),
    ("any", _("one of these is met")),
    ("none", _("none of these is met")),
]
GUARDED = frozenset({"!=", ">", ">=", "<", "<="})


class FieldPickerBlock(blocks.FieldBlock):
    """The id of a question of this form, picked by its label from the form as it stands in the editor."""

    def __init__(
        self, required: bool = True, help_text: Any = None, only: str = "", compares: str = "", **kwargs: Any
    ) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text, max_length=36, widget=FieldPicker(only=only, compares=compares)
        )
        super().__init__(**kwargs)


class ValuePickerBlock(blocks.FieldBlock):
    """What is compared with: a choice of the source, yes or no, a date, a number or text."""

    def __init__(self, required: bool = False, **kwargs: Any) -> None:
        self.field = forms.CharField(required=required, max_length=200, widget=ValuePicker())
        super().__init__(**kwargs)


class ConditionBlock(blocks.StructBlock):
    """[question] [is] [value], [another question] or [today], a date moved by so many days, months or years."""

    source = FieldPickerBlock(label=_("Question"), only="earlier")
    comparison = CodeChoiceBlock(label=_("Comparison"), choices=COMPARISONS, default="==")
    against = CodeChoiceBlock(label=_("Compared with"), choices=AGAINST, default="value", required=False)
    value = ValuePickerBlock(label=_("Value"))
    other = FieldPickerBlock(label=_("Other question"), only="earlier", required=False)
    amount = blocks.IntegerBlock(
        label=_("Moved by"), required=False, min_value=-40_000, max_value=40_000,
        help_text=_("For example -17 and “years”: 17 years before it."),
    )  # fmt: skip
    unit = CodeChoiceBlock(label=_("Unit of time"), choices=UNITS, default="days", required=False)

    class Meta:
        icon = "cogs"
        label = _("Condition")
        form_classname = "struct-block warkat-condition"


class ConditionsBlock(blocks.StructBlock):
    """Conditions in brackets: all, one or none of them."""

    match = CodeChoiceBlock(label=_("Applies when"), choices=MATCHES, default="any", required=False)
    conditions = blocks.StreamBlock([("item", ConditionBlock())], label=_("Conditions"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("Group of conditions")
        label_format = _("Group of conditions")


@cache
def condition_rows() -> tuple[tuple[str, blocks.Block], ...]:
    """A condition, and conditions in brackets: one object each, wherever they stand."""
    return ("item", ConditionBlock()), ("group", ConditionsBlock())


def conditions_block() -> blocks.StreamBlock:
    """Rows of conditions and groups of them. A row is called `item`, as a list block would."""
    return blocks.StreamBlock(condition_rows(), label=_("Conditions"), required=False)


def to_rule(match: str | None, conditions: Iterable[Any], sort_of: Callable[[str], str]) -> Any:
    """JsonLogic of the editor's rows, None without any. `sort_of(id)` gives what a question compares as."""
    terms = [term for row in conditions if (term := _item(getattr(row, "value", row), sort_of))]
    if not terms:
        return None
    return {"!": [{"or": terms}]} if match == "none" else {"or" if match == "any" else "and": terms}


def _item(row: Mapping[str, Any], sort_of: Callable[[str], str]) -> Any:
    if "conditions" in row:
        return to_rule(row["match"], row["conditions"] or (), sort_of)
    return _term(row, sort_of)


def _term(row: Mapping[str, Any], sort_of: Callable[[str], str]) -> dict[str, Any]:
    source, comparison = row["source"] or "", row["comparison"] or "=="
    value, compares = (row["value"] or "").strip(), sort_of(source)
    if comparison == "answered":
        return {"answered": [source]}
    if comparison == "in":
        return {"in": [value, {"var": source}]}
    left, guards = {"var": source}, [{"answered": [source]}]
    if compares == "rows":  # a repeating group is compared by how many items it has
        left, compares = {"count": [left]}, "number"
    against = row.get("against") or "value"
    if against == "question":
        other = row.get("other") or ""
        right = _moved({"var": other}, row, compares)
        guards.append({"answered": [other]})
    elif against == "today":
        right = _moved({"today": []}, row, "date")
    else:
        right = _typed(compares, value)
    test = {comparison: [left, right]}
    # Plain JsonLogic takes a missing answer for null, which is below 17: what is unanswered meets no condition.
    return {"and": [*guards, test]} if comparison in GUARDED or len(guards) > 1 else test


def _moved(node: Any, row: Mapping[str, Any], compares: str) -> Any:
    amount = row.get("amount")
    return {"date_add": [node, int(amount), row.get("unit") or "days"]} if amount and compares == "date" else node


def _typed(compares: str, value: str) -> bool | int | float | str:
    if compares == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if compares == "number":
        try:
            number = Decimal(value.replace(".", "").replace(",", "."))
        except InvalidOperation:
            return value
        return int(number) if number == number.to_integral_value() else float(number)
    if compares == "date" and (written := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", value)):
        day, month, year = written.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    return value


class NotEditable(ValueError):
    """A rule that the editor's rows can't hold."""


def from_rule(rule: Any) -> tuple[str, list[dict[str, Any]]]:
    """(match, rows) of a rule that `to_rule` could have made; raises NotEditable."""
    if not rule:
        return "all", []
    match, terms = _bracket(rule) or ("all", [rule])
    return match, [_row(term) for term in terms]


def _bracket(rule: Any) -> tuple[str, list[Any]] | None:
    """(match, terms) of all, one or none; None for a single comparison."""
    operator, operands = _only(rule)
    if operator in ("and", "or") and isinstance(operands, list) and not _is_guarded(rule):
        return ("any" if operator == "or" else "all"), operands
    if operator == "!" and isinstance(operands, list) and len(operands) == 1:
        inner, terms = _only(operands[0])
        if inner == "or" and isinstance(terms, list):
            return "none", terms
    return None


def _only(rule: Any) -> tuple[str, Any]:
    """(operator, operands) as they are written: the rows stand for one form of a rule only."""
    operator, _operands = only(rule)
    if not operator:
        raise NotEditable
    return operator, rule[operator]


def _is_guarded(rule: Any) -> bool:
    """Whether it is one comparison behind the guards that `_term` writes: the only brackets that begin so and end
    in a comparison of what they guard."""
    operator, operands = only(rule)
    if operator != "and" or len(operands) not in (2, 3):
        return False
    *guards, test = operands
    if any(only(guard)[0] != "answered" for guard in guards):
        return False
    guarded = [only(guard)[1][:1] for guard in guards]
    comparisons = GUARDED if len(guards) == 1 else GUARDED | {"=="}
    return only(test)[0] in comparisons and [[name] for name in reads(test)] == guarded


def _row(term: Any) -> dict[str, Any]:
    if bracket := (None if _is_guarded(term) else _bracket(term)):
        return {"match": bracket[0], "conditions": [_row(inner) for inner in bracket[1]]}
    comparison, operands = _only(term)
    operands = operands if isinstance(operands, list) else [operands]
    if comparison == "and":
        return _row(operands[-1])
    if comparison == "answered":
        if len(operands) != 1 or not isinstance(operands[0], str):
            raise NotEditable
        return {"source": operands[0], "comparison": "answered", "value": ""}
    if comparison not in dict(COMPARISONS) or len(operands) != 2:
        raise NotEditable
    left, right = reversed(operands) if comparison == "in" else operands
    row = {"source": _source(left), "comparison": comparison, "value": ""}
    if not isinstance(right, dict | list):
        text = {True: "true", False: "false"}[right] if isinstance(right, bool) else str(right)
        return row | {"value": text.replace(".", ",") if isinstance(right, float) else text}
    return row | _against(right)


def _source(node: Any) -> str:
    operator, operands = _only(node)
    if operator == "count":
        operands = operands[0] if isinstance(operands, list) and len(operands) == 1 else operands
        operator, operands = _only(operands)
    if operator != "var" or not isinstance(operands, str):
        raise NotEditable
    return operands


def _against(node: Any) -> dict[str, Any]:
    operator, operands = _only(node)
    if operator == "date_add" and isinstance(operands, list) and len(operands) == 3:
        base, amount, unit = operands
        if isinstance(amount, int) and unit in dict(UNITS):
            return _against(base) | {"amount": amount, "unit": unit}
    if operator == "today":
        return {"against": "today"}
    if operator == "var" and isinstance(operands, str):
        return {"against": "question", "other": operands}
    raise NotEditable
