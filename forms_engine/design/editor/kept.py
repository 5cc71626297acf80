"""A question that nobody has opened in the editor: posted as one piece of JSON, the state that its block was given
(`<prefix>-kept`), instead of the twenty inputs that it would have. A form of sixty questions opens, previews and
saves in half the time. See frontend/admin/kept.js."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict, MultiValueDictKeyError
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructBlockAdapter

MOST_DEEP, MOST_CHARACTERS, MOST_ID = 12, 300_000, 64


class KeptMixin:
    """For a StructBlock: understands the state as well as the inputs."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """The block's value from its inputs, or from `<prefix>-kept`. Raises MultiValueDictKeyError for JSON
        that is no state."""
        if (state_json := data.get(f"{prefix}-kept")) is None:
            return super().value_from_datadict(data, files, prefix)
        try:
            if len(state_json) > MOST_CHARACTERS:
                raise ValueError("too long for a question")
            return value_of(self, json.loads(state_json))
        # A stranger's JSON of any shape goes through the blocks of Wagtail and of every kind.
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise MultiValueDictKeyError(f"{prefix}-kept") from error  # as for any form that was cut off on its way

    def value_omitted_from_data(self, data: Any, files: Any, prefix: str) -> bool:
        return f"{prefix}-kept" not in data and super().value_omitted_from_data(data, files, prefix)


def value_of(block: blocks.Block, state: Any, depth: int = 0) -> Any:
    """The value of a block whose script would have returned `state` from `getState()`."""
    if depth > MOST_DEEP:
        raise ValueError("nested too deeply")
    if isinstance(block, blocks.StructBlock) is not isinstance(state, dict):
        raise ValueError("no state of this block")
    if isinstance(block, blocks.StructBlock):
        pairs = [
            (name, value_of(child, state[name], depth + 1) if name in state else child.get_default())
            for name, child in block.child_blocks.items()
        ]
        return block._to_struct_value(pairs)
    if isinstance(block, blocks.StreamBlock):
        children = [
            (item["type"], value_of(block.child_blocks[item["type"]], item["value"], depth + 1), _id(item))
            for item in state or ()
        ]
        return StreamValue(block, children)
    if isinstance(block, blocks.ListBlock):
        child = block.child_block
        rows = [
            ListValue.ListChild(child, value_of(child, item["value"], depth + 1), id=_id(item))
            for item in state or ()
        ]
        return ListValue(block, bound_blocks=rows)
    return block.value_from_datadict(_posted(state), {}, "it")


def _id(item: Mapping[str, Any]) -> str | None:
    name = item.get("id")
    if name is not None and (not isinstance(name, str) or len(name) > MOST_ID):
        raise ValueError("no id of a block")
    return name


def _posted(state: Any) -> MultiValueDict:
    """What a browser would post of a control with this state."""
    if isinstance(state, bool):
        return MultiValueDict({"it": ["on"]} if state else {})
    parts = [str(part) for part in (state if isinstance(state, list) else ["" if state is None else state])]
    "".join(parts).encode()  # half a character, which no browser posts, is a ValueError
    return MultiValueDict({"it": parts})


class KeptAdapter(StructBlockAdapter):
    js_constructor = "forms_engine.builder.KeptBlock"
