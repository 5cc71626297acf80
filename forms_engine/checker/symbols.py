"""Rules over answers that nobody has given yet, as formulas for a solver (Z3).

Each answer is a Symbol: whether it is there, and what it may be. What the solver can't express exactly becomes a
free unknown, so that a formula never allows less than the rule does: what is unsatisfiable here can't happen, and
what is satisfiable is tried out on the real engine by whoever asks.
"""

import time
from dataclasses import dataclass, field
from decimal import Decimal
from math import inf
from typing import Any

import z3

from forms_engine.checker.spans import between, moved
from forms_engine.checker.symbol import Symbol
from forms_engine.logic.compile import NOWHERE, Context, compile_rule
from forms_engine.logic.dates import parsed_date
from forms_engine.logic.shape import only, thawed
from forms_engine.logic.values import truthy

ORDERS = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "===": lambda left, right: left == right,
    "!==": lambda left, right: left != right,
}
SORTS = {"bool": z3.BoolSort, "int": z3.IntSort, "real": z3.RealSort}


@dataclass
class Symbols:
    """The answers known so far, by id, and what has been said of them. `context`: the day and the holidays. `until`:
    the moment (of `time.monotonic`) from which on a formula isn't put together any more: then nothing is known of it.
    `own`: the solver's context, apart from all others, so that threads needn't wait for each other."""

    context: Context = NOWHERE
    answers: dict[str, Symbol] = field(default_factory=dict)
    said: list = field(default_factory=list)  # what bounds the unknowns below; to be asserted
    texts: dict[str, int] = field(default_factory=dict)
    unknowns: int = 0
    until: float = inf
    own: z3.Context = field(default_factory=z3.Context)

    def __post_init__(self):
        self.yes, self.no = z3.BoolVal(True, self.own), z3.BoolVal(False, self.own)

    @property
    def late(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self.until

    def int(self, number: Any) -> Any:
        return z3.IntVal(number, self.own)

    def real(self, number: Any) -> Any:
        return z3.RealVal(number, self.own)

    def text(self, value: Any) -> Any:
        """The number of a text."""
        return self.texts.setdefault(value, len(self.texts) + 1)

    def fresh(self, sort: Any, name: str = "unknown") -> Any:
        self.unknowns += 1
        return z3.Const(f"{name}!{self.unknowns}", SORTS[sort](self.own))

    def unknown(self) -> Any:
        """A condition of which nothing is known."""
        return self.fresh("bool")

    def say(self, *formulas: Any) -> None:
        self.said.extend(formulas)

    # --- conditions -----------------------------------------------------------------------------------------

    def met(self, rule: Any) -> Any:
        """The formula for `truthy(rule)`."""
        if self.late:
            return self.unknown()
        if type(rule) not in (dict, list):
            rule = thawed(rule)
        if type(rule) is not dict:
            return self.yes if compile_truth(rule, self.context) else self.no
        operator, operands = only(rule)
        match operator:
            case "and":
                return z3.And(*map(self.met, operands)) if operands else self.no
            case "or":
                return z3.Or(*map(self.met, operands)) if operands else self.no
            case "!" if len(operands) == 1:
                return z3.Not(self.met(operands[0]))
            case "!!" if len(operands) == 1:
                return self.met(operands[0])
            case "if" | "?:":
                return self.branch(operands)
            case "answered":
                return self.answered(operands[0])
            case "in" if len(operands) == 2:
                return self.contained(*operands)
        if operator in ORDERS and len(operands) == 2:
            return self.compared(operator, *operands)
        if operator in ORDERS and len(operands) == 3 and operator[0] in "<>":
            first, middle, last = operands
            return z3.And(self.compared(operator, first, middle), self.compared(operator, middle, last))
        return self.truth(self.value(rule))

    def branch(self, operands: list[Any]) -> Any:
        """`if`: the first test that is met decides."""
        otherwise = self.met(operands[-1]) if len(operands) % 2 else self.no
        for test, then in reversed(list(zip(operands[::2], operands[1::2], strict=False))):
            otherwise = z3.If(self.met(test), self.met(then), otherwise)
        return otherwise

    def answered(self, name: str) -> Any:
        symbol = self.answers.get(str(name))
        return symbol.present if symbol else self.no if "." not in str(name) else self.unknown()

    def contained(self, item: Any, holder: Any) -> Any:
        """`in`: a choice among several."""
        if isinstance(item, str) and isinstance(holder, dict) and "var" in holder:
            symbol = self.value(holder)
            if symbol is None:
                return self.no
            if symbol.sort == "choices":
                return z3.And(symbol.present, symbol.value.get(item, self.no))
        if isinstance(holder, list) and all(isinstance(one, str | int) for one in holder):
            return z3.Or(*(self.compared("==", item, one) for one in holder))
        return self.unknown()

    def compared(self, operator: str, left: Any, right: Any) -> Any:
        one, other = self.value(left), self.value(right)
        if one is None or other is None:
            return self.without(operator, left, right, one, other)
        exact = self.exactly(operator, one, other)
        if exact is None:
            return self.unknown()
        there = z3.And(one.present, other.present)
        return z3.If(there, exact, self.without(operator, left, right, one, other))

    def exactly(self, operator: str, one: Any, other: Any) -> Any:
        """The comparison of two answers that are there; None when it can't be said."""
        one, other = self.alike(one, other), self.alike(other, one)
        if one.sort != other.sort or one.sort not in ("text", "date", "number", "boolean"):
            return None
        if one.sort in ("text", "boolean") and operator[0] in "<>":
            return None
        return ORDERS[operator](one.value, other.value)

    def alike(self, symbol: Any, other: Any) -> Symbol:
        """A written value read as what it is compared with."""
        if symbol.literal is None:
            return symbol
        if other.sort == "date" and (day := parsed_date(symbol.literal)):
            return Symbol(self.yes, "date", self.int(day.toordinal()))
        if other.sort == "number" and isinstance(symbol.literal, str):
            try:
                return Symbol(self.yes, "number", self.real(str(Decimal(symbol.literal))))
            except ArithmeticError:
                return symbol
        return symbol

    def without(self, operator: str, left: Any, right: Any, one: Any, other: Any) -> Any:
        """The comparison when an answer isn't there: what the engine makes of it, where only one side is open."""
        literals = [side for side in (one, other) if side is not None and side.literal is not None]
        if one is not None and other is not None and not literals:
            return self.unknown()
        for side, written in ((one, left), (other, right)):
            # A calculation with an answer missing is no number, which isn't the same as no answer.
            if (side is None or side.literal is None) and isinstance(written, dict) and "var" not in written:
                return self.unknown()
        nothing = {"var": "-"}
        sides = [
            written if side is not None and side.literal is not None else nothing
            for side, written in ((one, left), (other, right))
        ]
        return self.yes if compile_truth({operator: sides}, self.context) else self.no

    def truth(self, symbol: Any) -> Any:
        if symbol is None:
            return self.no
        match symbol.sort:
            case "boolean":
                return z3.And(symbol.present, symbol.value)
            case "number" | "rows":
                return z3.And(symbol.present, symbol.value != 0)
            case "text" | "date" | "choices":
                return symbol.present
        return self.unknown()

    # --- values ---------------------------------------------------------------------------------------------

    def value(self, rule: Any) -> Symbol | None:
        """The Symbol of a part of a rule; None for an answer that is never there."""
        if self.late:
            return Symbol(self.unknown(), "?", None)
        if type(rule) is not dict:
            return self.written(rule)
        operator, operands = only(rule)
        match operator:
            case "var" if operands and len(operands) == 1 and "." not in str(operands[0]):
                return self.answers.get(str(operands[0]))
            case "today":
                return self.written_day(self.context.today)
            case "count" | "sum":
                return self.over(operator, operands)
            case "+" | "-" | "*":
                return self.calculated(operator, operands)
            case "/" if len(operands) == 2:
                return self.divided(*operands)
            case "round":
                return self.rounded(*operands)
            case "min" | "max":
                return self.extreme(operator, operands)
            case "if" | "?:" if len(operands) == 3:
                return self.chosen(*operands)
            case "date_add" if len(operands) == 3:
                return moved(self, *operands)
            case "date_diff" if len(operands) == 3:
                return between(self, *operands)
        return Symbol(self.unknown(), "?", None)

    def written(self, value: Any) -> Symbol:
        if isinstance(value, bool):
            return Symbol(self.yes, "boolean", self.yes if value else self.no, value)
        if isinstance(value, int | float | Decimal):
            return Symbol(self.yes, "number", self.real(str(Decimal(str(value)))), value)
        if isinstance(value, str):
            return Symbol(self.yes, "text", self.int(self.text(value)), value)
        return Symbol(self.unknown(), "?", None)

    def written_day(self, text: str) -> Symbol:
        day = parsed_date(text)
        return Symbol(self.yes, "date", self.int(day.toordinal()), text) if day else Symbol(self.unknown(), "?", None)

    def over(self, operator: str, operands: list[Any]) -> Symbol:
        """How many items, or the total of a question over them."""
        symbol = self.value(operands[0]) if operands else None
        if symbol is None:
            return Symbol(self.yes, "number", self.real(0))
        if symbol.sort == "rows" and operator == "count":
            return Symbol(self.yes, "number", z3.ToReal(z3.If(symbol.present, symbol.value, 0)))
        if symbol.sort == "choices" and operator == "count":
            chosen = z3.Sum([z3.If(one, 1, 0) for one in symbol.value.values()])
            return Symbol(self.yes, "number", z3.ToReal(z3.If(symbol.present, chosen, 0)))
        if symbol.sort == "column" and len(operands) == 1:
            return Symbol(self.yes, "number", symbol.value[operator])
        return Symbol(self.unknown(), "?", None)

    def calculated(self, operator: str, operands: list[Any]) -> Symbol | None:
        sides = [self.value(operand) for operand in operands]
        if any(side is None for side in sides):
            return None
        if not sides or any(side.sort != "number" for side in sides):
            return Symbol(self.unknown(), "?", None)
        there, result = z3.And(*(side.present for side in sides)), sides[0].value
        if operator == "-" and len(sides) == 1:
            return Symbol(there, "number", -result)
        open_sides = [side for side in sides if side.literal is None]
        if operator == "*" and len(open_sides) > 1:  # not linear: the solver may not come to an end
            return Symbol(there, "number", self.fresh("real"))
        for side in sides[1:]:
            result = {"+": result + side.value, "-": result - side.value, "*": result * side.value}[operator]
        return Symbol(there, "number", result)

    def numbers(self, operands: list[Any]) -> tuple[Any, ...] | None:
        """(whether all are there, their values) of operands that are numbers; None when one isn't."""
        sides = [self.value(operand) for operand in operands]
        if any(side is None or side.sort != "number" for side in sides):
            return None
        return z3.And(*(side.present for side in sides)), [side.value for side in sides]

    def near(self, value: Any, slack: Any, whole: bool = False) -> Any:
        """A number at most `slack` from `value`."""
        found = z3.ToReal(self.fresh("int")) if whole else self.fresh("real")
        self.say(found - value <= self.real(slack), value - found <= self.real(slack))
        return found

    def divided(self, left: Any, right: Any) -> Symbol:
        """By a written number only; the engine keeps 20 decimal places."""
        found = self.numbers([left, right])
        if found is None:
            return Symbol(self.unknown(), "?", None)
        there, (value, divisor) = found
        if isinstance(right, dict) or not right:
            return Symbol(z3.And(there, self.unknown()), "number", self.fresh("real"))
        return Symbol(there, "number", self.near(value / divisor, "1/10000000000000000000"))

    def rounded(self, operand: Any, places: Any = 0) -> Symbol:
        found = self.numbers([operand])
        if found is None or not isinstance(places, int):
            return Symbol(self.unknown(), "?", None)
        there, [value] = found
        unit = Decimal(1).scaleb(-max(min(places, 20), -20))
        return Symbol(there, "number", self.near(value, str(unit / 2), whole=places <= 0))

    def extreme(self, operator: str, operands: list[Any]) -> Symbol:
        found = self.numbers(operands)
        if found is None:
            return Symbol(self.unknown(), "?", None)
        there, (result, *others) = found
        for other in others:
            result = z3.If(other < result if operator == "min" else other > result, other, result)
        return Symbol(there, "number", result)

    def chosen(self, test: Any, then: Any, otherwise: Any) -> Symbol:
        """`if` between two numbers; a written null is no number."""
        nothing = Symbol(self.no, "number", self.real(0))
        one, other = (nothing if part is None else self.value(part) or nothing for part in (then, otherwise))
        if one.sort != "number" or other.sort != "number":
            return Symbol(self.unknown(), "?", None)
        met = self.met(test)
        return Symbol(z3.If(met, one.present, other.present), "number", z3.If(met, one.value, other.value))


def compile_truth(rule: Any, context: Context) -> bool:
    """Whether a rule that reads nothing is met."""
    return truthy(compile_rule(rule)({}, context))
