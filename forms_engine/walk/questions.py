"""A field made ready for asking: its rules compiled and its kind looked up once a published version."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of
from forms_engine.logic.compile import Context, compile_rule
from forms_engine.logic.values import truthy

ROW = "_row"  # the key of a row's own id among a row's answers: stable while rows come and go
MAX_ROWS = 50


def test_of(rule: Any) -> Callable[..., bool] | None:
    """A function from (facts, context) to whether the rule is met, None for no rule."""
    if not rule:
        return None
    ask = compile_rule(rule)
    return lambda facts, context: truthy(ask(facts, context))


class Question:
    """A field with its kind, its compiled rules, and what it asks for each row when it repeats."""

    __slots__ = ("_choices", "_required", "_rule", "_test", "children", "field", "kind")

    def __init__(self, field: Field) -> None:
        self.field, self.kind = field, kind_of(field)
        self.children = questions_of(field.fields)
        self._test = test_of(field.show_when)
        self._required = test_of(field.required_when)
        tests = [(choice, test_of(choice.show_when)) for choice in field.choices]
        self._choices = tests if any(test for _choice, test in tests) else None
        rule = self.kind.rule(field) if self.kind.computes else None
        self._rule = compile_rule(rule) if rule is not None else None

    def shown(self, facts: dict[str, Any], context: Context) -> Field | None:
        """The field as it is put to a person of whom `facts` are known; None when it isn't."""
        if self._test is not None and not self._test(facts, context):
            return None
        field = self.field
        if self._required is not None and not field.required and self._required(facts, context):
            field = replace(field, required=True)
        if self._choices is not None:
            offered = (choice for choice, test in self._choices if test is None or test(facts, context))
            field = replace(field, choices=tuple(offered))
        return field

    def computed(self, facts: dict[str, Any], context: Context) -> Any:
        """What a kind that computes makes of the facts, None while an answer that it needs is missing."""
        return None if self._rule is None else self.kind.result(self._rule(facts, context))


def questions_of(fields: Iterable[Field]) -> tuple[Question, ...]:
    """The Questions of fields."""
    return tuple(Question(field) for field in fields)


def in_row(field: Field, row: str) -> Field:
    """The field as it is asked for one row: its controls and files are told apart by the row's id."""
    return replace(field, id=f"{field.id}.{row}") if row else field


def stored_rows(value: Any, most: int = MAX_ROWS) -> list[dict[str, Any]]:
    """The rows of a stored answer: dicts with an id of their own; whatever else stands there isn't one."""
    if not isinstance(value, list | tuple):
        return []
    rows, names = [], set()
    for row in value[:most]:
        name = row.get(ROW) if isinstance(row, dict) else None
        if isinstance(name, str) and name.isalnum() and name.isascii() and len(name) <= 12 and name not in names:
            names.add(name)
            rows.append(row)
    return rows


def merge_rows(
    old: Any, new: list[dict[str, Any]], removed: Collection[str], untouched: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """`new` rows over `old` ones, each by its id; rows that only `old` has (another tab added them) stay, unless
    they are in `removed`. Of the questions in `untouched` the old row's answers stay."""
    new_by_id = {row[ROW]: row for row in new}
    merged = []
    for row in stored_rows(old):
        if row[ROW] not in removed:
            stay = {key: row[key] for key in untouched if key in row}
            merged.append(new_by_id.pop(row[ROW], row) | stay)
    return [*merged, *(row for row in new if row[ROW] in new_by_id)]
