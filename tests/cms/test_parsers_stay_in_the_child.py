"""Whatever takes a file apart is called in a module of parsers (`@parses`) alone, which no other module imports.

A new call elsewhere fails here: move it into such a module and have `cms.sandbox.run` run it, or, when what it reads
is never a stranger's, enter it below with the reason.
"""

import ast
from functools import cache

from tests.support.hand import ROOT

# Names whose call takes a file apart, or whose import is of nothing else.
CALLS = {
    "Image.open", "ImageFile.Parser", "pikepdf.open", "Pdf.open", "load_workbook", "get_xlsform",
    "csv.reader", "csv.DictReader", "json.load", "json.loads", "ZipFile", "zipfile.ZipFile", "tarfile.open",
    "gzip.open", "gzip.decompress", "zlib.decompress", "zlib.decompressobj", "etree.parse", "etree.fromstring",
    "ElementTree.parse", "ElementTree.fromstring", "minidom.parse", "minidom.parseString", "yaml.load", "PdfReader",
    "pypdf.PdfReader", "forms.ImageField", "ImageField", "pickle.load", "pickle.loads", "marshal.loads",
}  # fmt: skip
MODULES = {
    "pikepdf", "openpyxl", "pyxform", "xlrd", "zipfile", "tarfile", "lxml", "xml", "defusedxml", "pypdf", "pickle",
    "pillow_heif", "willow", "fitz", "pdfminer",
}  # fmt: skip
NOT_A_STRANGERS = {
    "cms/accounts/sign_in.py": "what a rich text field posted, of bounded length",
    "cms/regions/models.py: models.ImageField": "a column; the form's field is a plain FileField",
    "cms/sandbox/child.py": "the order that the parent gave",
    "cms/sandbox/run.py": "the child's answer: of bounded length, depth and number",
    "forms_engine/design/bank/groups.py": "our own file",
    "forms_engine/design/editor/formulas.py": "a bounded request, not a file",
    "forms_engine/design/editor/kept.py": "what the editor's field holds, as Wagtail reads all of its own",
    "forms_engine/design/editor/translation_table.py": "what the editor's own widget posted",
    "forms_engine/definition/codec.py": "our own schema",
    "forms_engine/fields/signature.py": "40,000 characters of strokes at most",
    "forms_engine/design/gallery/catalogue.py": "our own files",
    "forms_engine/uploads/thumbnails.py": "photos of our own writing, of bounded size",
    "forms_engine/design/xlsform/writing.py": "writes workbooks, reads none",
}


@cache
def sources():
    return tuple(
        (str(path.relative_to(ROOT)), ast.parse(path.read_text()))
        for floor in ("cms", "forms_engine", "workflows")
        for path in sorted((ROOT / floor).rglob("*.py"))
        if "migrations" not in path.parts
    )


def dotted(node):
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed([*parts, node.id])) if isinstance(node, ast.Name) else ""


def takes_apart(tree):
    """What in a module takes files apart: calls, and imports of what does nothing else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name in CALLS or ".".join(name.split(".")[-2:]) in CALLS or name.rpartition(".")[2] in CALLS:
                yield name
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in MODULES:
            yield node.module


def is_of_parsers(tree):
    return any(
        isinstance(node, ast.FunctionDef) and any(dotted(mark) == "parses" for mark in node.decorator_list)
        for node in tree.body
    )


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{one.name}" for one in node.names)


def test_files_are_taken_apart_in_the_child_alone():
    wrong = [
        f"{path}: {name}"
        for path, tree in sources()
        if not is_of_parsers(tree) and path not in NOT_A_STRANGERS
        for name in takes_apart(tree)
        if f"{path}: {name}" not in NOT_A_STRANGERS
    ]
    assert not wrong, "\n".join(wrong)


def test_the_exceptions_are_all_needed():
    found = {path: set(takes_apart(tree)) for path, tree in sources()}
    for entry in NOT_A_STRANGERS:
        path, _colon, name = entry.partition(": ")
        assert name in found[path] if name else found[path], entry


def test_the_web_process_imports_no_parser():
    trees = dict(sources())
    parsers = {path.removesuffix(".py").replace("/", ".") for path, tree in trees.items() if is_of_parsers(tree)}
    assert len(parsers) >= 6
    # It imports json alone; `measured` is for documents that are here.
    harmless = {"forms_engine.design.packages.json_files"}
    wrong = [
        f"{path}: {name}" for path, tree in trees.items() for name in imports(tree) if name in parsers - harmless
    ]
    assert not wrong, "\n".join(wrong)


def test_a_parser_elsewhere_is_found():
    for line in (
        "from PIL import Image\ndef view(request): return Image.open(request.FILES['x'])",
        "import PIL.Image\nx = PIL.Image.open(y)",
        "from openpyxl import load_workbook",
        "import csv\nrows = csv.reader(file)",
        "from django import forms\nclass F(forms.Form):\n    a = forms.ImageField()",
        "import json\ndef view(request): json.loads(request.FILES['x'].read())",
    ):
        assert list(takes_apart(ast.parse(line))), line
