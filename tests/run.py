"""All checks, stage by stage, with one summary: `make test`, or `python -m tests.run unit` for one stage.

Stages: static (ruff, order of floors and rooms, circles, types, migrations, checks), unit (everything quick, on
SQLite), postgres (of these, what asks a database, on a real PostgreSQL), worker (real processes, killed), browser
(stories in Chromium).
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext

from cms.bootstrap import TOOLS, chromium
from tests.support.postgres import throwaway_postgres

PYTEST = [sys.executable, "-m", "pytest", "--no-header", "-p", "no:cacheprovider"]
QUICK = [*PYTEST, "-n", "2", "-m", "not browser and not worker"]
STATIC = [
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["import-linter"],
    ["circles"],
    ["mypy"],
    ["django", "check", "--fail-level", "ERROR"],
    ["django", "makemigrations", "--check", "--dry-run"],
]


def environment(**extra):
    """The tests' own: nothing of the caller's settings, private folders."""
    names = ("PATH", "HOME", "LANG", "CHROMIUM", "TEST_DATABASE_URL", "HYPOTHESIS_PROFILE", "CI", "TMPDIR")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return (
        kept
        | {"WARKAT_VAR": tempfile.mkdtemp(prefix="warkat-run-"), "LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore"}
        | extra
    )


def run(command, cwd=None, **extra):
    """(exit code, output) of a command."""
    done = subprocess.run(
        command, cwd=cwd, env=environment(**extra), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def counts(output):
    """(passed, failed) as pytest's closing line says them."""
    lines = [line for line in output.splitlines() if re.search(r"\d+ (passed|failed|error)", line)]
    closing = lines[-1] if lines else ""
    found = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", closing)}
    return found.get("passed", 0), found.get("failed", 0) + found.get("error", 0)


def line_of(command):
    """The command line of one of STATIC."""
    match command:
        case ["import-linter"]:
            return [os.path.join(os.path.dirname(sys.executable), "lint-imports")]
        case ["circles"]:
            return [sys.executable, "-m", "tests.circles"]
        case ["django", *rest]:
            return [sys.executable, "manage.py", *rest]
        case [tool, *rest]:
            return [sys.executable, "-m", tool, *rest]


def static():
    passed, failed, said = 0, 0, []
    for command in STATIC:
        code, output = run(line_of(command))
        if code:
            failed += 1
            said.append(f"$ {' '.join(command)}\n{output}")
        else:
            passed += 1
    return passed, failed, "\n".join(said)


def tests(command, server=None):
    """Run pytest, on a throw-away PostgreSQL when `server` is it."""
    with server() if server else nullcontext() as address:
        code, output = run(command, **({"DATABASE_URL": address} if address else {}))
    passed, failed = counts(output)
    if code and not failed:
        failed = 1
    return passed, failed, output if code else ""


def needs(*tools):
    """What stands in the way of a stage: programs that are missing here."""
    return [f"{tool} is missing: apt-get install -y {TOOLS[tool]}" for tool in tools if not shutil.which(tool)]


def worker():
    if missing := needs("pdftotext", "qpdf", "zbarimg"):
        return 0, len(missing), "\n".join(missing)
    return tests([*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "worker"])


def browser():
    missing = needs("pdftotext", "zbarimg")
    if not chromium():
        missing.append("No browser: apt-get install -y chromium, or name one: make test CHROMIUM=/path/to/chromium")
    if missing:
        return 0, len(missing), "\n".join(missing)
    # Two workers, each with a site and a browser of its own.
    return tests([*PYTEST, "-n", "2", "--dist", "worksteal", "-m", "browser", "tests/browser"])


STAGES = {
    "static": static,
    "unit": lambda: tests(QUICK),
    "postgres": lambda: tests([*QUICK, "--database-only"], throwaway_postgres),
    "worker": worker,
    "browser": browser,
}


def main(wanted):
    unknown = set(wanted) - set(STAGES)
    if unknown:
        raise SystemExit(f"Unknown stage {', '.join(unknown)}; there are: {', '.join(STAGES)}")
    rows = []
    for name in wanted or STAGES:
        print(f"… {name}", flush=True)
        start = time.monotonic()
        passed, failed, said = STAGES[name]()
        rows.append((name, passed, failed, time.monotonic() - start))
        if said:
            print(said, flush=True)
    print(f"\n{'stage':<10} {'passed':>7} {'failed':>7} {'seconds':>8}")
    for name, passed, failed, seconds in rows:
        print(f"{name:<10} {passed:>7} {failed:>7} {seconds:>8.0f}   {'ok' if not failed else 'FAILED'}")
    total, bad = sum(row[1] for row in rows), sum(row[2] for row in rows)
    print(f"{total} passed, {bad} failed", flush=True)
    return 1 if bad or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
