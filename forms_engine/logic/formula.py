"""Formulas as people write them, ⇄ JsonLogic: `{{luas}} * JIKA({{status}} = {{choice:sewa}}; 500; 250,5)`.

A question is written `{{id}}`, one of its choices `{{choice:id}}` (the editor shows both by their labels); numbers as
in Indonesia (`1.250.000,50`, `25%`), values of a function separated by semicolons as in a spreadsheet. Functions have
an Indonesian and an English name. `parse` is strict and says in words where it stopped; `written` is its inverse.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from forms_engine.logic.sentence import N_
from forms_engine.logic.shape import thawed

MOST_CHARACTERS, MOST_DEPTH = 2_000, 20
MOST_DIGITS = 15  # before the comma: more, a float can't hold exactly
MOST_NESTED = 60  # operations: 1 - 2 + 3 - … nests as well, without a bracket


class FormulaError(ValueError):
    """A formula that isn't one: `message` is an English msgid, `values` fill it."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message, self.values = message, values


@dataclass(frozen=True, slots=True)
class Function:
    """A function by its Indonesian and English name; it takes from `least` to `most` values."""

    id: str
    en: str
    least: int
    most: int
    help: str
    example: str


def _spans(unit: str) -> Callable[[list[Any]], dict[str, Any]]:
    return lambda values: {"date_diff": [*values, unit]}


def _days(unit: str) -> Callable[[list[Any]], dict[str, Any]]:
    # Both ends count: leave from Monday to Tuesday is two days.
    return lambda values: {"date_diff": [{"date_add": [values[0], -1, "days"]}, values[1], unit]}


def _total(values: list[Any]) -> dict[str, Any]:
    return {"sum": values} if len(values) == 1 else {"+": values}


FUNCTIONS: dict[str, tuple[Function, Callable[[list[Any]], dict[str, Any]]]] = {
    function.id: (function, build)
    for function, build in (
        (Function("JIKA", "IF", 3, 3, N_("one value when a condition is met, else another"), "JIKA(… > 10; 5; 0)"),
         lambda values: {"if": values}),
        (Function("DAN", "AND", 2, 9, N_("all of the conditions"), "DAN(… > 1; … < 9)"), lambda v: {"and": v}),
        (Function("ATAU", "OR", 2, 9, N_("one of the conditions"), "ATAU(… = 1; … = 2)"), lambda v: {"or": v}),
        (Function("BUKAN", "NOT", 1, 1, N_("the condition isn't met"), "BUKAN(… = 1)"), lambda v: {"!": v}),
        (Function("JUMLAH", "SUM", 1, 20, N_("total of a question over all items of a group, or of several values"),
                  "JUMLAH(…)"), _total),
        (Function("BANYAKNYA", "COUNT", 1, 1, N_("number of items of a repeating group"), "BANYAKNYA(…)"),
         lambda v: {"count": v}),
        (Function("BULATKAN", "ROUND", 1, 2, N_("rounded, to so many places"), "BULATKAN(…; 0)"),
         lambda v: {"round": v}),
        (Function("TERKECIL", "MIN", 2, 20, N_("the smallest of them"), "TERKECIL(…; 100)"), lambda v: {"min": v}),
        (Function("TERBESAR", "MAX", 2, 20, N_("the largest of them"), "TERBESAR(…; 0)"), lambda v: {"max": v}),
        (Function("HARI", "DAYS", 2, 2, N_("days from the first date to the second, both included"), "HARI(…; …)"),
         _days("days")),
        (Function("HARI_KERJA", "WORKDAYS", 2, 2,
                  N_("working days from the first date to the second, both included"), "HARI_KERJA(…; …)"),
         _days("working_days")),
        (Function("BULAN", "MONTHS", 2, 2, N_("whole months from the first date to the second"), "BULAN(…; …)"),
         _spans("months")),
        (Function("TAHUN", "YEARS", 2, 2, N_("whole years from the first date to the second"),
                  "TAHUN(…; HARI_INI())"), _spans("years")),
        (Function("HARI_INI", "TODAY", 0, 0, N_("the day of the application"), "HARI_INI()"),
         lambda values: {"today": []}),
        (Function("TERJAWAB", "ANSWERED", 1, 1, N_("the question is answered"), "TERJAWAB(…)"),
         lambda v: {"answered": [_name_of(v[0])]}),
    )
}  # fmt: skip
_BY_NAME = {name: pair for pair in FUNCTIONS.values() for name in (pair[0].id, pair[0].en)}
_SIGNS = {"×": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "<>", "!=": "<>", "==": "="}
_COMPARISONS = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<name>\{\{\s*[^{}\s]{1,80}\s*\}\})
    |(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)
    |(?P<word>[^\W\d][\w]*)
    |(?P<sign><=|>=|<>|!=|==|[-+*/×÷−≤≥≠=<>();%])
    )""",
    re.VERBOSE,
)


def _name_of(node: Any) -> str:
    if not isinstance(node, dict) or set(node) != {"var"}:
        raise FormulaError(N_("TERJAWAB needs a question."))
    return node["var"]


@dataclass
class _Parser:
    tokens: list[tuple[str, str]] = field(default_factory=list)
    index: int = 0
    depth: int = 0

    def next(self) -> tuple[str, str]:
        return self.tokens[self.index] if self.index < len(self.tokens) else ("end", "")

    def take(self, *signs: str) -> str | None:
        sort, text = self.next()
        if sort == "sign" and text in signs:
            self.index += 1
            return text
        return None

    def before(self) -> str:
        """The text just read, for a message."""
        return self.tokens[self.index - 1][1] if self.index else ""

    def comparison(self) -> Any:
        """A sum, or two of them compared."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise FormulaError(N_("This formula has too many brackets inside each other. Use two calculated values."))
        left = self.sum()
        if sign := self.take(*_COMPARISONS):
            left = {_COMPARISONS[sign]: [left, self.sum()]}
            if self.take(*_COMPARISONS):
                raise FormulaError(N_("Compare two values at a time; join comparisons with DAN(…; …)."))
        self.depth -= 1
        return left

    def sum(self) -> Any:
        return self.chain(self.product, "+", "-")

    def product(self) -> Any:
        return self.chain(self.signed, "*", "/")

    def chain(self, inner: Callable[[], Any], *signs: str) -> Any:
        """Operands of the same sign in a row are one operation: a + b + c."""
        left, last = inner(), None
        while sign := self.take(*signs):
            right = inner()
            if sign == last and sign in "+*":
                left[sign].append(right)
            else:
                left = {sign: [left, right]}
            last = sign
        return left

    def signed(self) -> Any:
        """A value with the minus signs before it and the percent signs after it."""
        if self.take("-"):
            self.depth += 1
            if self.depth > MOST_DEPTH:
                raise FormulaError(N_("There are too many minus signs in a row."))
            value = self.signed()
            self.depth -= 1
            if isinstance(value, str):
                raise FormulaError(N_("A minus sign stands before a number only."))
            return {"-": [value]} if isinstance(value, dict) else -value
        value = self.value()
        while self.take("%"):
            if isinstance(value, dict | str):
                raise FormulaError(N_("A percent sign stands after a number only."))
            value = _plain(Decimal(str(value)) / 100)
        return value

    def value(self) -> Any:
        """A number, a question, a choice, a function, or what stands in brackets."""
        sort, text = self.next()
        if sort == "end":
            if self.index:
                raise FormulaError(N_("Something is missing after “%(text)s”."), text=self.before())
            raise FormulaError(N_("Write the formula: put in questions, numbers and signs."))
        self.index += 1
        if sort == "number":
            if len(text.partition(",")[0].replace(".", "")) > MOST_DIGITS:
                raise FormulaError(N_("This number is too long: %(text)s…"), text=text[:12])
            return _plain(Decimal(text.replace(".", "").replace(",", ".")))
        if sort == "name":
            name = text[2:-2].strip()
            return name.removeprefix("choice:") if name.startswith("choice:") else {"var": name}
        if sort == "word":
            return self.function(text)
        if text == "(":
            inner = self.comparison()
            self.close()
            return inner
        if text == ")":
            raise FormulaError(N_("There is a closing bracket too many, or something is missing before it."))
        raise FormulaError(N_("Something is missing before “%(text)s”."), text=text)

    def close(self) -> None:
        if not self.take(")"):
            sort, text = self.next()
            if sort == "end":
                raise FormulaError(N_("A bracket isn't closed: add “)”."))
            raise FormulaError(
                N_("An operator is missing before “%(text)s”, for example + or *."), text=_for_message(text)
            )

    def function(self, word: str) -> Any:
        """A function, whose name was just read, with its values."""
        entry = _BY_NAME.get(word.upper())
        if entry is None:
            raise FormulaError(
                N_("“%(text)s” isn't a function. Put questions and functions in with the lists below."), text=word
            )
        function, build = entry
        if not self.take("("):
            raise FormulaError(N_("%(name)s must be followed by a bracket: %(example)s."), name=word.upper(),
                               example=function.example)  # fmt: skip
        values = []
        if not self.take(")"):
            values.append(self.comparison())
            while self.take(";"):
                values.append(self.comparison())
            self.close()
        if not function.least <= len(values) <= function.most:
            message = N_("%(name)s doesn't take this many values (%(count)s). Write it like this: %(example)s.")
            raise FormulaError(message, name=word.upper(), count=len(values), example=function.example)
        return build(values)


def _for_message(text: str) -> str:
    return "…" if text.startswith("{{") else text


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def parse(text: str) -> Any:
    """The JsonLogic rule of a formula. Raises FormulaError."""
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(N_("This formula is too long. Use two calculated values."))
    tokens, position, text = [], 0, text.replace("\u00a0", " ").rstrip()
    while position < len(text):
        token = _TOKEN.match(text, position)
        if not token and text[position:].lstrip().startswith("…"):
            raise FormulaError(N_("Replace “…” with a question, a number or a condition."))
        if not token:
            raise FormulaError(N_("“%(text)s” isn't understood here."), text=text[position:].strip()[:12])
        sort = str(token.lastgroup)
        tokens.append((sort, _SIGNS.get(token[sort], token[sort]) if sort == "sign" else token[sort]))
        position = token.end()
    parser = _Parser(tokens)
    rule = parser.comparison()
    sort, text = parser.next()
    if sort != "end":
        if text == ")":
            raise FormulaError(N_("There is a closing bracket too many, or something is missing before it."))
        if text == ";":
            raise FormulaError(N_("A semicolon stands only between the values of a function."))
        raise FormulaError(
            N_("An operator is missing before “%(text)s”, for example + or *."), text=_for_message(text)
        )
    if _depth(rule) > MOST_NESTED:
        raise FormulaError(N_("This formula is too long. Use two calculated values."))
    return rule


def _depth(rule: Any) -> int:
    """How many operations stand inside each other; counted without recursion."""
    depth, level = 0, [rule]
    while level := [item for node in level if isinstance(node, dict) for item in _operands(node)]:
        depth += 1
    return depth


def _operands(node: dict[str, Any]) -> list[Any]:
    return [item for operands in node.values() for item in (operands if isinstance(operands, list) else [operands])]


LOOSE, SUM, PRODUCT, TIGHT = range(4)
_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT} | dict.fromkeys(_COMPARISONS.values(), LOOSE)
_WRITTEN_SIGNS = {operator: sign for sign, operator in _COMPARISONS.items()}
_PLAIN_FUNCTIONS = {
    "if": "JIKA", "and": "DAN", "or": "ATAU", "!": "BUKAN", "sum": "JUMLAH", "count": "BANYAKNYA",
    "round": "BULATKAN", "min": "TERKECIL", "max": "TERBESAR",
}  # fmt: skip
_SPANS = {"days": "HARI", "working_days": "HARI_KERJA", "months": "BULAN", "years": "TAHUN"}


def written(rule: Any) -> str:
    """The formula of a rule that `parse` could have made. Raises FormulaError."""
    try:
        text = _written(thawed(rule), LOOSE)
        if parse(text) != thawed(rule):
            raise ValueError
    # A rule of any shape, read as if `parse` had made it.
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise FormulaError(N_("This formula can't be understood. Write it again.")) from None
    return text


def _written(node: Any, least: int) -> str:
    if isinstance(node, bool) or node is None:
        raise ValueError
    if isinstance(node, str):
        return f"{{{{choice:{node}}}}}"
    if isinstance(node, int | float | Decimal):
        return f"{Decimal(str(node)):f}".replace(".", ",")
    [(operator, operands)] = node.items()
    if operator == "var":
        return f"{{{{{operands}}}}}"
    if operator == "answered":
        return f"TERJAWAB({{{{{operands[0]}}}}})"
    if operator == "today":
        return "HARI_INI()"
    if operator == "date_diff":
        return _span(*operands)
    if operator == "-" and len(operands) == 1:
        return _bracketed("-" + _written(operands[0], TIGHT), TIGHT, least)
    if operator in _LEVELS:
        return _chain(operator, operands, least)
    name = _PLAIN_FUNCTIONS[operator]
    return f"{name}({'; '.join(_written(item, LOOSE) for item in operands)})"


def _chain(operator: str, operands: list[Any], least: int) -> str:
    level = _LEVELS[operator]
    sign = _WRITTEN_SIGNS.get(operator, operator)
    first = _written(operands[0], level if level and not _is(operands[0], operator, "+*") else level + 1)
    text = f" {sign} ".join([first, *(_written(item, level + 1) for item in operands[1:])])
    return _bracketed(text, level, least)


def _is(node: Any, operator: str, signs: str) -> bool:
    return isinstance(node, dict) and operator in node and operator in signs


def _span(first: Any, last: Any, unit: str) -> str:
    if unit in ("days", "working_days"):
        base, amount, step = first["date_add"]
        if (amount, step) != (-1, "days"):
            raise ValueError
        first = base
    return f"{_SPANS[unit]}({_written(first, LOOSE)}; {_written(last, LOOSE)})"


def _bracketed(text: str, level: int, least: int) -> str:
    return text if level >= least else f"({text})"
