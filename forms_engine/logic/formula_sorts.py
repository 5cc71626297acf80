"""Whether a formula adds up: that only numbers are added, only dates lie apart, only conditions are conditions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from forms_engine.logic.formula import FormulaError
from forms_engine.logic.sentence import N_
from forms_engine.logic.shape import only

NUMBER, DATE, CONDITION, CHOICE = "number", "date", "boolean", "choice"
NOT_A_NUMBER = {
    DATE: N_("“%(label)s” is a date: put it into HARI(…; …), BULAN(…; …) or TAHUN(…; …)."),
    CONDITION: N_("“%(label)s” isn't a number: put it into JIKA(…; …; …)."),
    CHOICE: N_("“%(label)s” is a choice: put it into JIKA(… = …; …; …)."),
    "rows": N_("“%(label)s” is a group of items: put it into BANYAKNYA(…)."),
    "numbers": N_("“%(label)s” is asked for each item: put it into JUMLAH(…)."),
}
COUNTED = ("rows", "choices", "numbers", "dates", "texts", "booleans")


@dataclass(frozen=True, slots=True)
class Read:
    """A question as a formula may read it: its label, its sort (`definition.rules.Source`), its choices' ids."""

    label: str
    sort: str
    choices: frozenset[str] = frozenset()


def judge(rule: Any, read: Callable[[str], Read]) -> None:
    """Raises FormulaError unless the rule gives a number. `read` knows every question that it reads, by id."""
    _Judge(read).must_be(NUMBER, rule)


class _Judge:
    def __init__(self, read: Callable[[str], Read]) -> None:
        self.read = read

    def label(self, node: Any) -> str:
        """What a part is called: its first question, or nothing."""
        operator, operands = only(node)
        if operator in ("var", "answered"):
            return self.read(operands[0]).label
        return next((label for operand in operands if (label := self.label(operand))), "")

    def must_be(self, wanted: str, node: Any) -> None:
        """Raises FormulaError, in words about this part, unless it is of the sort that is wanted."""
        sort = self.sort(node)
        if sort == wanted:
            return
        label = self.label(node)
        if wanted == NUMBER:
            if not label:
                raise FormulaError(N_("A number is needed here, not a condition or a date."))
            raise FormulaError(NOT_A_NUMBER.get(sort, N_("“%(label)s” isn't a number.")), label=label)
        if wanted == CONDITION:
            message = N_("JIKA, DAN, ATAU and BUKAN need a condition, for example … > 10 or TERJAWAB(…).")
            raise FormulaError(message)
        if not label:
            raise FormulaError(N_("HARI, HARI_KERJA, BULAN and TAHUN need dates."))
        raise FormulaError(N_("“%(label)s” isn't a date."), label=label)

    def sort(self, node: Any) -> str:
        """The sort of a part, once what stands in it adds up. Raises FormulaError."""
        if isinstance(node, str):
            return "choice of"
        operator, operands = only(node)
        if not operator:
            return NUMBER
        if operator == "var":
            return self.read(operands[0]).sort
        if operator in ("+", "-", "*", "/", "round", "min", "max"):
            self.each(NUMBER, operands)
            return NUMBER
        if operator == "if":
            return self.branch(*operands)
        if operator in ("and", "or", "!"):
            self.each(CONDITION, operands)
            return CONDITION
        if operator == "answered":
            return CONDITION
        if operator == "today":
            return DATE
        if operator == "date_add":
            self.must_be(DATE, operands[0])
            return DATE
        if operator == "date_diff":
            self.each(DATE, operands[:2])
            return NUMBER
        if operator in ("sum", "count"):
            return self.over(operator, operands[0])
        self.compared(operator, *operands)
        return CONDITION

    def each(self, wanted: str, operands: Iterable[Any]) -> None:
        for operand in operands:
            self.must_be(wanted, operand)

    def branch(self, test: Any, then: Any, otherwise: Any) -> str:
        self.must_be(CONDITION, test)
        self.each(NUMBER, (then, otherwise))
        return NUMBER

    def over(self, operator: str, node: Any) -> str:
        """A total or a number of items, of what is asked for each."""
        sort = self.sort(node)
        if operator == "sum" and sort != "numbers":
            message = N_("JUMLAH of one question needs a question with numbers inside a repeating group.")
            raise FormulaError(message)
        if operator == "count" and sort not in COUNTED:
            raise FormulaError(N_("BANYAKNYA needs a repeating group."))
        return NUMBER

    def compared(self, operator: str, left: Any, right: Any) -> None:
        """Raises FormulaError unless the sides can be compared: numbers, dates, a question with its choice."""
        left_sort, right_sort = self.sort(left), self.sort(right)
        if left_sort == "choice of":
            left, right, left_sort, right_sort = right, left, right_sort, left_sort
        if right_sort == "choice of":
            source, names = only(left)
            fits = left_sort == CHOICE and source == "var" and operator in ("==", "!=")
            if not fits or right not in self.read(names[0]).choices:
                raise FormulaError(N_("A choice can be compared only with its own question, by = or <>."))
        elif left_sort != right_sort or left_sort not in (NUMBER, DATE):
            label = self.label(left) or self.label(right)
            if not label:
                raise FormulaError(N_("These two can't be compared with each other."))
            raise FormulaError(N_("“%(label)s” can't be compared in this way."), label=label)
