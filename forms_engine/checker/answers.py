"""Between a question and what the solver knows of its answer: its Symbol, and an answer out of a solver's model."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import z3

from forms_engine.checker.symbol import FIRST_DAY, LAST_DAY, Symbol, bounds_of, ordinal
from forms_engine.checker.symbols import Symbols
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of
from forms_engine.walk.plan import field_rows
from forms_engine.walk.questions import ROW

LARGEST = 10**18  # what a question for a number takes
USUAL_DAYS, USUAL_NUMBER = (date(1930, 1, 1).toordinal(), date(2050, 12, 31).toordinal()), 10**9


def symbol_of(
    symbols: Symbols, field: Field, offered: Sequence[tuple[str, z3.BoolRef]]
) -> tuple[Symbol, list[z3.BoolRef]]:
    """The Symbol of a field's answer, and the formulas that hold whenever it is there. `offered`: (choice id, formula
    for its being offered) pairs of a kind with choices."""
    kind, present = kind_of(field), symbols.fresh("bool", "given")
    low, high = kind.bounds(field)
    match kind.compares:
        case "number":
            whole = not kind.decimals(field)
            raw = symbols.fresh("int" if whole else "real", "number")
            value = z3.ToReal(raw) if whole else raw
            return Symbol(present, "number", value), [
                *bounds_of(low, high, value),
                value <= LARGEST,
                value >= -LARGEST,
            ]
        case "date":
            value = symbols.fresh("int", "day")
            return Symbol(present, "date", value), [
                value >= ordinal(low, FIRST_DAY),
                value <= ordinal(high, LAST_DAY),
            ]
        case "boolean":
            return Symbol(present, "boolean", symbols.fresh("bool", "yes")), []
        case "choice":
            value = symbols.fresh("int", "choice")
            alternatives = [z3.And(value == symbols.text(name), formula) for name, formula in offered]
            return Symbol(present, "text", value), [z3.Or(*alternatives)]
        case "choices":
            chosen = {name: symbols.fresh("bool", "chosen") for name, _formula in offered}
            count = z3.Sum([z3.If(is_chosen, 1, 0) for is_chosen in chosen.values()])
            least, most = field.options.get("min") or 1, field.options.get("max") or len(chosen)
            return Symbol(present, "choices", chosen), [
                count >= least,
                count <= most,
                *(z3.Implies(chosen[name], formula) for name, formula in offered),
            ]
        case "rows":
            value, (least, most) = symbols.fresh("int", "rows"), field_rows(field)
            return Symbol(present, "rows", value), [value >= max(least, 1), value <= most]
        case "text":
            value = symbols.fresh("int", "text")
            return Symbol(present, "text", value), [value >= 1]
    return Symbol(present, "other", None), []


def usual(symbol: Symbol) -> z3.BoolRef | None:
    """The formula for an answer such as people give, which makes a better example; None when any will do."""
    match symbol.sort:
        case "date":
            first, last = USUAL_DAYS
            return z3.And(symbol.value >= first, symbol.value <= last)
        case "number":
            return z3.And(symbol.value >= -USUAL_NUMBER, symbol.value <= USUAL_NUMBER)
    return None


def column_of(symbols: Symbols, group: Field, field: Field) -> Symbol:
    """The Symbol of what a group asks as it is seen from outside: a list, of which total and count are known."""
    rows = symbols.answers[group.id]
    count, total = symbols.fresh("int", "count"), symbols.fresh("real", "total")
    low, high = kind_of(field).bounds(field) if kind_of(field).compares == "number" else (None, None)
    row_count = z3.If(rows.present, rows.value, 0)
    symbols.say(count >= 0, count <= row_count)
    if field.required and not field.show_when:
        symbols.say(count == row_count)
    if low is not None:
        symbols.say(total >= z3.ToReal(count) * symbols.real(str(low)))
    if high is not None:
        symbols.say(total <= z3.ToReal(count) * symbols.real(str(high)))
    symbols.say(z3.Implies(count == 0, total == 0))
    symbols.unknowns += 1  # how a total falls to the rows is tried out
    return Symbol(symbols.yes, "column", {"sum": total, "count": z3.ToReal(count)})


def answer_in(model: z3.ModelRef, symbols: Symbols, field: Field, symbol: Symbol) -> Any:
    """The JSON answer that a model gives to a field; None when it can't be made."""
    kind = kind_of(field)
    match symbol.sort:
        case "number":
            number = _number(model.eval(symbol.value, model_completion=True))
            decimals = kind.decimals(field)
            return int(number) if not decimals else f"{round(number, decimals).normalize():f}"
        case "date":
            return date.fromordinal(_whole(model, symbol.value)).isoformat()
        case "boolean":
            return z3.is_true(model.eval(symbol.value, model_completion=True))
        case "choices":
            return [
                name
                for name, is_chosen in symbol.value.items()
                if z3.is_true(model.eval(is_chosen, model_completion=True))
            ]
        case "text":
            number = _whole(model, symbol.value)
            written = next((text for text, text_number in symbols.texts.items() if text_number == number), None)
            if written is not None and kind.is_answer(field, written):
                return written
            return sample(field, avoid=symbols.texts)
    return sample(field)


def _number(value: z3.ArithRef) -> Decimal:
    if z3.is_algebraic_value(value):
        value = value.approx(6)
    return Decimal(value.numerator_as_long()) / Decimal(value.denominator_as_long())


def _whole(model: z3.ModelRef, value: z3.ArithRef) -> int:
    return model.eval(value, model_completion=True).as_long()


def rows_in(
    model: z3.ModelRef,
    symbols: Symbols,
    group: Field,
    symbol: Symbol,
    inner: Mapping[str, tuple[Field, Symbol, Symbol]],
) -> list[dict[str, Any]]:
    """The rows that a model gives to a group: alike, but for numbers whose total is known. `inner`: id →
    (what is asked for each item, its Symbol in a row, its Symbol as a column)."""
    count = _whole(model, symbol.value)
    rows = [{ROW: f"baris{number}"} for number in range(1, count + 1)]
    for child, row_symbol, column in inner.values():
        if not z3.is_true(model.eval(row_symbol.present, model_completion=True)):
            continue
        answer = answer_in(model, symbols, child, row_symbol)
        shares = _shares(model, column, count) if row_symbol.sort == "number" and isinstance(answer, int) else None
        for number, row in enumerate(rows):
            row[child.id] = shares[number] if shares else answer
    return rows


def _shares(model: z3.ModelRef, column: Symbol, count: int) -> list[int] | None:
    total = _number(model.eval(column.value["sum"], model_completion=True))
    if total != int(total):
        return None
    share, rest = divmod(int(total), count)
    return [share + (number < rest) for number in range(count)]


def sample(field: Field, avoid: Iterable[str] = ()) -> Any:
    """A JSON answer that the field accepts, None when none is known; no text of `avoid`."""
    kind, low = kind_of(field), kind_of(field).bounds(field)[0]
    examples = [answer for _options, _typed, answer in kind.examples]
    candidates = [choice.id for choice in field.choices[:1]]
    if kind.compares == "choices":
        candidates = [[choice.id for choice in field.choices[: field.options.get("min") or 1]]]
    if kind.compares == "number":
        candidates = [low if low is not None else 1, *range(1, 5)]
    if kind.compares == "date" and low:
        candidates = [low, (date.fromisoformat(low) + timedelta(1)).isoformat()]
    texts = ["Contoh", "Contoh lain", "A1", "12345"] if kind.compares in ("", "text") else []
    for answer in [*candidates, *texts, *examples]:
        if (not isinstance(answer, str) or answer not in avoid) and kind.is_answer(field, answer):
            return answer
    return None
