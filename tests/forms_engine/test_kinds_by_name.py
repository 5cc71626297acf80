"""Kinds of field are known by what `Kind` says of them: outside `fields/` no code of a kind stands in the source, and
nothing is asked of a kind that `Kind` doesn't declare."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.kind import FilesKind, Kind, RowsKind
from forms_engine.definition.registry import AlreadyEntered, kinds, register_kind
from forms_engine.fields.short_text import ShortText

ROOT = Path(__file__).parents[2]
CODES = frozenset(kinds())
# Codes that are also the names of other things (sorts that rules compare, parts of a document, files of the page):
# those are looked for where a kind is spoken of; all others must not stand anywhere.
WORDS = frozenset({
    "address", "choice", "choices", "date", "email", "file", "formula", "group", "information", "location", "number",
    "phone", "photo", "reference", "signature", "statement", "stop", "time",
})  # fmt: skip
# What else may hold a code, with the reason.
ALLOWED = {
    ("forms_engine/certificates/letter.py", "nip"): "the number of who signs, which a letter prints",
    ("forms_engine/certificates/signatories.py", "nip"): "the same",
}
PACKAGES = ("forms_engine", "workflows")
SCRIPTS = [
    *ROOT.glob("frontend/**/*.js"),
    *ROOT.glob("templates/forms_engine/**/*"),
    *ROOT.glob("templates/workflows/**/*"),
]


def sources():
    """(path, tree) of every module outside `fields/`."""
    for path in sorted(chain.from_iterable(ROOT.glob(f"{package}/**/*.py") for package in PACKAGES)):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("forms_engine/fields/") and "/migrations/" not in name:
            yield name, ast.parse(path.read_text())


def speaks_of_a_kind(node):
    """Whether an expression is a kind or its code; what a kind compares as is a sort."""
    text = ast.unparse(node)
    return re.search(r"\b(kind|kinds|kind_of|block_type)\b", text) and not text.endswith(".compares")


def constants(node):
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def spoken_of(tree):
    """The strings that stand where a kind is spoken of: compared with one, looked up by one, or given as one."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
                if any(map(speaks_of_a_kind, sides)):
                    # A look-up (`field["kind"]`) is what is compared; a plain constant or a list of them is a code.
                    yield from chain.from_iterable(constants(side) for side in sides if not _looks_up(side))
            case ast.Match() if speaks_of_a_kind(node.subject):
                yield from chain.from_iterable(constants(case.pattern) for case in node.cases)
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "kind":
                        yield from constants(value)
            case ast.keyword(arg="kind"):
                yield from constants(node.value)
            case ast.Subscript() if "kinds()" in ast.unparse(node.value):
                yield from constants(node.slice) - {"kind"}
            case ast.Call(func=ast.Attribute(attr="get", value=ast.Dict() as table), args=[looked_up, *_]):
                if speaks_of_a_kind(looked_up):
                    yield from chain.from_iterable(constants(key) for key in table.keys if key)


def _looks_up(side):
    return any(isinstance(one, ast.Subscript | ast.Call | ast.Attribute) for one in ast.walk(side))


def codes_in(name, tree):
    found = (constants(tree) & (CODES - WORDS)) | (set(spoken_of(tree)) & CODES)
    return {code for code in found if (name, code) not in ALLOWED}


def test_no_module_knows_a_kind_by_its_code():
    trees = dict(sources())
    assert {name: found for name, tree in trees.items() if (found := codes_in(name, tree))} == {}
    assert all(code in constants(trees[name]) for name, code in ALLOWED), "what is allowed is needed"


@pytest.mark.parametrize(
    "line",
    [
        'if field["kind"] == "group": pass', 'x = kinds()["date"]', 'make({"kind": "number"})', 'x = ("nik", 1)',
        'if field.kind in ("file", "photo"): pass', 'Field("a", kind="email")', 'x = {"file": 1}.get(field["kind"])',
        'match child.block_type:\n case "stop": pass',
    ],
)  # fmt: skip
def test_a_planted_code_is_found(line):
    assert codes_in("forms_engine/design/x.py", ast.parse(line))


def in_script(text):
    """The codes in a script or a template: anywhere, or in a line that speaks of a kind."""
    for line in text.splitlines():
        quoted = set(re.findall(r"""["'`]([a-z_]+)["'`]""", line)) & CODES
        yield from quoted if re.search(r"\bkind\b", line, re.IGNORECASE) else quoted - WORDS


def test_no_script_and_no_template_knows_a_kind_by_its_code():
    own = ROOT / "templates/forms_engine/fields"
    texts = {path: path.read_text() for path in SCRIPTS if path.is_file() and own not in path.parents}
    assert len(texts) > 60
    found = {path.relative_to(ROOT).as_posix(): set(in_script(text)) for path, text in texts.items()}
    assert {name: codes for name, codes in found.items() if codes} == {}
    assert set(in_script("if (source.kind === 'date')")) == {"date"} and set(in_script("x = 'yes_no'")) == {"yes_no"}


def members(protocol):
    return {name for name in (*vars(protocol), *protocol.__annotations__) if not name.startswith("_")}


def asked_of_kinds(tree):
    """The attributes of what is called `kind`, or comes from the registry, in a module that uses the registry."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            of_registry = re.match(r"(kind_of\(|kinds\(\)\[|kinds\(\)\.get\()", ast.unparse(owner))
            named = re.fullmatch(r"(\w+\.)*kind", ast.unparse(owner))
            if (of_registry or named) and not hasattr(str, node.attr):
                yield node.attr


def test_nothing_is_asked_of_a_kind_that_isnt_declared():
    declared, asked = members(Kind) | members(RowsKind) | members(FilesKind), {}
    for name, tree in sources():
        if "definition.registry" in ast.unparse(tree) or name.startswith(
            ("forms_engine/walk", "forms_engine/journey")
        ):
            asked |= dict.fromkeys(asked_of_kinds(tree), name)
    assert len(asked) > 40
    assert {one: name for one, name in asked.items() if one not in declared} == {}


def test_every_kind_has_every_member():
    for kind in kinds().values():
        assert [name for name in members(Kind) if not hasattr(kind, name)] == [], kind.name
        assert isinstance(kind, RowsKind) is kind.repeats and (isinstance(kind, FilesKind) or not kind.sent_apart)
        assert kind.personal in ("", "general", "specific")


def test_every_member_says_what_it_means():
    tree = ast.parse((ROOT / "forms_engine/definition/kind.py").read_text())
    for protocol in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for node, after in zip(protocol.body, [*protocol.body[1:], None], strict=True):
            if isinstance(node, ast.FunctionDef):
                assert ast.get_docstring(node), node.name
            elif isinstance(node, ast.AnnAssign) and protocol.name != "SheetType":
                assert isinstance(after, ast.Expr), ast.unparse(node)


def test_a_code_is_entered_once():
    with pytest.raises(AlreadyEntered):
        register_kind(ShortText())
