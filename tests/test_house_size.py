"""No file that people write is longer than a person reads at once."""

import subprocess

import pytest

from frontend.build import made
from tests.support.hand import ROOT

LINES = 350
WRITTEN = {".py", ".js", ".mjs", ".css", ".html"}


def written():
    """Every file of the project that people write, new ones included; not what tools made, nor migrations."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    files = {ROOT / name for name in names if name and "/migrations/" not in name}
    return sorted(path for path in files - set(made()) if path.suffix in WRITTEN and path.exists())


def too_long(files):
    """The files of more than `LINES` lines, with their number."""
    counts = {path: len(path.read_text().splitlines()) for path in files}
    return {path: count for path, count in counts.items() if count > LINES}


def test_no_file_is_longer_than_a_person_reads_at_once():
    files = written()
    assert len(files) > 500 and too_long(files) == {}


@pytest.mark.parametrize(("lines", "wrong"), [(LINES, False), (LINES + 1, True)])
def test_a_longer_one_is_seen(tmp_path, lines, wrong):
    path = tmp_path / "long.py"
    path.write_text("x = 1\n" * lines)
    assert bool(too_long([path])) is wrong
