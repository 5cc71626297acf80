"""What tests are held to themselves: what several share stands in tests/support, and an assertion can fail."""

import ast
import re

import pytest

from cms.version import VERSION
from tests.support.hand import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))
TEST_MODULE = re.compile(r"(^|\.)test_\w+$")


def borrowed(tree):
    """The test modules that a module imports from."""
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            package = node.module or ""
            whole = [package, *(f"{package}.{name}" for name in names)] if package.split(".")[0] == "tests" else []
        else:
            whole = [name for name in names if name.split(".")[0] == "tests"]
        yield from (name for name in whole if TEST_MODULE.search(name))


def idle(tree):
    """The lines of assertions that hold whatever happens: `x or True`, `x if y else True`, a tuple, a constant."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assert):
            continue
        always = isinstance(node.test, ast.Constant | ast.JoinedStr | ast.GeneratorExp | ast.Lambda)
        always |= isinstance(node.test, ast.Tuple | ast.List) and bool(node.test.elts)
        for part in ast.walk(node.test):
            sides = []
            if isinstance(part, ast.BoolOp) and isinstance(part.op, ast.Or):
                sides = part.values
            elif isinstance(part, ast.IfExp):
                sides = [part.body, part.orelse]
            always |= any(isinstance(side, ast.Constant) and side.value is True for side in sides)
        if always:
            yield node.lineno


def undocumented(tree):
    """(line, name) of the public functions of more than six lines, methods too, that don't say what they are."""
    parts = [part for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef) for part in node.body]
    for part in parts:
        public = isinstance(part, ast.FunctionDef) and not part.name.startswith(("_", "test_"))
        if public and part.end_lineno - part.lineno >= 6 and not ast.get_docstring(part):
            yield part.lineno, part.name


def test_a_public_function_of_more_than_six_lines_says_what_it_is():
    rooms = [path for room in ("cms", "workflows", "tests/support") for path in (ROOT / room).rglob("*.py")]
    found = {path.relative_to(ROOT): list(undocumented(ast.parse(path.read_text()))) for path in rooms}
    assert {path: names for path, names in found.items() if names and "migrations" not in path.parts} == {}


def test_no_test_module_imports_from_another():
    found = {path.relative_to(ROOT): list(borrowed(ast.parse(path.read_text()))) for path in FILES}
    assert {path: names for path, names in found.items() if names} == {}


def test_every_assertion_can_fail():
    found = {path.relative_to(ROOT): list(idle(ast.parse(path.read_text()))) for path in FILES}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("line", [
    "from tests.cms.test_routes import walk", "from tests.cms import test_routes",
    "import tests.cms.test_routes as r",
    "def later():\n    from tests.cms.test_routes import walk",
])  # fmt: skip
def test_a_borrowed_part_is_seen(line):
    assert list(borrowed(ast.parse(line))) == ["tests.cms.test_routes"]


@pytest.mark.parametrize("line", [
    "assert x or True", "assert x == 1 if y else True", "assert (x, 'said')", "assert 'said'",
    "assert (y for y in x)",
])  # fmt: skip
def test_an_idle_assertion_is_seen(line):
    assert list(idle(ast.parse(line))) == [1]


def test_a_working_assertion_is_none():
    assert list(idle(ast.parse("assert x or y\nassert x == (1, 2), 'said'\nassert x == (1 if y else 2)"))) == []


def test_the_version_that_runs_has_its_notes():
    told, notes = ((ROOT / name).read_text() for name in ("CHANGELOG.md", "docs/upgrading.md"))
    assert f"\n## [{VERSION}] - " in told and f"\n### To {VERSION}\n" in notes


@pytest.mark.parametrize(("head", "found"), [("def f():", 1), ("def _f():", 0), ('def f():\n    """Five."""', 0)])
def test_a_function_without_words_is_seen(head, found):
    assert len(list(undocumented(ast.parse(head + "\n    x = 1" * 6)))) == found
