"""A question that nobody opened is posted as one piece of JSON, and is the same as from its inputs."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.datastructures import MultiValueDict

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.registry import kinds
from forms_engine.design.editor.blocks import question_block
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.editor.forms import with_one_line_end
from forms_engine.design.editor.kept import value_of
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.page import ServicePage


def plain(node):
    """Without settings that are off: a box that isn't ticked says so, a document needn't."""
    if isinstance(node, list):
        return [plain(item) for item in node]
    if isinstance(node, dict):
        return {key: plain(item) for key, item in node.items() if key != "money" or item}
    return node


def as_posted(block, value):
    return json.dumps(block.get_form_state(value), cls=DjangoJSONEncoder)


@pytest.mark.django_db  # the region's reference lists
@pytest.mark.parametrize("document", gallery_documents(), ids=lambda document: document["title"])
def test_every_question_of_the_gallery_is_the_same(document):
    page = ServicePage()
    fill_page(page, document)
    for step in page.steps:
        for child in step.value["fields"]:
            data = MultiValueDict({"q-kept": [as_posted(child.block, child.value)]})
            child.value = child.block.clean(child.block.value_from_datadict(data, {}, "q"))
    assert plain(compile_page(page)["steps"]) == plain(document["steps"])


@pytest.mark.parametrize("kind", kinds())
def test_a_new_question_of_every_kind_is_the_same(kind):
    block = question_block(kinds()[kind])
    value = block.get_default()
    found = value_of(block, json.loads(as_posted(block, value)))
    again = block.get_form_state(found)
    assert json.dumps(again, cls=DjangoJSONEncoder) == as_posted(block, value)


UNKNOWN = '{"conditions": [{"type": "evil", "value": {}}]}'


def with_id(name):
    return json.dumps({"choices": [{"value": "Ya", "id": name}]})


NO_IDS = [with_id(name) for name in ({}, 5, True, "x" * 99)]
HALF = r'{"label": "\ud800"}'
LONG = json.dumps({"label": "x" * 400_000})


@pytest.mark.parametrize(
    "bad", ["", "[]", "3", '"x"', "{", '{"conditions": 3}', UNKNOWN, "[" * 9999, LONG, HALF, *NO_IDS]
)
def test_what_no_editor_sends_is_a_form_cut_off(bad):
    block = question_block(kinds()["choice"])
    with pytest.raises(KeyError):
        block.value_from_datadict(MultiValueDict({"q-kept": [bad]}), {}, "q")


def test_lines_end_as_they_did_whoever_opened_the_question():
    """A browser makes CRLF of each line break; what waits keeps LF, and so does what is found by its text."""
    posted = MultiValueDict({"a": ["eins\r\nzwei", "drei\rvier"], "b": ["fünf\nsechs"]})
    found = with_one_line_end(posted)
    assert found.getlist("a") == ["eins\nzwei", "drei\nvier"] and found["b"] == "fünf\nsechs"
    assert posted["a"] == "drei\rvier", "what was posted is nobody's to change"
    assert with_one_line_end(None) is None and with_one_line_end(found) is found


@pytest.mark.parametrize("name", [None, "2e9ea3a8-adbd-42cf-b6de-38c231f786c9"])
def test_an_id_is_kept(name):
    block = question_block(kinds()["choice"])
    found = block.value_from_datadict(MultiValueDict({"q-kept": [with_id(name)]}), {}, "q")
    assert [child.value for child in found["choices"].bound_blocks] == ["Ya"]
    assert name in (None, found["choices"].bound_blocks[0].id)
