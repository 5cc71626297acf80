"""`make bench`: every `bench_*.py` beside this, on a fresh database; one JSON line a figure on standard output."""

import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path


def main(wanted):
    folder = tempfile.mkdtemp(prefix="warkat-bench-")
    os.environ |= {
        "WARKAT_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "LOG_LEVEL": "ERROR",
        "STATIC_MANIFEST": "0",
        "BROKER_URL": "memory://",
    }
    Path(folder, "static").mkdir()
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment

    setup_test_environment(debug=False)
    setup_databases(verbosity=0, interactive=False)
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    for name in names:
        if wanted and name.removeprefix("bench_") not in wanted:
            continue
        for figure in import_module(f"tests.benchmarks.{name}").figures():
            print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
