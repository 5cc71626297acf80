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
Whole = int  # the class below has a method of that name
SORTS = {"bool": z3.BoolSort, "int": z3.IntSort, "real": z3.RealSort}


@dataclass
class Symbols:
    """The answers known so far, by id, and what holds of them. `context`: the day and the holidays. `until`:
    the moment (of `time.monotonic`) from which on a formula isn't put together any more: then nothing is known of it.
    `z3_context`: the solver's own, apart from all others, so that threads needn't wait for each other."""

    context: Context = NOWHERE
    answers: dict[str, Symbol] = field(default_factory=dict)
    constraints: list[z3.BoolRef] = field(default_factory=list)  # what bounds the unknowns below; to be asserted
    texts: dict[str, int] = field(default_factory=dict)
    unknowns: int = 0
    until: float = inf
    z3_context: z3.Context = field(default_factory=z3.Context)

    def __post_init__(self) -> None:
        self.yes, self.no = z3.BoolVal(True, self.z3_context), z3.BoolVal(False, self.z3_context)

    @property
    def late(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self.until

    def int(self, number: Whole) -> z3.ArithRef:
        return z3.IntVal(number, self.z3_context)

    def real(self, number: Whole | str) -> z3.ArithRef:
        return z3.RealVal(number, self.z3_context)

    def text(self, value: str) -> Whole:
        """The number of a text."""
        return self.texts.setdefault(value, len(self.texts) + 1)

    def fresh(self, sort: str, name: str = "unknown") -> Any:
        """A free unknown of a sort of `SORTS`."""
        self.unknowns += 1
        return z3.Const(f"{name}!{self.unknowns}", SORTS[sort](self.z3_context))

    def unknown(self) -> z3.BoolRef:
        """A condition of which nothing is known."""
        return self.fresh("bool")

    def say(self, *formulas: z3.BoolRef) -> None:
        self.constraints.extend(formulas)

    # --- conditions -----------------------------------------------------------------------------------------

    def met(self, rule: Any) -> z3.BoolRef:
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

    def branch(self, operands: list[Any]) -> z3.BoolRef:
        """`if`: the first test that is met decides."""
        otherwise = self.met(operands[-1]) if len(operands) % 2 else self.no
        for test, then in reversed(list(zip(operands[::2], operands[1::2], strict=False))):
            otherwise = z3.If(self.met(test), self.met(then), otherwise)
        return otherwise

    def answered(self, name: str) -> z3.BoolRef:
        symbol = self.answers.get(str(name))
        return symbol.present if symbol else self.no if "." not in str(name) else self.unknown()

    def contained(self, item: Any, holder: Any) -> z3.BoolRef:
        """`in`: a choice among several."""
        if isinstance(item, str) and isinstance(holder, dict) and "var" in holder:
            symbol = self.value(holder)
            if symbol is None:
                return self.no
            if symbol.sort == "choices":
                return z3.And(symbol.present, symbol.value.get(item, self.no))
        if isinstance(holder, list) and all(isinstance(choice, str | int) for choice in holder):
            return z3.Or(*(self.compared("==", item, choice) for choice in holder))
        return self.unknown()

    def compared(self, operator: str, left: Any, right: Any) -> z3.BoolRef:
        """The formula for a comparison of two parts of a rule, answers that aren't there included."""
        left_symbol, right_symbol = self.value(left), self.value(right)
        if left_symbol is None or right_symbol is None:
            return self.without(operator, left, right, left_symbol, right_symbol)
        exact = self.exactly(operator, left_symbol, right_symbol)
        if exact is None:
            return self.unknown()
        there = z3.And(left_symbol.present, right_symbol.present)
        return z3.If(there, exact, self.without(operator, left, right, left_symbol, right_symbol))

    def exactly(self, operator: str, left: Symbol, right: Symbol) -> z3.BoolRef | None:
        """The comparison of two answers that are there; None when it can't be said."""
        left, right = self.alike(left, right), self.alike(right, left)
        if left.sort != right.sort or left.sort not in ("text", "date", "number", "boolean"):
            return None
        if left.sort in ("text", "boolean") and operator[0] in "<>":
            return None
        return ORDERS[operator](left.value, right.value)

    def alike(self, symbol: Symbol, other: Symbol) -> Symbol:
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

    def without(
        self, operator: str, left: Any, right: Any, left_symbol: Symbol | None, right_symbol: Symbol | None
    ) -> z3.BoolRef:
        """The comparison of two parts of a rule when an answer isn't there: what the engine makes of it, where
        only one side is open."""
        literals = [side for side in (left_symbol, right_symbol) if side is not None and side.literal is not None]
        if left_symbol is not None and right_symbol is not None and not literals:
            return self.unknown()
        for side, written in ((left_symbol, left), (right_symbol, right)):
            # A calculation with an answer missing is no number, which isn't the same as no answer.
            if (side is None or side.literal is None) and isinstance(written, dict) and "var" not in written:
                return self.unknown()
        nothing = {"var": "-"}
        sides = [
            written if side is not None and side.literal is not None else nothing
            for side, written in ((left_symbol, left), (right_symbol, right))
        ]
        return self.yes if compile_truth({operator: sides}, self.context) else self.no

    def truth(self, symbol: Symbol | None) -> z3.BoolRef:
        """The formula for an answer that counts as yes by itself."""
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
        """The Symbol of a JSON value that stands in a rule."""
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
            chosen = z3.Sum([z3.If(is_chosen, 1, 0) for is_chosen in symbol.value.values()])
            return Symbol(self.yes, "number", z3.ToReal(z3.If(symbol.present, chosen, 0)))
        if symbol.sort == "column" and len(operands) == 1:
            return Symbol(self.yes, "number", symbol.value[operator])
        return Symbol(self.unknown(), "?", None)

    def calculated(self, operator: str, operands: list[Any]) -> Symbol | None:
        """A sum, difference or product; None when a part of it is never there."""
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

    def numbers(self, operands: list[Any]) -> tuple[z3.BoolRef, list[z3.ArithRef]] | None:
        """(whether all are there, their values) of operands that are numbers; None when one isn't."""
        sides = [self.value(operand) for operand in operands]
        if any(side is None or side.sort != "number" for side in sides):
            return None
        return z3.And(*(side.present for side in sides)), [side.value for side in sides]

    def near(self, value: z3.ArithRef, slack: str, whole: bool = False) -> z3.ArithRef:
        """A number at most `slack` from `value`."""
        number = z3.ToReal(self.fresh("int")) if whole else self.fresh("real")
        self.say(number - value <= self.real(slack), value - number <= self.real(slack))
        return number

    def divided(self, left: Any, right: Any) -> Symbol:
        """By a written number only; the engine keeps 20 decimal places."""
        numbers = self.numbers([left, right])
        if numbers is None:
            return Symbol(self.unknown(), "?", None)
        there, (value, divisor) = numbers
        if isinstance(right, dict) or not right:
            return Symbol(z3.And(there, self.unknown()), "number", self.fresh("real"))
        return Symbol(there, "number", self.near(value / divisor, "1/10000000000000000000"))

    def rounded(self, operand: Any, decimals: Any = 0) -> Symbol:
        """Off by half a unit at most."""
        numbers = self.numbers([operand])
        if numbers is None or not isinstance(decimals, int):
            return Symbol(self.unknown(), "?", None)
        there, [value] = numbers
        unit = Decimal(1).scaleb(-max(min(decimals, 20), -20))
        return Symbol(there, "number", self.near(value, str(unit / 2), whole=decimals <= 0))

    def extreme(self, operator: str, operands: list[Any]) -> Symbol:
        """`min` and `max` of numbers."""
        numbers = self.numbers(operands)
        if numbers is None:
            return Symbol(self.unknown(), "?", None)
        there, (result, *others) = numbers
        for other in others:
            result = z3.If(other < result if operator == "min" else other > result, other, result)
        return Symbol(there, "number", result)

    def chosen(self, test: Any, then: Any, otherwise: Any) -> Symbol:
        """`if` between two numbers; a written null is no number."""
        nothing = Symbol(self.no, "number", self.real(0))
        then_symbol, else_symbol = (
            nothing if part is None else self.value(part) or nothing for part in (then, otherwise)
        )
        if then_symbol.sort != "number" or else_symbol.sort != "number":
            return Symbol(self.unknown(), "?", None)
        met = self.met(test)
        return Symbol(
            z3.If(met, then_symbol.present, else_symbol.present),
            "number",
            z3.If(met, then_symbol.value, else_symbol.value),
        )


def compile_truth(rule: Any, context: Context) -> bool:
    """Whether a rule that reads nothing is met."""
    return truthy(compile_rule(rule)({}, context))
