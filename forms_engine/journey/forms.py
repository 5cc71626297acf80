"""The Django form of a step, built once a published version and step, and cached.

Field names are `f-<field id>`. The hidden `_shown` names the questions that the page showed (their places in the
step), so that a question which an answer on the same page brings up is asked on the next showing, not reported as
missing.
"""

from django import forms

from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kind_of
from forms_engine.journey.core import Plan
from forms_engine.logic.compile import NOWHERE, compile_rule
from forms_engine.logic.values import truthy

SHOWN = "_shown"


def html_name(field):
    """The name (and HTML id) of a field's control."""
    return f"f-{field.id}"


def is_shown(field, seen, context=NOWHERE):
    """Whether a field's condition is met by the answers before it."""
    return not field.show_when or truthy(compile_rule(field.show_when)(seen, context))


class SharedFields(dict):
    """Fields are read-only once built, so that a form need not copy them (a copy of 20 costs more than the rest)."""

    def __deepcopy__(self, memo):
        return self


class StepForm(forms.BaseForm):
    """One step posted by one person.

    After `is_valid()`: `answers` (field id → JSON value of every question accepted), `refused` (ids of questions that
    were shown but not acceptable), `more` (True when an answer brought up a question that the page hadn't shown).
    """

    base_fields = SharedFields()
    step = None

    def __init__(
        self, data=None, files=None, *, seen=None, kept=None, typed=None, settle=None, context=NOWHERE, **kwargs
    ):
        super().__init__(data, files, auto_id=False)
        self.seen = seen or {}  # what rules know of the steps before
        self.kept = kept or {}  # stored answers of this step
        self.typed = typed  # what was typed and not accepted, name → value
        self.settle = settle or (lambda field, cleaned: kind_of(field).from_form(field, cleaned))
        self.context = context
        self.answers, self.refused, self.more = {}, [], False
        self.computed = {}  # what was calculated for the fields shown

    def visible_fields_of_step(self):
        """The definition fields to show, by what is known now."""
        seen, shown = dict(self.seen), []
        for field in self.step.fields:
            if not is_shown(field, seen, self.context):
                continue
            shown.append(field)
            kind = kind_of(field)
            if kind.stops:
                break
            if kind.computes:
                self._compute(field, kind, seen)
                continue
            value = self.answers.get(field.id, None if field.id in self.refused else self.kept.get(field.id))
            seen[field.id] = kind_of(field).for_rules(field, value)
        return shown

    def _compute(self, field, kind, seen):
        value = self.computed[field.id] = kind.compute(field, seen, self.context)
        if value is not None:
            seen[field.id] = kind.for_rules(field, value)

    def _clean_fields(self):
        displayed = set(self.data.get(SHOWN, "").split(","))
        seen = dict(self.seen)
        for place, field in enumerate(self.step.fields):
            kind = kind_of(field)
            if not (kind.asks or kind.stops) or not is_shown(field, seen, self.context):
                continue
            if kind.stops:
                break
            if kind.computes:
                self._compute(field, kind, seen)
                continue
            if str(place) not in displayed:
                self.more = True
                continue
            name = html_name(field)
            form_field = self.fields[name]
            typed = form_field.widget.value_from_datadict(self.data, self.files, name)
            try:
                cleaned = form_field.clean(typed, self.kept.get(field.id))
                value = self.settle(field, cleaned)
            except forms.ValidationError as error:
                self.add_error(name, error)
                self.refused.append(field.id)
            else:
                self.answers[field.id] = value
                seen[field.id] = kind_of(field).for_rules(field, value)


def _build(step):
    asking = [field for field in step.fields if kind_of(field).is_typed]
    base = SharedFields((html_name(field), kind_of(field).form_field(field)) for field in asking)
    return type("StepForm", (StepForm,), {"base_fields": base, "step": step})


class VersionForms:
    """The form classes of one published version, by the step's place (1, 2, …) as text."""

    def __init__(self, definition):
        self.definition = definition
        self.plan = Plan(definition)
        self._classes = {}

    def form_class(self, place):
        if place not in self._classes:
            self._classes[place] = _build(self.definition.steps[int(place) - 1])
        return self._classes[place]


_cache = {}
CACHED_VERSIONS = 256


def forms_of(version_id, load_document):
    """The VersionForms of a published version, cached in this process (it never changes).

    `load_document()` is called only when the version isn't cached, so that a step needn't read the document.
    """
    if version_id not in _cache:
        if len(_cache) >= CACHED_VERSIONS:
            _cache.pop(next(iter(_cache)))
        _cache[version_id] = VersionForms(from_json(load_document()))
    return _cache[version_id]


def forget_versions():
    """Empty the cache: for tests, whose rollbacks give the ids of versions out again."""
    _cache.clear()
