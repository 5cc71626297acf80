"""What a rule calculates, in words: answers by their labels, sums, dates, lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from forms_engine.logic.dates import parsed_date
from forms_engine.logic.sentence import (
    ATOM,
    CALCULATION,
    JOIN,
    N_,
    TEST,
    Joined,
    Names,
    Part,
    Phrase,
    Span,
    Text,
    Value,
    within,
)
from forms_engine.logic.shape import COMPARISONS, only, paths
from forms_engine.logic.values import is_number

DEEPEST = 25  # levels that are put into words; no one reads more brackets than that
CALCULATED = {"+": "+", "-": "−", "*": "×", "/": "÷"}
LOOPS = {
    "all": N_("for every item of %(list)s: %(body)s"),
    "some": N_("for at least one item of %(list)s: %(body)s"),
    "none": N_("for no item of %(list)s: %(body)s"),
    "filter": N_("the items of %(list)s with: %(body)s"),
    "map": N_("%(body)s of each item of %(list)s"),
}
GATHERED = {
    "max": N_("the largest of %(list)s"),
    "min": N_("the smallest of %(list)s"),
    "cat": N_("%(list)s joined together"),
    "merge": N_("%(list)s in one list"),
    "missing": N_("what is not answered of %(list)s"),
}
TESTS = frozenset({*COMPARISONS, "in", "answered", "!", "!!", "all", "some", "none"})
NOTHING = Phrase(N_("nothing"))


class ValueWriter:
    """Writes what rules about questions with these names calculate; each method gives a part of a sentence. What is
    a condition is written by `test`, of the class that has it."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def named(self, path: str | None) -> Phrase | Text:
        """What a path leads to: a label; “Name of Child no. 1” inside rows."""
        path = "" if path is None else str(path)
        if path in ("", "current"):
            return Phrase(N_("the item"))
        if path == "accumulator":
            return Phrase(N_("the result so far"))
        phrase: Any = None
        for name in path.removeprefix("current.").split("."):
            if phrase is None:
                phrase = Text(self.names.labels.get(name) or name)
            elif name.isdecimal() and name.isascii() and len(name) < 9:
                phrase = Phrase(N_("%(item)s no. %(number)s"), {"item": phrase, "number": Value(int(name) + 1)})
            else:
                phrase = Phrase(N_("%(part)s of %(whole)s"), {"part": self.part(name), "whole": phrase})
        return phrase

    def part(self, name: str) -> Text | Phrase:
        if name in self.names.labels:
            return Text(self.names.labels[name])
        return {"from": Phrase(N_("the first day")), "to": Phrase(N_("the last day"))}.get(name) or Text(name)

    def listed(self, operands: Any, depth: int) -> Part:
        """Ids, or a rule that gives them."""
        if type(operands) is list and len(operands) == 1 and type(operands[0]) in (list, dict):
            [operands] = operands
        if type(operands) is not list:
            return self.value(operands, depth)
        parts = [
            self.named(operand) if type(operand) is str else within(self.value(operand, depth), TEST)
            for operand in operands
        ]
        return Joined("and", tuple(parts)) if parts else NOTHING

    def value(self, rule: Any, depth: int = 0) -> Part:
        """What a rule calculates."""
        operator, operands = only(rule)
        if not operator:
            return self.constant(rule, depth)
        if depth > DEEPEST:
            return Phrase(N_("a longer calculation"))
        depth += 1
        if operator in TESTS:
            return Phrase(N_("whether %(test)s"), {"test": within(self.test(rule, depth), TEST)}, TEST)
        if operator in CALCULATED and len(operands) > 1:
            parts = tuple(within(self.value(operand, depth), ATOM) for operand in operands)
            return Joined(CALCULATED[operator], parts, CALCULATION)
        if operator in GATHERED:
            listed = self.listed(operands, depth) if operator == "missing" else self.all_of(operands, depth)
            return Phrase(GATHERED[operator], {"list": listed}, TEST)
        if operator in LOOPS:
            return self.loop(operator, operands, depth, TEST)
        match operator:
            case "and" | "or":
                return self.all_of(operands, depth, operator)
            case "if" | "?:":
                return self.choice(operands, depth, self.value, NOTHING)
            case "var":
                return self.answer(operands, depth)
            case "%":
                parts = tuple(within(self.value(operand, depth), ATOM) for operand in operands)
                return Phrase(N_("the remainder of %(division)s"), {"division": Joined("÷", parts)}, CALCULATION)
            case "date_add":
                return self.moved(operands, depth)
            case "date_diff":
                return self.between(operands, depth)
            case "today":
                return Phrase(N_("the day of the application"))
        first = within(self.value(operands[0], depth), ATOM) if operands else NOTHING
        match operator:
            case "+" | "*":
                return first if operands else Value(0 if operator == "+" else 1)
            case "-":
                return Phrase(N_("minus %(number)s"), {"number": first}, CALCULATION)
            case "/":
                return Joined("÷", (Value(1), first), CALCULATION)
            case "count":
                return Phrase(N_("the number of %(list)s"), {"list": first})
            case "reduce":
                values = {"list": first, "body": within(self.value(operands[1], depth), TEST)}
                return Phrase(N_("the result of %(body)s over all items of %(list)s"), values, TEST)
        return self.of_two(operator, operands, first, depth)

    def of_two(self, operator: str, operands: list[Any], first: Part, depth: int) -> Phrase:
        """A calculation of two or three operands, the first already in words: rounding, sums over rows, parts of a
        text."""
        if operator == "missing_some":
            values = {"count": first, "list": self.listed(operands[1], depth)}
            return Phrase(N_("what is not answered of %(list)s when fewer than %(count)s are answered"), values, TEST)
        second = within(self.value(operands[1], depth), ATOM) if len(operands) > 1 else None
        match operator:
            case "round":
                if second is None:
                    return Phrase(N_("%(number)s rounded to whole numbers"), {"number": first}, CALCULATION)
                values = {"number": first, "places": second}
                return Phrase(N_("%(number)s rounded to %(places)s decimal places"), values, CALCULATION)
            case "sum":
                if second is None:
                    return Phrase(N_("the sum of %(list)s"), {"list": first})
                name = operands[1]
                item = self.named(name) if type(name) is str and name else second
                return Phrase(N_("the sum of %(item)s over all items of %(list)s"), {"item": item, "list": first})
        values = {"text": first, "start": second}
        if len(operands) < 3:
            return Phrase(N_("%(text)s after character %(start)s"), values, TEST)
        values["length"] = within(self.value(operands[2], depth), ATOM)
        return Phrase(N_("%(length)s characters of %(text)s after character %(start)s"), values, TEST)

    def moved(self, operands: list[Any], depth: int) -> Phrase:
        """A day moved by a span of time: “the day 3 months before Date”."""
        start, amount, unit = operands
        is_plain = type(amount) is int
        span = Span(abs(amount) if is_plain else within(self.value(amount, depth), ATOM), unit)
        earlier = is_plain and amount < 0
        message = N_("the day %(span)s before %(date)s") if earlier else N_("the day %(span)s after %(date)s")
        start = within(self.side(start, [], depth), ATOM)
        return Phrase(message, {"span": span, "date": start}, CALCULATION)

    def between(self, operands: list[Any], depth: int) -> Phrase:
        """How long it is from one day to another."""
        message = {
            "days": N_("the number of days from %(start)s to %(end)s"),
            "working_days": N_("the number of working days from %(start)s to %(end)s"),
            "months": N_("the number of full months from %(start)s to %(end)s"),
            "years": N_("the number of full years from %(start)s to %(end)s"),
        }[operands[2]]
        start, end = (within(self.side(operand, [], depth), ATOM) for operand in operands[:2])
        return Phrase(message, {"start": start, "end": end}, CALCULATION)

    def answer(self, operands: list[Any], depth: int) -> Phrase | Text:
        """The answer that a rule reads, with what counts instead of it when there is none."""
        path = operands[0] if operands else ""
        if type(path) in (dict, list):
            name = {"name": within(self.value(path, depth), ATOM)}
            phrase = Phrase(N_("the answer whose name is %(name)s"), name, CALCULATION)
        else:
            phrase = self.named(path)
        if len(operands) < 2:
            return phrase
        values = {"answer": within(phrase, ATOM), "default": within(self.value(operands[1], depth), ATOM)}
        return Phrase(N_("%(answer)s or, without it, %(default)s"), values, TEST)

    def all_of(self, operands: Sequence[Any], depth: int, by: str = "and") -> Part:
        parts = tuple(within(self.value(operand, depth), CALCULATION) for operand in operands)
        return Joined(by, parts) if len(parts) > 1 else parts[0] if parts else NOTHING

    def constant(self, value: Any, depth: int) -> Part:
        """A plain value: text in quotes, a number, Yes or No, a list."""
        if type(value) is list:
            if depth > DEEPEST:
                return Phrase(N_("a longer calculation"))
            return self.all_of(value, depth + 1) if value else Phrase(N_("an empty list"))
        if type(value) is bool:
            return Phrase(N_("Yes")) if value else Phrase(N_("No"))
        if is_number(value):
            return Value(value)
        if value == "":
            return Phrase(N_("empty text"))
        return Text(value, quoted=True) if type(value) is str else NOTHING

    def side(self, rule: Any, opposites: Iterable[Any], depth: int) -> Part:
        """A side of a comparison: a choice has its label when it is compared with the answer to its question."""
        if type(rule) is str:
            for opposite in opposites:
                for path in paths(opposite):
                    if choices := self.choices(path):
                        return Text(choices[rule]) if rule in choices else Phrase(N_("(deleted choice)"))
            if day := parsed_date(rule):
                return Value(day)
        return self.value(rule, depth)

    def choices(self, path: str) -> Mapping[str, str] | None:
        return next((labels for name in reversed(path.split(".")) if (labels := self.names.choices.get(name))), None)

    def choice(self, operands: list[Any], depth: int, write: Callable[[Any, int], Part], otherwise: Part) -> Part:
        """“if …, then …, otherwise …”, from the last branch to the first."""
        *pairs, last = operands if len(operands) % 2 else [*operands, None]
        phrase = within(write(last, depth), TEST) if len(operands) % 2 else otherwise
        for test, then in reversed(list(zip(pairs[::2], pairs[1::2], strict=True))):
            values = {"test": within(self.test(test, depth), TEST), "then": within(write(then, depth), TEST)}
            phrase = Phrase(N_("if %(test)s then %(then)s, otherwise %(else)s"), values | {"else": phrase}, JOIN)
        return phrase

    def loop(self, operator: str, operands: list[Any], depth: int, level: int) -> Phrase:
        """What is calculated or tested for each item of a list."""
        write = self.value if operator == "map" else self.test
        values = {
            "list": within(self.value(operands[0], depth), ATOM),
            "body": within(write(operands[1], depth), TEST),
        }
        return Phrase(LOOPS[operator], values, level)
