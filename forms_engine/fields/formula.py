"""A value that the admin's own formula gives, from answers before it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext_lazy

from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.definition.rules import Source
from forms_engine.fields.computed import Computed
from forms_engine.logic.compile import RuleError, compile_rule, reads
from forms_engine.logic.formula import FormulaError, parse, written
from forms_engine.logic.formula_sorts import Read, judge
from forms_engine.logic.shape import only, thawed
from forms_engine.pickers.conditions import NotEditable
from forms_engine.pickers.formulas import FormulaBlock

COMPARISONS = {"==", "!=", "<", "<=", ">", ">="}


def guarded(rule: Any) -> Any:
    """The rule, without result while an answer that it compares isn't there, unless it asks about that itself
    (TERJAWAB): else “younger than 17” would hold for who hasn't said."""
    compared: dict[str, bool] = {}
    asked: set[str] = set()

    def walk(node: Any, inside: bool) -> None:
        if isinstance(node, list):
            for item in node:
                walk(item, inside)
        operator, operands = only(node)
        if operator == "answered":
            asked.add(operands[0])
        elif operator == "var":
            if inside:
                compared[operands[0]] = True
        elif operator and operator not in ("count", "sum"):
            walk(operands, inside or operator in COMPARISONS)

    walk(rule, False)
    needed = [{"answered": [name]} for name in compared if name not in asked]
    return {"if": [{"and": needed}, rule, None]} if needed else rule


class Formula(Computed):
    """`options["formula"]`: JsonLogic that `logic.formula` could have read, or text that it couldn't (a draft's)."""

    name = "formula"
    label = gettext_lazy("Your own formula")
    first_options = ("formula",)

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        result_blocks = [(name, block) for name, block in super().option_blocks() if name in ("money", "unit")]
        return [("formula", FormulaBlock(label=gettext_lazy("Formula"))), *result_blocks]

    def settled(self, options: Mapping[str, Any], region_code: str) -> Mapping[str, Any]:
        settings = dict(options)
        if isinstance(settings.get("formula"), str):
            with suppress(FormulaError):  # then it waits as text; `check` says what is wrong
                settings["formula"] = parse(settings["formula"])
        return settings

    def editable(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        formula = options.get("formula", "")
        try:
            return dict(options) | {"formula": formula if isinstance(formula, str) else written(formula)}
        except FormulaError:
            raise NotEditable(formula) from None

    def sources(self, field: Field) -> Sequence[str]:
        rule = thawed(field.options.get("formula"))
        return reads(rule) if isinstance(rule, dict) and not list(self.check(field)) else ()

    def check(self, field: Field) -> Iterable[Problem]:
        """A formula that can't be read or calculated."""
        rule = thawed(field.options.get("formula"))
        try:
            if rule is None or isinstance(rule, str):
                parse(rule or "")
            written(rule)
            compile_rule(rule)
        except (FormulaError, RuleError) as error:
            yield problem_of(field, error)

    def check_sources(self, field: Field, earlier: Mapping[str, Any]) -> Iterable[Problem]:
        """A formula that reads what doesn't come before, or mixes sorts."""
        names, rule = self.sources(field), thawed(field.options.get("formula"))
        if isinstance(rule, str) or list(self.check(field)):
            return
        if not set(names) <= set(earlier):
            message = "The formula looks at a question that isn't before it (any more)."
            yield Problem(Code.SOURCE_LATER, field.id, message, "formula")
            return
        try:
            judge(rule, lambda name: read_of(earlier[name]))
        except FormulaError as error:
            yield problem_of(field, error)

    def rule(self, field: Field) -> Any:
        rule = thawed(field.options.get("formula"))
        return None if list(self.check(field)) else guarded(rule)


def read_of(source: Source) -> Read:
    """A `definition.rules.Source` as a formula reads it."""
    return Read(source.field.label, source.sort, frozenset(choice.id for choice in source.field.choices))


def problem_of(field: Field, error: FormulaError | RuleError) -> Problem:
    if isinstance(error, FormulaError):
        return Problem(Code.FORMULA, field.id, error.message, "formula", error.values)
    return Problem(Code.FORMULA, field.id, "This formula can't be understood. Write it again.", "formula")


register_kind(Formula())
