"""Which answers of an earlier application serve for a new one.

A question is the same when it has the same id (a later version of the service), or else the same kind and the same
words. What must be given anew each time is never carried: files, signatures, statements (kinds that `carries` is
False for).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of
from forms_engine.logic.values import is_answered
from forms_engine.walk.questions import ROW, stored_rows


def carried_over(
    old_fields: Iterable[Field], answers: Mapping[str, Any], new_fields: Iterable[Field]
) -> dict[str, Any]:
    """{field id: answer} for those of `new_fields` that `answers` to `old_fields` can fill; each may stand as the
    new question's answer by its own rules."""
    by_id = {field.id: field for field in old_fields}
    by_words = {}
    for field in old_fields:
        by_words.setdefault((field.kind, _words(field)), field)
    carried = {}
    for field in new_fields:
        same = by_id.get(field.id)
        if same is None or same.kind != field.kind:
            same = by_words.get((field.kind, _words(field)))
        if same is None:
            continue
        value = _value(same, answers.get(same.id), field)
        if value is not None:
            carried[field.id] = value
    return carried


def _words(field: Field) -> str:
    return " ".join(field.label.casefold().split())


def _value(old: Field, value: Any, new: Field) -> Any:
    kind = kind_of(new)
    if not kind.is_given or not kind.carries or not is_answered(value):
        return None
    if kind.repeats:
        rows = [
            {ROW: row[ROW]} | carried_over(old.fields, {key: row[key] for key in row if key != ROW}, new.fields)
            for row in stored_rows(value)
        ]
        return rows if any(len(row) > 1 for row in rows) else None
    value = kind.carry(old, value, new) if kind.is_answer(old, value) else None
    return value if value is not None and kind.is_answer(new, value) else None
