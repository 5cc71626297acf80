"""A rule as one sentence: `words(rule, names)` gives its parts (`sentence.py`), for any rule of the language.

What the editor guards (`{"and": [{"answered": ["age"]}, {"<": [{"var": "age"}, 17]}]}`) is said without its guard.
"""

from typing import Any

from forms_engine.explain.value_words import DEEPEST, TESTS, ValueWriter
from forms_engine.logic.compile import compile_fresh
from forms_engine.logic.dates import parsed_date
from forms_engine.logic.sentence import CALCULATION, JOIN, N_, TEST, Joined, Names, Part, Phrase, within
from forms_engine.logic.shape import is_guarded, only, thawed
from forms_engine.logic.values import truthy

COMPARED = {
    "==": N_("%(left)s is %(right)s"),
    "===": N_("%(left)s is %(right)s"),
    "!=": N_("%(left)s is not %(right)s"),
    "!==": N_("%(left)s is not %(right)s"),
    "<": N_("%(left)s is less than %(right)s"),
    "<=": N_("%(left)s is at most %(right)s"),
    ">": N_("%(left)s is more than %(right)s"),
    ">=": N_("%(left)s is at least %(right)s"),
}
DATED = {
    "<": N_("%(left)s is before %(right)s"),
    "<=": N_("%(left)s is on or before %(right)s"),
    ">": N_("%(left)s is after %(right)s"),
    ">=": N_("%(left)s is on or after %(right)s"),
}
SIGNS = {"==": "=", "===": "=", "!=": "=", "!==": "=", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
OPPOSITE = {"==": "!=", "!=": "==", "===": "!==", "!==": "==="}
ALWAYS, NEVER = Phrase(N_("always")), Phrase(N_("never"))
NOT_TRUE = N_("it isn't true that %(test)s")


def words(rule: Any, names: Names | None = None, as_value: bool = False) -> Part:
    """The parts of the sentence that says when a rule is met or, with `as_value`, what it calculates.

    Raises RuleError for what isn't in the language, nothing for what is.
    """
    compile_fresh(rule)
    writer = Writer(names or Names())
    return (writer.value if as_value else writer.test)(thawed(rule), 0)


class Writer(ValueWriter):
    """Writes when rules about questions with these names are met."""

    def test(self, rule: Any, depth: int = 0) -> Part:
        """When a rule is met."""
        operator, operands = only(rule)
        if not operator:
            return ALWAYS if truthy(rule) else NEVER
        if depth > DEEPEST:
            return Phrase(N_("a longer condition is met"), level=TEST)
        depth += 1
        match operator:
            case "and" | "or":
                return self.junction(operator, rule, depth)
            case "!":
                return self.negated(operands[0], depth) if operands else ALWAYS
            case "!!":
                return self.test(operands[0], depth) if operands else NEVER
            case "if" | "?:":
                return self.choice(operands, depth, self.test, NEVER)
            case "answered":
                return Phrase(N_("%(answer)s is answered"), {"answer": self.named(operands[0])}, TEST)
            case "in":
                return self.inclusion(operands[0], operands[1], depth)
            case "all" | "some" | "none":
                return self.loop(operator, operands, depth, JOIN)
            case "missing_some":
                values = {"count": self.value(operands[0], depth), "list": self.listed(operands[1], depth)}
                return Phrase(N_("fewer than %(count)s of these are answered: %(list)s"), values, JOIN)
            case "missing":
                return Phrase(
                    N_("at least one of these is not answered: %(list)s"),
                    {"list": self.listed(operands, depth)},
                    JOIN,
                )
        if operator in COMPARED:
            return self.comparison(operator, operands, depth)
        value = within(self.value(rule, depth), CALCULATION)
        return Phrase(N_("%(value)s is neither empty, zero nor No"), {"value": value}, TEST)

    def junction(self, operator: str, rule: Any, depth: int) -> Part:
        """All or one of several tests; the guards that the editor writes are left out."""
        if is_guarded(rule):
            return self.test(only(rule)[1][-1], depth)
        parts = [self.test(term, depth) for term in self.terms(operator, rule)]
        if len(parts) < 2:
            return parts[0] if parts else NEVER
        return Joined(operator, tuple(within(part, TEST) for part in parts))

    def terms(self, operator: str, rule: Any) -> list[Any]:
        """The operands of a junction and of those of the same kind inside it."""
        terms, waiting = [], [(rule, 0)]
        while waiting:
            term, level = waiting.pop()
            inner, operands = only(term)
            if inner == operator and (operands or not level) and not (is_guarded(term) and level):
                waiting.extend((operand, level + 1) for operand in reversed(operands))
            else:
                terms.append(term)
        return terms

    def negated(self, rule: Any, depth: int) -> Part:
        """When a rule is not met, said by the opposite comparison where there is one."""
        operator, operands = only(rule)
        if not operator:
            return NEVER if truthy(rule) else ALWAYS
        if operator == "answered":
            return Phrase(N_("%(answer)s is not answered"), {"answer": self.named(operands[0])}, TEST)
        if operator in OPPOSITE and len(operands) == 2:
            return self.comparison(OPPOSITE[operator], operands, depth)
        if operator in ("!", "!!") and operands:
            return (self.test if operator == "!" else self.negated)(operands[0], depth)
        if operator == "or" and len(operands) > 1:
            parts = tuple(within(self.test(term, depth), TEST) for term in self.terms("or", rule))
            return Phrase(N_("none of these is met: %(list)s"), {"list": Joined("or", parts)}, JOIN)
        if operator in TESTS or operator in ("and", "or", "if", "?:", "missing", "missing_some"):
            return Phrase(NOT_TRUE, {"test": within(self.test(rule, depth), TEST)}, JOIN)
        value = within(self.value(rule, depth), CALCULATION)
        return Phrase(N_("%(value)s is empty, zero or No"), {"value": value}, TEST)

    def comparison(self, operator: str, operands: list[Any], depth: int) -> Phrase | Joined:
        """Two sides compared, in words of days where one is a day; more than two as a chain of signs."""
        parts = [
            within(self.side(side, [*operands[:index], *operands[index + 1 :]], depth), CALCULATION)
            for index, side in enumerate(operands)
        ]
        if len(parts) > 2:
            chain = Joined(SIGNS[operator], tuple(parts), TEST)
            return Phrase(NOT_TRUE, {"test": chain}, JOIN) if operator in ("!=", "!==") else chain
        message = COMPARED[operator]
        if operator in DATED and any(map(self.is_day, operands)):
            message = DATED[operator]
        return Phrase(message, {"left": parts[0], "right": parts[1]}, TEST)

    def is_day(self, rule: Any) -> bool:
        operator, operands = only(rule)
        if operator == "var":
            return bool(operands) and type(operands[0]) is str and operands[0].split(".")[-1] in self.names.dates
        return operator in ("today", "date_add") or parsed_date(rule) is not None

    def inclusion(self, item: Any, source: Any, depth: int) -> Phrase:
        """Whether something is one of a list, or is chosen among several."""
        if type(source) is list and source:
            parts = tuple(within(self.side(entry, [item], depth), CALCULATION) for entry in source)
            values = {"item": within(self.value(item, depth), CALCULATION), "list": Joined("or", parts)}
            return Phrase(N_("%(item)s is one of %(list)s"), values, TEST)
        values = {
            "item": within(self.side(item, [source], depth), CALCULATION),
            "list": within(self.value(source, depth), CALCULATION),
        }
        return Phrase(N_("%(list)s includes %(item)s"), values, TEST)
