"""A StreamField whose blocks stay out of migrations: a new kind of question changes no table, so it needs none."""

from collections.abc import Iterator
from typing import Any

from wagtail.fields import StreamField

from forms_engine.definition.registry import parts


class DesignField(StreamField):
    """What the editor holds of a service; only the compiler reads it."""

    def deconstruct(self) -> tuple[Any, ...]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class BlocksOf:
    """The blocks of an upper floor's part, asked for when they are first needed: by then the part is entered."""

    def __init__(self, part: str) -> None:
        self.part = part

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(parts()[self.part].blocks())
