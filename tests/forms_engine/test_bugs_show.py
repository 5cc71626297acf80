"""“Fill in its parts” answers a document that isn't finished; a bug is a bug, wherever it is met."""

import ast
from pathlib import Path

import pytest
from django.test import RequestFactory

from cms.regions.scoping import region_scope
from forms_engine.certificates.letter import preview
from forms_engine.definition.checks import UNFINISHED
from forms_engine.definition.codec import Unfinished, from_json
from forms_engine.definition.model import Field
from forms_engine.definition.registry import UnknownKind, kind_of
from forms_engine.design.editor.preview import serve_preview
from forms_engine.design.editor.tried import tried_steps
from forms_engine.design.page import ServicePage
from forms_engine.fields.short_text import ShortText
from forms_engine.logic.compile import NOWHERE
from tests.support.documents import service_document
from tests.support.factories import make_offices, make_region
from tests.support.posted import page_of

ROOT = Path(__file__).resolve().parents[2]


class Planted(TypeError):
    """A bug."""


def planted(*args, **kwargs):
    raise Planted


@pytest.fixture
def region(db):
    return make_offices(make_region())


@pytest.mark.parametrize("mode", ["form", "errors", "plain", "paper"])
def test_a_bug_in_a_kind_shows_in_the_preview(region, mode, monkeypatch):
    page = page_of(region, service_document())
    monkeypatch.setattr(ShortText, "blanks" if mode == "paper" else "render", planted)
    with region_scope(region), pytest.raises(Planted):
        serve_preview(page, RequestFactory().get("/"), mode)


def test_a_bug_in_drawing_the_letter_shows(region, monkeypatch):
    page = page_of(region, service_document())
    monkeypatch.setattr("forms_engine.certificates.letter._blocks", planted)
    with region_scope(region):
        with pytest.raises(Planted):
            preview(service_document(), region)
        with pytest.raises(Planted):
            serve_preview(page, RequestFactory().get("/"), "print")


@pytest.mark.parametrize("mode", [mode for mode, _label in ServicePage.PREVIEW_MODES])
def test_what_is_unfinished_is_no_bug(region, mode):
    """A condition that isn't set yet, and a service without a letter."""
    document = service_document()
    del document["certificate"]
    page = page_of(region, document)
    page.steps[0].value["fields"][0].value["label"] = ""
    with region_scope(region):
        assert serve_preview(page, RequestFactory().get("/"), mode).status_code == 200


def test_what_an_unfinished_document_raises():
    with pytest.raises(Unfinished):
        from_json({"title": "x"})
    with pytest.raises(UnknownKind):
        kind_of(Field("fld-1aaa", "gone", "Gone"))
    assert all(issubclass(own, KeyError | ValueError) for own in UNFINISHED)
    assert not any(own in (KeyError, ValueError) for own in UNFINISHED)


def test_a_rule_that_isn_t_one_shows_all_questions():
    document = service_document()
    document["steps"][1]["show_when"] = {"no such": ["operator"]}
    assert len(tried_steps(from_json(document), NOWHERE)) == 3


def test_every_broad_except_says_why():
    """A reason stands beside it, on its line, the line before or the first one of its body."""
    silent = []
    for floor in ("cms", "forms_engine", "workflows"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            lines = path.read_text().split("\n")
            for node in ast.walk(ast.parse("\n".join(lines))):
                if isinstance(node, ast.ExceptHandler) and _is_broad(node.type):
                    beside = lines[node.lineno - 2 : node.lineno + 1]
                    if not any("#" in line for line in beside):
                        silent.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert silent == []


def _is_broad(caught):
    names = {part.id for part in ast.walk(caught) if isinstance(part, ast.Name)} if caught else {"BaseException"}
    return bool(names & {"Exception", "BaseException"}) or {"TypeError", "AttributeError"} <= names
