"""Ten thousand random rules and answers: the server's and the browser's evaluator give the same, digit for digit;
and where two libraries by others agree with each other, ours agrees with them."""

import random

import pytest

from tests.support.rules import answers, rule
from tests.support.runners import NODE, PYTHON, results

CASES = 10_000


@pytest.fixture(scope="module")
def cases():
    pick = random.Random(20261124)
    return [
        {"rule": rule(pick), "data": answers(pick), "today": "2026-11-24", "holidays": ["2026-12-25", "2026-11-25"]}
        for _ in range(CASES)
    ]


def test_server_and_browser_agree(cases):
    ours, browsers = results(PYTHON, cases), results(NODE, cases)
    assert len(ours) == len(browsers) == CASES
    assert [found for found in ours if isinstance(found, dict) and "error" in found] == []
    apart = [
        (case["rule"], case["data"], ours, theirs)
        for case, ours, theirs in zip(cases, ours, browsers, strict=True)
        if ours != theirs
    ]
    assert apart == []
    # It says something only if the results are of many kinds.
    kinds = [type(found) for found in ours]
    assert min(kinds.count(kind) for kind in (bool, str, list, type(None))) > CASES // 50
