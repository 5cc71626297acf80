"""Every Problem says what sort of thing is wrong by a code, and nothing decides by the words of its message."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from forms_engine.definition.problems import Code, Problem
from forms_engine.design.packages import services as packages
from forms_engine.design.packages.services import PackageError, validate
from tests.support.documents import service_document

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    path: ast.parse(path.read_text())
    for floor in ("cms", "forms_engine", "workflows")
    for path in sorted((ROOT / floor).rglob("*.py"))
    if "migrations" not in path.parts
}


def problems_made():
    """(place, first argument, message or None) of every Problem that the code makes."""
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                written = node.args[2] if len(node.args) > 2 else None
                text = written.value if isinstance(written, ast.Constant) else None
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0] if node.args else None, text


def is_code(node):
    named = (
        isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Code" and node.attr in Code.__members__
    )
    return named or (isinstance(node, ast.Name) and node.id == "code")  # a helper's own parameter


def test_every_problem_has_a_code():
    made = list(problems_made())
    assert len(made) > 60
    assert [place for place, code, _text in made if not is_code(code)] == []


def test_each_code_means_one_thing_and_is_used():
    meanings = [code.meaning for code in Code]
    assert len(set(meanings)) == len(meanings) == len({code.value for code in Code})
    assert all(code.meaning and "\n" not in code.meaning for code in Code)
    used = {node.attr for tree in SOURCES.values() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert set(Code.__members__) <= used, "a code that nothing gives"


def test_one_message_is_said_under_one_code():
    codes = defaultdict(set)
    for _place, code, text in problems_made():
        if text:
            codes[text].add(ast.unparse(code))
    assert {text: found for text, found in codes.items() if len(found) > 1} == {}


def _is_message(node):
    return isinstance(node, ast.Attribute) and node.attr == "message"


def test_nothing_is_decided_by_searching_a_message():
    found = []
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            compares = isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.Is | ast.IsNot)  # is None
            sides = [node.left, *node.comparators] if compares else []
            asked = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if asked and node.func.attr in ("startswith", "endswith", "find", "search", "match", "fullmatch"):
                sides = [node.func.value, *node.args]
            if any(_is_message(side) for side in sides):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize(
    ("problem", "refused"),
    [
        (Problem(Code.SAME_ID, "fld-name", "In other words."), True),
        (Problem(Code.QUESTION_GONE, "blk-1aaa", "In other words."), True),
        (Problem(Code.RULE_SOURCE_GONE, "fld-name", "In other words.", "conditions"), True),
        (Problem(Code.RULE_SOURCE_GONE, "fld-name", "In other words.", "required_conditions"), False),
        (Problem(Code.EMPTY, "fld-name", "It names a question, copied in a way."), False),
    ],
)
def test_a_file_is_refused_by_code_whatever_the_words(problem, refused, monkeypatch):
    monkeypatch.setattr(packages, "problems_in", lambda document: [problem])
    if refused:
        with pytest.raises(PackageError, match=r"In other words\."):
            validate(service_document())
    else:
        validate(service_document())
