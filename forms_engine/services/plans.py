"""Published versions parsed and made ready for walking, once a process and language: a version never changes.

What isn't published yet (a draft in the editor, its preview, a run of it) isn't kept here: it is another each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import ParamSpec, Protocol, TypeVar

from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Definition
from forms_engine.definition.texts import SOURCE, translated
from forms_engine.services.models import ServiceVersion
from forms_engine.walk.plan import Plan
from forms_engine.walk.plan import plan_of as plan_of_definition

P = ParamSpec("P")
R = TypeVar("R")
CACHED = 512  # versions, each language by itself
Key = tuple[int, str]


class OfVersion(Protocol):
    """A draft or an application."""

    version_id: int


class _Unread(Exception):
    """A version that isn't here yet was asked for where rows may be locked."""

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.key = key


class _Cache:
    """Definitions and Plans, those dropped first that were asked for longest ago. Made outside the lock: two threads
    may both make one, and the first one stays."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.definitions: OrderedDict[Key, Definition] = OrderedDict()
        self.plans: dict[Key, Plan] = {}

    def definition(self, key: Key) -> Definition | None:
        with self.lock:
            if key in self.definitions:
                self.definitions.move_to_end(key)
            return self.definitions.get(key)

    def add(self, key: Key, definition: Definition) -> Definition:
        with self.lock:
            cached = self.definitions.setdefault(key, definition)
            while len(self.definitions) > CACHED:
                self.plans.pop(self.definitions.popitem(last=False)[0], None)
            return cached

    def plan(self, key: Key, definition: Definition) -> Plan:
        """The Plan of a definition, kept as long as the definition is."""
        plan = self.plans.get(key)
        if plan is None or plan.definition is not definition:
            plan = plan_of_definition(definition)
            with self.lock:
                if self.definitions.get(key) is definition:
                    self.plans[key] = plan
        return plan

    def forget(self) -> None:
        with self.lock:
            self.definitions.clear()
            self.plans.clear()


_cache = _Cache()
_in_a_change: ContextVar[bool] = ContextVar("in_a_change", default=False)


def definitions_of(versions: Iterable[int], language: str = SOURCE) -> Mapping[int, Definition]:
    """The frozen Definitions of versions in a language, by id; what isn't translated stays Indonesian. Those that
    aren't known here are read with one query. What a version asks is public, so its region isn't asked."""
    wanted = set(versions)
    definitions = {version: cached for version in wanted if (cached := _cache.definition((version, language)))}
    if missing := wanted - definitions.keys():
        if _in_a_change.get():
            raise _Unread((min(missing), language))
        rows = ServiceVersion.unscoped.filter(pk__in=missing).values_list("pk", "document")
        for version, document in rows:
            definitions[version] = _cache.add((version, language), translated(from_json(document), language))
    return definitions


def definition_of(version: int, language: str = SOURCE) -> Definition:
    """The frozen Definition of a version (its id) in a language; one object in this process for all who use it.
    KeyError when there is no such version."""
    return definitions_of((version,), language)[version]


def plan_of(version: int, language: str = SOURCE) -> Plan:
    """The Plan of a version (its id) in a language, made once."""
    key, definition = (version, language), definition_of(version, language)
    if _in_a_change.get() and key not in _cache.plans:
        raise _Unread(key)
    return _cache.plan(key, definition)


def frozen(row: OfVersion) -> Plan:
    """The Plan of a draft's or application's version, as the admin wrote it."""
    return plan_of(row.version_id)


def parsed_before(change: Callable[P, R]) -> Callable[P, R]:
    """For a function that is one transaction and locks rows: a version that it needs and that isn't known here is
    parsed between two tries, after the first was rolled back, so that nobody waits at a locked row for that."""

    @wraps(change)
    def changing(*args: P.args, **kwargs: P.kwargs) -> R:
        if _in_a_change.get():
            return change(*args, **kwargs)
        while True:
            token = _in_a_change.set(True)
            try:
                return change(*args, **kwargs)
            except _Unread as unread:
                key = unread.key
            finally:
                _in_a_change.reset(token)
            plan_of(*key)

    return changing


def forget_plans() -> None:
    """Believe nothing that is cached: for tests, whose rollbacks give the ids of versions out again."""
    _cache.forget()
