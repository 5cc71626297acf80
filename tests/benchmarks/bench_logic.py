"""One condition of a form with five operators: our compiled rule against panzi-json-logic, µs of each."""

import timeit

import json_logic

from forms_engine.logic.compile import compile_rule

RULE = {
    "and": [
        {">=": [{"var": "age"}, 17]},
        {"or": [{"==": [{"var": "status"}, "kawin"]}, {"in": [{"var": "city"}, ["33.75", "33.26"]]}]},
        {"!": [{"var": "refused"}]},
        {"<": [{"+": [{"var": "wage"}, {"var": "rent"}]}, 1000]},
    ]
}
ANSWERS = {"age": 20, "status": "belum", "city": "33.75", "refused": False, "wage": 100, "rent": 250}
TIMES, ROUNDS = 2000, 15


def figures():
    ours, theirs = compile_rule(RULE), json_logic.jsonLogic
    assert ours(ANSWERS) is True and theirs(RULE, ANSWERS) is True
    pairs = [
        (
            timeit.timeit(lambda: ours(ANSWERS), number=TIMES),
            timeit.timeit(lambda: theirs(RULE, ANSWERS), number=TIMES),
        )
        for _ in range(ROUNDS)
    ]
    mine, other = (min(side) / TIMES * 1e6 for side in zip(*pairs, strict=True))
    yield {
        "name": "logic_vs_panzi", "value": round(mine / other, 2), "unit": "x", "peer": "panzi-json-logic 1.0.1",
        "us": round(mine, 2), "peer_us": round(other, 2),
    }  # fmt: skip
