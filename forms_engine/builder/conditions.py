"""Conditions as the editor holds them: rows of (question, comparison, value), all or any of them; ⇄ JsonLogic."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forms_engine.builder.widgets import FieldPicker, ValuePicker

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


GUARDED = frozenset({"!=", ">", ">=", "<", "<="})


class FieldPickerBlock(blocks.FieldBlock):
    """The id of a question of this form, picked by its label from the form as it stands in the editor."""

    def __init__(self, required=True, help_text=None, only="", **kwargs):
        self.field = forms.CharField(
            required=required, help_text=help_text, max_length=36, widget=FieldPicker(only=only)
        )
        super().__init__(**kwargs)


class ValuePickerBlock(blocks.FieldBlock):
    """What is compared with: a choice of the source, yes or no, a date, a number or text."""

    def __init__(self, required=False, **kwargs):
        self.field = forms.CharField(required=required, max_length=200, widget=ValuePicker())
        super().__init__(**kwargs)


class ConditionBlock(blocks.StructBlock):
    source = FieldPickerBlock(label=_("Question"), only="earlier")
    comparison = blocks.ChoiceBlock(label=_("Comparison"), choices=COMPARISONS, default="==")
    value = ValuePickerBlock(label=_("Value"))

    class Meta:
        icon = "cogs"
        label = _("Condition")
        form_classname = "struct-block warkat-condition"


def to_rule(match, conditions, kind_of_source):
    """JsonLogic of the editor's rows, None without any. `kind_of_source(id)` gives what the source compares as."""
    terms = [
        _term(row["source"] or "", row["comparison"] or "==", (row["value"] or "").strip(), kind_of_source)
        for row in conditions
    ]
    return {"or" if match == "any" else "and": terms} if terms else None


def _term(source, comparison, value, kind_of_source):
    if comparison == "answered":
        return {"answered": [source]}
    compares = kind_of_source(source)
    if comparison == "in":
        return {"in": [value, {"var": source}]}
    test = {comparison: [{"var": source}, _typed(compares, value)]}
    # Plain JsonLogic takes a missing answer for null, which is below 17: what is unanswered meets no condition.
    return {"and": [{"answered": [source]}, test]} if comparison in GUARDED else test


def _typed(compares, value):
    if compares == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if compares == "number":
        try:
            number = Decimal(value.replace(".", "").replace(",", "."))
        except InvalidOperation:
            return value
        return int(number) if number == number.to_integral_value() else float(number)
    if compares == "date" and (found := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", value)):
        day, month, year = found.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    return value


class NotEditable(ValueError):
    """A rule that the editor's rows can't hold."""


def from_rule(rule):
    """(match, rows) of a rule that `to_rule` could have made; raises NotEditable."""
    if not rule:
        return "all", []
    [(operator, operands)] = rule.items()
    if operator not in ("and", "or"):
        operator, operands = "and", [rule]
    return ("any" if operator == "or" else "all"), [_row(term) for term in operands]


def _row(term):
    if not isinstance(term, dict) or len(term) != 1:
        raise NotEditable
    [(comparison, operands)] = term.items()
    operands = operands if isinstance(operands, list) else [operands]
    if comparison == "and" and len(operands) == 2 and set(operands[0]) == {"answered"}:
        return _row(operands[1])  # guarded
    if comparison == "answered":
        return {"source": operands[0], "comparison": "answered", "value": ""}
    if comparison not in dict(COMPARISONS) or len(operands) != 2:
        raise NotEditable
    variable, value = reversed(operands) if comparison == "in" else operands
    if not isinstance(variable, dict) or set(variable) != {"var"} or isinstance(value, dict | list):
        raise NotEditable
    name = variable["var"]
    shown = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    if not isinstance(value, str) and not isinstance(value, bool):
        shown = shown.replace(".", ",")
    return {"source": name[0] if isinstance(name, list) else name, "comparison": comparison, "value": shown}


def _tokens():
    return format_html(
        "{} <code>{}</code>",
        gettext("Possible parts:"),
        "{classification} {number:3} {unit} {month} {month_roman} {year}",
    )


token_help = lazy(_tokens, str)
