"""What varies is entered here: kinds of field by `forms_engine.fields`, parts of a service by upper floors."""

from collections.abc import Iterable
from typing import Any, Protocol

from forms_engine.definition.model import Definition, Field
from forms_engine.definition.problems import Problem


class Kind(Protocol):
    """What the pure core must know of a kind of field."""

    name: str
    asks: bool  # False: information only, has no answer
    compares: str  # "text", "number", "date", "choice", "choices", "boolean" or "" (can't be a condition's source)

    def check(self, field: Field) -> Iterable[Problem]: ...

    def is_answer(self, field: Field, value: Any) -> bool: ...


class Part(Protocol):
    """What an upper floor enters: the JSON Schema of its part, its check, the rules in it (id of their owner, rule),
    what is doubtful in it (`office`: see `checker.office`), what its rules lead to once the form is filled in
    (`reach`: see `checker.reach`), where answers lead in it (`course`, with `names` for what that holds), a `picture`
    of it (safe HTML), and what differs from another (`diff`: Differences of `versions.differences`)."""

    name: str
    schema: dict[str, Any]

    def check(
        self, raw: Any, definition: Definition, positions: frozenset[str] | None = None
    ) -> Iterable[Problem]: ...

    def rules(self, raw: Any) -> Iterable[tuple[str, Any]]: ...

    def doubts(self, raw: Any, definition: Definition, office: Any) -> Iterable[Problem]: ...

    def course(self, raw: Any, facts: Any, context: Any) -> Any: ...

    def names(self, raw: Any) -> dict[str, str]: ...

    def picture(self, raw: Any, region: Any) -> str: ...

    def diff(self, old: Any, new: Any) -> Iterable[Any]: ...

    def reach(self, raw: Any, reach: Any) -> Iterable[Problem]: ...


_kinds: dict[str, Kind] = {}
_parts: dict[str, Part] = {}


def register_kind(kind):
    """Enter a kind of field; used as a function on an instance."""
    _kinds[kind.name] = kind
    return kind


def register_part(part):
    """Enter an upper floor's part of a service."""
    _parts[part.name] = part
    return part


def kind_of(field):
    """The Kind of a field; KeyError when unknown."""
    return _kinds[field.kind]


def kinds():
    """All kinds by name, in the order of registration."""
    return dict(_kinds)


def parts():
    """All parts by name."""
    return dict(_parts)
