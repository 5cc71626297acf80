"""What varies is entered here: kinds of field by `forms_engine.fields`, parts of a service by upper floors, each in
its app's `ready()`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from forms_engine.definition.kind import Kind
from forms_engine.definition.model import Definition, Field
from forms_engine.definition.problems import Problem


@dataclass(frozen=True, slots=True)
class PartRule:
    """A condition in an upper floor's part. `where`, `setting`: its place, as a Problem says it (`where` is one of
    `Part.names`). `words`: msgids for one that is never met, always met, and undecided."""

    where: str
    rule: Any
    words: tuple[str, str, str]
    setting: str = "conditions"


class Part(Protocol):
    """What an upper floor enters of a service. Checks, doubts, costs and the reach of answers see its `rules` without
    asking what the part is.

    In the document: the JSON `schema` of the part and its `check`. In the editor: its `blocks`, `compile` and
    `decompile`; `title` and `item` (msgids) are what the part, and a thing in it without a name, are called; `names`
    are what it calls its things, by id; a `picture` of it is safe HTML. What is doubtful in it beside its rules:
    `doubts` (`office`: see `checker.office`) and, of what its rules lead to together, `reach` (see `checker.reach`).
    Where answers lead in it (`route`), and what differs from another (`diff`: Differences of
    `design.versions.differences`)."""

    name: str
    title: str
    item: str
    schema: dict[str, Any]

    def blocks(self) -> Iterable[tuple[str, Any]]: ...

    def compile(self, stream: Iterable[Any], compares: Mapping[str, str]) -> Any: ...

    def decompile(self, raw: Any) -> list[dict[str, Any]]: ...

    def check(
        self, raw: Any, definition: Definition, positions: frozenset[str] | None = None
    ) -> Iterable[Problem]: ...

    def rules(self, raw: Any) -> Iterable[PartRule]: ...

    def doubts(self, raw: Any, definition: Definition, office: Any) -> Iterable[Problem]: ...

    def reach(self, raw: Any, reach: Any) -> Iterable[Problem]: ...

    def route(self, raw: Any, facts: Any, context: Any) -> Any: ...

    def names(self, raw: Any) -> dict[str, str]: ...

    def picture(self, raw: Any, region: Any) -> str: ...

    def diff(self, old: Any, new: Any) -> Iterable[Any]: ...


class UnknownKind(KeyError):
    """No kind of field of this name is entered."""


class AlreadyEntered(ValueError):
    """Another kind, or another part, has this name."""


K = TypeVar("K", bound=Kind)
P = TypeVar("P", bound=Part)
_kinds: dict[str, Kind] = {}
_parts: dict[str, Part] = {}


def register_kind(kind: K) -> K:
    """Enter a kind of field; used as a function on an instance. AlreadyEntered when there is one of the name."""
    if kind.name in _kinds:
        raise AlreadyEntered(f"The kind “{kind.name}” of field is entered already: {_kinds[kind.name]!r}")
    _kinds[kind.name] = kind
    return kind


def register_part(part: P) -> P:
    """Enter an upper floor's part of a service. AlreadyEntered when there is one of the name."""
    if part.name in _parts:
        raise AlreadyEntered(f"The part “{part.name}” of a service is entered already: {_parts[part.name]!r}")
    _parts[part.name] = part
    return part


def kind_of(field: Field) -> Kind:
    """The Kind of a field; UnknownKind when there is none."""
    try:
        return _kinds[field.kind]
    except KeyError:
        raise UnknownKind(field.kind) from None


def kinds() -> dict[str, Kind]:
    """All kinds by name, in the order of registration."""
    return dict(_kinds)


def parts() -> dict[str, Part]:
    """All parts by name."""
    return dict(_parts)


def part_rules(raw_parts: Mapping[str, Any]) -> Iterator[PartRule]:
    """Every condition in the parts of a definition (`Definition.parts`, or a document's)."""
    for name, part in _parts.items():
        yield from part.rules(raw_parts.get(name))
