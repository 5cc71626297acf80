"""No file that people write is longer than a person reads at once; the kernel is small enough to be known whole."""

import ast
import io
import subprocess
import tokenize

import pytest

from frontend.build import made
from tests.support.hand import ROOT

LINES = 350
# What decides which questions are asked, what a rule gives and where a case goes: the definition of a service, the
# walk through it, the language of its rules and the machine of its approval. Not in it: what rules are put into words
# with (`sentence`), and the formulas that administrators type (`formula`, `formula_sorts`), which become rules before
# anything is decided.
KERNEL = ("forms_engine/definition", "forms_engine/walk", "forms_engine/logic", "workflows/machine")
OUTSIDE_KERNEL = {f"forms_engine/logic/{name}.py" for name in ("sentence", "formula", "formula_sorts")}
KERNEL_LINES = 2_300  # of code
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
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


def code_lines(text):
    """How many lines of a Python text hold code: blank lines, comments and docstrings aren't any."""
    docstrings = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NO_CODE:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - docstrings)


def test_the_kernel_stays_small_enough_to_be_known_whole():
    paths = [path for room in KERNEL for path in sorted((ROOT / room).glob("**/*.py"))]
    counts = {name: code_lines(path.read_text()) for path in paths if (name := str(path.relative_to(ROOT)))}
    assert set(counts) > OUTSIDE_KERNEL
    assert sum(lines for name, lines in counts.items() if name not in OUTSIDE_KERNEL) <= KERNEL_LINES, counts


def test_only_lines_of_code_count():
    text = (
        '"""Words,\nmore."""\n\nx = [\n    1,  # one\n]\n\n\n'
        'def f():\n    """What."""\n    # why\n    return """a\n\nb"""\n'
    )
    assert code_lines(text) == 7
