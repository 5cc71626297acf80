"""Our two evaluators as programs that read JSON lines, as anyone may hold them to a table of cases."""

import json
import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

ROOT = Path(__file__).resolve().parents[2]
PYTHON = (sys.executable, "-m", "tests.support.logic_lines")
# The Node that the browser tests' driver brings: nothing else to install.
NODE = (compute_driver_executable()[0], "frontend/citizen/run.mjs")


def results(command, cases):
    """What a runner prints for each case, as JSON values; numbers as the text of their digits."""
    lines = "\n".join(json.dumps(case) for case in cases)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, cwd=ROOT)
    return [json.loads(line, parse_float=str, parse_int=str) for line in done.stdout.splitlines()]


def digits(value):
    """A JSON value with its numbers as the text of their digits, as `results` gives them."""
    return json.loads(json.dumps(value), parse_float=str, parse_int=str)
