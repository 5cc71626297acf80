"""Random rules held against two libraries by others: where the two agree with each other, we agree with them.

They differ from ECMAScript, and from each other, on what is missing, null, empty text beside a boolean, and a list as
a number; such cases are left out, and the few that slip through are counted.
"""

import json
import random

import datalogic_py
import json_logic

from forms_engine.logic.compile import NOWHERE, compile_fresh
from forms_engine.logic.values import plain
from tests.support.rules import answers, operators, rule

CASES = 3000
OURS = {"answered", "round", "count", "sum", "date_add", "date_diff", "today"}
LEFT_OUT = ("null", '"none"}', '"b.x"', '"a.0"', "rows.0.a", '{"and": []}', '{"or": []}', '"var": ""')


def ordinary(pick):
    """A rule of the shared language, and answers without a hole."""
    while True:
        one, data = rule(pick), answers(pick)
        text = json.dumps(one)
        if OURS & set(operators(one)) or any(piece in text for piece in LEFT_OUT):
            continue
        if data["rows"] and {"a", "b", "c"} <= data.keys() and "null" not in json.dumps(data):
            return one, data


def numbers_as_floats(value):
    if isinstance(value, list):
        return [numbers_as_floats(item) for item in value]
    if isinstance(value, dict):
        return {key: numbers_as_floats(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, str)):
        return value
    number = float(value)
    return number if number - number == 0 else None


def same(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= 1e-9 * max(1, abs(left), abs(right))
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and left == right


def asked(library, one, data):
    try:
        return True, numbers_as_floats(library(one, data))
    except Exception:  # what they can't do, they can't confirm
        return False, None


def test_where_two_libraries_agree_so_do_we():
    pick, compared, apart = random.Random(1), 0, []
    for _ in range(CASES):
        one, data = ordinary(pick)
        (first_can, first), (second_can, second) = (
            asked(library, one, data) for library in (json_logic.jsonLogic, datalogic_py.apply)
        )
        if first_can and second_can and same(first, second):
            compared += 1
            ours = numbers_as_floats(plain(compile_fresh(one)(data, NOWHERE)))
            if not same(first, ours):
                apart.append((one, data, first, ours))
    assert compared > CASES * 0.6
    assert len(apart) <= compared * 0.005, apart
