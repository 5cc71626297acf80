"""`make scale`: ten thousand applications against a million, on a PostgreSQL that is thrown away. One JSON line a
figure on standard output; exit code 1 when a limit doesn't hold.

`python -m tests.scale.run screens` measures one part, of screens, submits, queue. With `TEST_DATABASE_URL` on a
server of one's own, databases that were filled before are used again.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.support.postgres import LASTING, throwaway_postgres

SMALL, LARGE = 10_000, 1_000_000
RATIO, QUERIES = 2, 30
# Wagtail's editor of a page asks for what stands around it (locks, comments, revisions, workflow), none of it more
# often with more applications; its form of a group asks for each kind of permission.
WAGTAILS = {"wagtailadmin_pages:edit": 70, "wagtailusers_groups:edit": 40}
# How often a screen of ours, and one of Wagtail's, is asked for on each database.
ROUNDS, OTHERS = int(os.environ.get("SCALE_ROUNDS", 20)), 6
TRIES = 3


def database(address, name):
    return f"{address.rpartition('/')[0]}/{name}"


def environment(address, folder):
    return os.environ | {
        "DATABASE_URL": address, "WARKAT_VAR": folder, "DJANGO_SETTINGS_MODULE": "cms.settings",
        "LOG_LEVEL": "CRITICAL", "PYTHONWARNINGS": "ignore", "STATIC_MANIFEST": "0", "BROKER_URL": "memory://",
    }  # fmt: skip


def prepare(address, folder):
    """Make and fill the databases that aren't there yet; says on standard error how long it took."""
    for name, count in (("base", 0), ("small", SMALL), ("large", LARGE)):
        start = time.monotonic()
        command = [sys.executable, "-m", "tests.scale.prepare", address, name, str(count)]
        subprocess.run(command, env=environment(database(address, f"scale_{name}"), folder), check=True)
        print(f"… {name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


class Child:
    """A process of the application on one database."""

    def __init__(self, address, folder):
        self.address = address
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.scale.child"], env=environment(address, folder),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("The process on the database ended.")
        return json.loads(line)

    def ask(self, name, times):
        self.process.stdin.write(json.dumps([name, times]) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def p95(taken):
    return sorted(taken)[max(0, round(0.95 * len(taken)) - 1)]


def measured(name, small, large, rounds):
    """(seconds on the small database, on the large one, queries, status): p95s of calls that take turns."""
    first, second, queries, status = [], [], 0, set()
    for _ in range(2):
        for child, taken in ((small, first), (large, second)):
            said = child.ask(name, rounds // 2)
            taken += said["taken"]
            queries = max(queries, said["queries"])
            status.add(said["status"])
    return p95(first), p95(second), queries, status


def screens(address, folder):
    small, large = (Child(database(address, f"scale_{name}"), folder) for name in ("small", "large"))
    command, env = [sys.executable, "-m", "tests.scale.child", "list"], environment(small.address, folder)
    listed = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    worst, most = 0, 0
    only = os.environ.get("SCALE_ONLY", "")  # a regular expression
    every = [one for one in map(json.loads, listed.stdout.splitlines()) if re.search(only, one[0])]
    for name, _address, _who, ours in sorted(every, key=lambda one: not one[3]):
        for _try in range(TRIES):
            few, many, queries, status = measured(name, small, large, ROUNDS if ours else OTHERS)
            if many <= RATIO * few:
                break  # noise doesn't come three times, and what grew does
        if status == {405}:
            continue
        shared = {"peer": f"{SMALL} applications: {few * 1000:.0f} ms, {LARGE}: {many * 1000:.0f} ms"}
        if status - {200, 302}:
            print(f"… {name} answered {sorted(status)}", file=sys.stderr, flush=True)
        yield {
            "name": f"screen_{name}_p95_ratio", "value": round(many / few, 2), "unit": "ratio", **shared,
            "status": sorted(status), "holds": many <= RATIO * few and max(status) < 500,
        }  # fmt: skip
        limit = next((most for start, most in WAGTAILS.items() if name.startswith(start)), QUERIES)
        yield {
            "name": f"screen_{name}_queries", "value": queries, "unit": "queries", "peer": f"at most {limit}",
            "holds": queries <= limit,
        }  # fmt: skip
        worst, most = max(worst, many / few), max(most, queries if limit == QUERIES else 0)
    small.end(), large.end()
    yield {"name": "screens_worst_p95_ratio", "value": round(worst, 2), "unit": "ratio", "peer": f"at most {RATIO}"}
    yield {"name": "screens_most_queries", "value": most, "unit": "queries", "peer": f"at most {QUERIES}"}


def submits(address, folder):
    command = [sys.executable, "-m", "tests.scale.submits"]
    done = subprocess.Popen(
        command, env=environment(database(address, "scale_large"), folder), stdout=subprocess.PIPE, text=True
    )
    yield from map(json.loads, done.stdout)
    if done.wait():
        raise RuntimeError("The measuring of submissions ended with an error.")


def queue(address, folder):
    """Messages and letters through the queue: a part of its own, that prints its figures itself."""
    if find_spec("tests.scale.queue"):
        code = import_module("tests.scale.queue").main()
        yield {"name": "queue", "value": code or 0, "unit": "exit code", "peer": "0", "holds": not code}


PARTS = {"screens": screens, "submits": submits, "queue": queue}


def main(wanted):
    if unknown := set(wanted) - set(PARTS):
        raise SystemExit(f"Unknown part {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    folder, failed = tempfile.mkdtemp(prefix="warkat-scale-"), []
    Path(folder, "static").mkdir()
    with throwaway_postgres(LASTING) as address:
        prepare(address, folder)
        for part in wanted or PARTS:
            for figure in PARTS[part](address, folder):
                print(json.dumps(figure), flush=True)
                if not figure.get("holds", True):
                    failed.append(figure["name"])
    print("All limits hold." if not failed else f"Not held: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
