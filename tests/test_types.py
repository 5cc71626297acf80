"""How much is annotated; what the annotations say is judged by mypy, in the stage `static` (docs/decisions/0034)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("cms", "forms_engine", "workflows")
LEAST = 0.74  # of the public functions, methods included; raise it, never lower it


def public_functions(body, method=False):
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node, method
        elif isinstance(node, ast.ClassDef):
            yield from public_functions(node.body, True)


def is_annotated(function, method):
    """Whether every parameter and the result have a type (`self` and `cls` need none)."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    static = any(getattr(decorator, "id", "") == "staticmethod" for decorator in function.decorator_list)
    named = named[1:] if method and not static else named
    every = [*named, *arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
    return function.returns is not None and all(one.annotation for one in every)


def test_the_share_of_annotated_functions_never_falls():
    judged = [
        is_annotated(*found)
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
        if "migrations" not in path.parts
        for found in public_functions(ast.parse(path.read_text()).body)
    ]
    share = sum(judged) / len(judged)
    assert share >= LEAST, f"{share:.3f} of {len(judged)} public functions are fully annotated: at least {LEAST}"


def test_a_function_without_a_type_counts_as_none():
    source = "class A:\n    def a(self, b: int) -> int: ...\n    def c(self, d) -> int: ...\ndef e(f: int): ...\n"
    found = [is_annotated(*found) for found in public_functions(ast.parse(source).body)]
    assert found == [True, False, False]
