"""Published versions made ready for walking, once a process and language: a version never changes."""

from forms_engine.definition.codec import from_json
from forms_engine.definition.texts import translated
from forms_engine.walk.plan import plan_of as plan_of_definition

CACHED_VERSIONS = 256
_plans = {}


def plan_of(version_id, load_document, language="id"):
    """The Plan of a published version in a language.

    `load_document()` is called only when the version isn't known here, so that a step needn't read the document.
    """
    key = version_id, language
    if key not in _plans:
        if len(_plans) >= CACHED_VERSIONS:
            _plans.pop(next(iter(_plans)))
        _plans[key] = plan_of_definition(translated(from_json(load_document()), language))
    return _plans[key]


def frozen(row):
    """The Plan of a draft's or application's version, as the admin wrote it; the document is read only the first
    time."""
    return plan_of(row.version_id, lambda: row.version.document)


def forget_plans():
    """Believe nothing that is cached: for tests, whose rollbacks give the ids of versions out again."""
    _plans.clear()
