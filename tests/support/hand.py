"""A hand into an installation: one Django process of its own that runs what a test asks for, as often as it asks.

Run as a program it reads programs as JSON, one a line, and answers each with a line of JSON: what it left in
`result`, or the traceback.
"""

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Hand:
    """The process; it begins with the first program, since Django takes seconds to begin, and ends with `close`."""

    def __init__(self, environment):
        self.environment, self.process = {"DJANGO_SETTINGS_MODULE": "cms.settings"} | environment, None

    def run(self, code):
        """Run Python for all regions; what it assigns to `result` comes back (JSON). Fails where the code does."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.hand"], cwd=ROOT, env=self.environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "The hand's process ended by itself: see what it wrote to stderr."
        result, wrong = json.loads(answer)
        assert wrong is None, wrong
        return result

    def close(self):
        if self.process is not None:
            self.process.communicate()


def serve(answers):
    """Run each program that comes in, and write its answer to the file `answers`."""
    from cms.regions.scoping import ALL_REGIONS, region_scope

    for line in sys.stdin:
        names = {"result": None}
        try:
            with region_scope(ALL_REGIONS):
                exec(compile(json.loads(line), "<test>", "exec"), names)
            answer = json.dumps([names["result"], None])
        except Exception:
            answer = json.dumps([None, traceback.format_exc()[-4000:]])
        print(answer, file=answers, flush=True)


if __name__ == "__main__":
    import django

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the code prints is no answer
    django.setup()
    serve(answers)
