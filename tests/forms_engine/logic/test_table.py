"""One table of cases for both evaluators: ours (cases.json) and what JsonLogic's implementations agree on.

`jsonlogic-cases.json` is a part of the compatibility tables of github.com/json-logic (Apache-2.0).
"""

import gzip
import json
from pathlib import Path

import pytest

from forms_engine.logic.compile import OPERATORS
from tests.support.rules import operators
from tests.support.runners import NODE, PYTHON, ROOT, digits, results

HERE = Path(__file__).parent
OURS = json.loads((HERE / "cases.json").read_text())
AGREED = json.loads((HERE / "jsonlogic-cases.json").read_text())


@pytest.mark.parametrize("runner", [PYTHON, NODE], ids=["python", "browser"])
@pytest.mark.parametrize("cases", [OURS, AGREED], ids=["ours", "agreed"])
def test_table(runner, cases):
    found = results(runner, cases)
    assert len(found) == len(cases)
    wrong = [
        (case, result) for case, result in zip(cases, found, strict=True) if not same(result, digits(case["result"]))
    ]
    assert wrong == []


def same(found, wanted):
    """Equal, numbers by value: a result may be written 2 or 2.0."""
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[key], wanted[key]) for key in found)
    if type(found) is type(wanted) is str:
        try:
            return found == wanted or float(found) == float(wanted)
        except ValueError:
            return False
    return type(found) is type(wanted) and found == wanted


def test_the_table_is_large_and_knows_every_operator():
    assert len(OURS) >= 300
    assert {operator for case in OURS for operator in operators(case["rule"])} >= OPERATORS


def test_what_browsers_get_is_small_and_evaluates_no_text():
    script = (ROOT / "forms_engine/static/forms_engine/logic.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= 2048
    assert b"eval(" not in script and b"Function(" not in script


def test_the_small_script_is_made_from_the_readable_one(tmp_path):
    readable, small = tmp_path / "frontend/citizen/run.mjs", tmp_path / "forms_engine/static/forms_engine/logic.js"
    for path, source in ((readable, "run.mjs"), (small, "logic.js")):
        path.parent.mkdir(parents=True)
        path.write_text((ROOT / "frontend/citizen" / source).read_text())
    (tmp_path / "package.json").write_text('{"type": "module"}')
    assert results((NODE[0], str(readable)), OURS) == results(NODE, OURS)


@pytest.mark.parametrize("line", ["nonsense", "[1]", "{}", '{"rule": {"nope": [1]}}', '{"rule": {"a": 1, "b": 2}}'])
def test_a_line_that_is_no_case_is_answered_with_an_error(line):
    from tests.support.logic_lines import answer

    assert set(json.loads(answer(line))) == {"error"}
