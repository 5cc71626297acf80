"""What a rule computes with: JSON values, exact decimals, and two kinds of nothing.

UNDEFINED is an answer that is missing or hidden; it compares as null and is never answered. NAN is a calculation
without a result (an undefined or unusable operand, division by zero); every comparison with it is false. Both leave
the language as null.

Numbers have at most PLACES decimal places, rounded half away from zero, and less than LIMIT in size: exact for any
sum of money, and the same in the browser (`logic.js` computes with scaled integers). Text is ordered by UTF-16 code
units and converts to a number as in ECMAScript (ECMA-262 §7.1.4.1), decimal notation only.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from typing import Any

Number = int | Decimal
PLACES = 20
LIMIT = 10**30
LONGEST_TEXT = 100_000
_UNIT = Decimal(1).scaleb(-PLACES)
# Wide enough that a quotient is never rounded twice across a tie: operands have 50 digits at most.
CONTEXT = Context(prec=130, rounding=ROUND_HALF_UP)
CONTEXT.traps[Inexact] = False
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_BLANKS = " \t\n\r\f\v\u00a0\ufeff\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


class Nothing:
    """One of the two sentinels; falsy."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> str:
        return self.name.upper()


UNDEFINED = Nothing("undefined")
NAN = Nothing("nan")


def fitted(number: Any) -> Number | None:
    """`number` (int or Decimal) as the language keeps it: at most PLACES places; None beyond LIMIT."""
    if type(number) is int:
        return number if -LIMIT < number < LIMIT else None
    if not number.is_finite() or not -LIMIT < number < LIMIT:
        return None
    if number.as_tuple().exponent < -PLACES:
        number = number.quantize(_UNIT, context=CONTEXT)
    return number


def parsed(text: str) -> Number | None:
    """The number that a text stands for; None when it stands for none. Blank text is 0."""
    text = text.strip(_BLANKS)
    if not text:
        return 0
    if len(text) > 200 or not _DECIMAL.fullmatch(text):
        return None
    return fitted(Decimal(text))


def number(value: Any) -> Number | None:
    """The value as an int or Decimal; None when it isn't a number. null is 0, true 1, false 0."""
    kind = type(value)
    if kind is int or kind is Decimal:
        return fitted(value)
    if kind is str:
        return parsed(value)
    if kind is bool:
        return int(value)
    if kind is float:
        return fitted(Decimal(repr(value)))
    return 0 if value is None else None


def is_number(value: Any) -> bool:
    return type(value) in (int, Decimal, float)


def plain(value: Any) -> Any:
    """A value without UNDEFINED and NAN (they become null) and without -0 or trailing zeros, for JSON."""
    kind = type(value)
    if value is UNDEFINED or value is NAN:
        return None
    if kind is Decimal or kind is float:
        exact: Any = number(value)
        if exact is None:
            return None
        return int(exact) if exact == int(exact) else exact.normalize(CONTEXT)
    if kind in (list, tuple):
        return [plain(item) for item in value]
    if kind is dict:
        return {key: plain(item) for key, item in value.items()}
    return value


def text(value: Any) -> str:
    """The value as `cat` joins it: nothing is empty, numbers are plain decimals, lists are joined by commas."""
    kind = type(value)
    if kind is str:
        return value
    if kind is bool:
        return "true" if value else "false"
    if value is None or value is UNDEFINED:
        return ""
    if value is NAN:
        return "NaN"
    if kind in (list, tuple):
        return ",".join(text(item) for item in value)
    if kind is dict:
        return "[object Object]"
    exact = number(value)
    return "NaN" if exact is None else format(Decimal(plain(exact)), "f")


def truthy(value: Any) -> bool:
    """JsonLogic's truth: empty list, empty text, 0, null and nothing are false; "0" and {} are true."""
    return bool(value) or type(value) is dict


def is_answered(value: Any) -> bool:
    """Whether an answer is there: not nothing, not empty text, not an empty list. False and 0 are answers."""
    return value is not None and value is not UNDEFINED and value is not NAN and value not in ("", [], (), {})


def strictly_equal(left: Any, right: Any) -> bool:
    """`===`: the same type and value. Lists and objects are equal to nothing."""
    if left is NAN or right is NAN or type(left) in (list, tuple, dict):
        return False
    if is_number(left) and is_number(right):
        a, b = number(left), number(right)
        return a is not None and a == b
    return type(left) is type(right) and left == right


def equal(left: Any, right: Any) -> bool:
    """`==`: numbers, numeric text and booleans by value; null equals only null and undefined."""
    if type(left) is type(right) is str:
        return left == right
    none_left, none_right = left is None or left is UNDEFINED, right is None or right is UNDEFINED
    if none_left or none_right:
        return none_left and none_right
    a, b = number(left), number(right)
    return a is not None and b is not None and a == b


def ordered(left: Any, right: Any) -> int | None:
    """-1, 0 or 1, or None when the two can't be ordered. Two texts by code units, anything else as numbers."""
    if type(left) is str and type(right) is str:
        if not (left.isascii() and right.isascii()):
            left, right = left.encode("utf-16-be", "surrogatepass"), right.encode("utf-16-be", "surrogatepass")
        return (left > right) - (left < right)
    a = number(None if left is UNDEFINED else left)
    b = number(None if right is UNDEFINED else right)
    return None if a is None or b is None else (a > b) - (a < b)
