"""The functions that operators stand for: values in, value out; never an exception, NAN for what has no result."""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from forms_engine.logic.values import (
    CONTEXT,
    LONGEST_TEXT,
    NAN,
    PLACES,
    Nothing,
    Number,
    fitted,
    is_answered,
    number,
    ordered,
    strictly_equal,
    text,
)

LONGEST_LIST = 10_000


def _fit(result: Number) -> Number | Nothing:
    fit = fitted(result)
    return NAN if fit is None else fit


def _numbers(values: Iterable[Any]) -> list[Number] | None:
    numbers: list[Any] = [number(value) for value in values]
    return None if None in numbers else numbers


def add(*values: Any) -> Number | Nothing:
    """The sum of the values, 0 of none."""
    numbers = _numbers(values)
    if numbers is None:
        return NAN
    total: int | Decimal = 0
    for operand in numbers:
        total = total + operand if type(total) is type(operand) is int else CONTEXT.add(Decimal(total), operand)
    return _fit(total)


def subtract(*values: Any) -> Number | Nothing:
    """The first without each of the others; one alone is negated."""
    numbers = _numbers(values)
    if not numbers:
        return NAN
    if len(numbers) == 1:
        return -numbers[0]
    return add(numbers[0], *(-operand for operand in numbers[1:]))


def multiply(*values: Any) -> Number | Nothing:
    """The product of the values, 1 of none."""
    numbers = _numbers(values)
    if numbers is None:
        return NAN
    product: int | Decimal = 1
    for operand in numbers:
        whole = type(product) is type(operand) is int
        fitting = fitted(product * operand if whole else CONTEXT.multiply(Decimal(product), operand))
        if fitting is None:
            return NAN
        product = fitting
    return product


def _folded(operation: Callable[[Decimal, Decimal], Decimal], values: Iterable[Any]) -> Number | Nothing:
    numbers = _numbers(values)
    if not numbers or 0 in numbers[1:]:
        return NAN
    result: Any = numbers[0]
    for operand in numbers[1:]:
        result = fitted(operation(Decimal(result), Decimal(operand)))
        if result is None:
            return NAN
    return result


def divide(*values: Any) -> Number | Nothing:
    """The first, divided by each of the others in turn; one alone divides 1."""
    return _folded(CONTEXT.divide, (1, *values) if len(values) == 1 else values)


def remainder(*values: Any) -> Number | Nothing:
    """The sign is the dividend's, as in ECMAScript."""
    return _folded(CONTEXT.remainder, values) if len(values) > 1 else NAN


def largest(*values: Any) -> Number | Nothing:
    numbers = _numbers(values)
    return max(numbers) if numbers else NAN


def smallest(*values: Any) -> Number | Nothing:
    numbers = _numbers(values)
    return min(numbers) if numbers else NAN


def nearest(value: Any, places: int = 0) -> Number | Nothing:
    """Rounded half away from zero to `places` decimals; negative places round to tens, hundreds, thousands."""
    exact, digits = number(value), number(places)
    if exact is None or digits is None or digits != int(digits) or not -30 <= digits <= PLACES:
        return NAN
    return _fit(Decimal(exact).quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP, context=CONTEXT))


def concatenate(*values: Any) -> str | Nothing:
    """The values as one text, NAN when it would be longer than LONGEST_TEXT characters."""
    parts, length = [], 0
    for value in values:
        parts.append(text(value))
        length += len(parts[-1])
        if length > LONGEST_TEXT:
            return NAN
    return "".join(parts)


def contains(needle: Any, haystack: Any) -> bool:
    if type(haystack) is str:
        return text(needle) in haystack
    if type(haystack) in (list, tuple):
        return any(strictly_equal(needle, item) for item in haystack)
    return False


def substring(value: Any, start: Any, length: Any = None) -> str | Nothing:
    """From `start` (from the end when negative), `length` characters or, when negative, all but so many."""
    letters, first = text(value), number(start)
    size = None if length is None else number(length)
    if first is None or (length is not None and size is None):
        return NAN
    tail = letters[int(first) :] if first >= 0 or -first <= len(letters) else letters
    return tail if size is None else tail[: int(size)]


def merge(*values: Any) -> list[Any] | Nothing:
    """One list of lists and single values, NAN when it would have more than LONGEST_LIST items."""
    joined = []
    for value in values:
        joined.extend(value) if type(value) in (list, tuple) else joined.append(value)
        if len(joined) > LONGEST_LIST:
            return NAN
    return joined


def count(values: Any) -> int:
    """How many items of a list are answered; a group's rows, for example."""
    return sum(map(is_answered, values)) if type(values) in (list, tuple) else 0


def total(values: Any, name: str | None = None) -> Number | Nothing:
    """The sum of a list's items, or of what `name` is in each row; nothing and unanswered items count as 0."""
    if type(values) not in (list, tuple):
        return 0
    if name:
        values = [row.get(name) for row in values if type(row) is dict]
    return add(*(value for value in values if is_answered(value)))


def chained(same: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    """Whether all are equal, each to its neighbour."""
    return lambda *values: all(map(same, values, values[1:]))


def compare(test: Callable[[int], bool]) -> Callable[..., bool]:
    """A chain of comparisons: `{"<": [1, x, 10]}` is true when each neighbour pair is in order."""

    def chain(*values: Any) -> bool:
        for left, right in pairwise(values):
            order = ordered(left, right)
            if order is None or not test(order):
                return False
        return True

    return chain
