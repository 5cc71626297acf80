"""Dates that are moved, and the time between two, as formulas for the solver."""

from typing import Any

import z3

from forms_engine.checker.symbol import FIRST_DAY, LAST_DAY, Symbol
from forms_engine.logic.compile import compile_rule
from forms_engine.logic.dates import parsed_date

STRETCH = {"days": (1, 1), "months": (28, 31), "years": (365, 366)}  # days in one of them: at least, at most


def moved(symbols: Any, base: Any, amount: Any, unit: str) -> Symbol:
    """A date moved by so many days, months, years or working days. `symbols`: the Symbols that the rule reads;
    `base` and `amount`: parts of a rule."""
    symbol = alike_date(symbols, symbols.value(base))
    if symbol is None or symbol.sort != "date" or not isinstance(amount, int):
        return Symbol(symbols.unknown(), "?", None)
    if symbol.literal is not None:
        return symbols.written_day(
            str(compile_rule({"date_add": [symbol.literal, amount, unit]})({}, symbols.context))
        )
    least, most = (1, 1) if unit == "days" else STRETCH.get(unit, (1, 3))
    slack = 0 if unit in STRETCH else 40  # working days, and the holidays between them
    low, high = sorted((amount * least, amount * most))
    first, last = symbol.value + low - slack, symbol.value + high + slack
    # Beyond the calendar there is no day.
    there = z3.And(symbol.present, z3.Or(z3.And(first >= FIRST_DAY, last <= LAST_DAY), symbols.unknown()))
    if unit == "days":
        return Symbol(there, "date", first)
    day = symbols.fresh("int")
    symbols.say(day >= first, day <= last)
    return Symbol(there, "date", day)


def alike_date(symbols: Any, symbol: Symbol | None) -> Symbol | None:
    """A text that is written as a date, as that day."""
    if symbol is not None and isinstance(symbol.literal, str) and parsed_date(symbol.literal):
        return symbols.written_day(symbol.literal)
    return symbol


def between(symbols: Any, first: Any, last: Any, unit: str) -> Symbol | None:
    """How many days, months, years or working days from one date to another (parts of a rule); None when one
    of them is never there."""
    first_symbol, last_symbol = alike_date(symbols, symbols.value(first)), alike_date(symbols, symbols.value(last))
    if first_symbol is None or last_symbol is None:
        return None
    if first_symbol.sort != "date" or last_symbol.sort != "date":
        return Symbol(symbols.unknown(), "?", None)
    there, days = z3.And(first_symbol.present, last_symbol.present), last_symbol.value - first_symbol.value
    if unit == "days":
        return Symbol(there, "number", z3.ToReal(days))
    count = symbols.fresh("int")
    least, most = STRETCH.get(unit, (1, 3))
    slack = most if unit in STRETCH else 40
    symbols.say(
        z3.Implies(days >= 0, z3.And(count >= 0, count * least <= days + slack, count * most >= days - slack))
    )
    symbols.say(z3.Implies(days < 0, z3.And(count <= 0, count * least >= days - slack, count * most <= days + slack)))
    return Symbol(there, "number", z3.ToReal(count))
