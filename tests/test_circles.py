"""The look at circles and at imports inside functions (`tests.circles`), at the project and at what is planted."""

import ast
from pathlib import Path

from tests.circles import circles, graph, imports, modules, without_reason
from tests.support.hand import ROOT


def planted(root, **files):
    for name, text in files.items():
        path = root / "cms" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_no_circle():
    assert circles(graph(ROOT)) == []


def test_everything_is_looked_at():
    needs = graph(ROOT)
    assert len(needs) > 400
    assert "forms_engine.services.plans" in needs["forms_engine.applications.following"]
    assert "forms_engine.fields" in needs["forms_engine.design.editor.blocks"]


def test_a_planted_circle_is_found(tmp_path):
    planted(
        tmp_path,
        a="def later():\n    from cms import b",
        b="from cms.c import name",
        c="class C:\n    from . import a",
        d="import cms.a",
    )
    assert circles(graph(tmp_path)) == [["cms.a", "cms.b", "cms.c"]]


def test_imports_inside_functions_say_why():
    wrong = [line for path in modules(ROOT).values() for line in without_reason(path)]
    assert not wrong, "\n".join(wrong)


def test_an_import_without_a_reason_is_found(tmp_path):
    lines = ["import os", "def one():", "    import a", "    import b  # lazy: heavy", "    import c  # lazy:"]
    text = "\n".join([*lines, "    import d  # noqa"])
    path = Path(planted(tmp_path, one=text) / "cms" / "one.py")
    assert without_reason(path) == [f"{path}:{line}" for line in (3, 5, 6)]


def test_few_imports_are_lazy():
    """Each reason is a good one, and there are few: a bar that somebody moves, and says so."""
    count = sum(found.inside for path in modules(ROOT).values() for found in imports(ast.parse(path.read_text()), ""))
    assert count <= 20
