"""`python -m tests.support.logic_lines`: JSON lines {"rule": …, "data": …} in, one JSON result or {"error": …} a line
out; `frontend/citizen/run.mjs` does the same with the browser's evaluator.

A line may also give "today" (an ISO date) and "holidays" (a list of them) for the date operators.
"""

import json
import sys
from datetime import date
from decimal import Decimal
from typing import Any

from forms_engine.logic.compile import Context, RuleError, compile_fresh
from forms_engine.logic.values import plain


def written(value: Any) -> Any:
    """The JSON text of a result; decimals keep every digit."""
    if type(value) is Decimal:
        return format(value, "f")
    if type(value) is list:
        return "[" + ",".join(map(written, value)) + "]"
    if type(value) is dict:
        return "{" + ",".join(f"{json.dumps(key)}:{written(item)}" for key, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def answer(line: Any) -> Any:
    """The result line for an input line."""
    try:
        case = json.loads(line, parse_float=Decimal)
        if type(case) is not dict or "rule" not in case:
            return json.dumps({"error": "A line is an object with a rule."})
        context = Context(case.get("today") or date.today().isoformat(), frozenset(case.get("holidays") or ()))
        return written(plain(compile_fresh(case["rule"])(case.get("data"), context)))
    except (RuleError, RecursionError) as error:
        return json.dumps({"error": str(error) or "The rule is nested too deeply."})
    except ValueError:
        return json.dumps({"error": "This line is no JSON."})


def main() -> None:
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(answer(line) + "\n")


if __name__ == "__main__":
    main()
