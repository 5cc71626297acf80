"""Examples run again: green when their answers still lead where they should, red with what is different."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.checker.cost import is_too_costly
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import parts
from forms_engine.design.versions.models import ExampleApplication
from forms_engine.design.versions.route import route
from forms_engine.logic.compile import Context
from forms_engine.logic.sentence import N_
from forms_engine.services.context import free_days
from forms_engine.walk.plan import Plan

MOST_EXAMPLES = 50
ENDS = {
    "filed": N_("the application can be sent"),
    "stopped": N_("the person is told that they can't apply"),
    "refused": N_("a check stands in the way"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """An example and what is different now, in words; nothing when it is green."""

    example: ExampleApplication
    different: tuple[str, ...]


def results_of(service_id: int, document: dict[str, Any]) -> list[Result]:
    """The Results of a service's examples on a document, in its region's scope; none of one that is too costly."""
    definition = from_json(document)
    if is_too_costly(definition):
        return []
    plan = Plan(definition)
    return [
        Result(example, tuple(_different(example, document, definition, plan)))
        for example in ExampleApplication.objects.filter(service_id=service_id)[:MOST_EXAMPLES]
    ]


def context_of(example: ExampleApplication) -> Context:
    return Context(example.day.isoformat(), free_days(example.day.year))


def _different(example, document, definition, plan):
    expected, now = example.expected, route(plan, example.answers, context_of(example))
    if expected["end"] != now["end"]:
        words = {"now": _(ENDS[now["end"]]), "before": _(ENDS[expected["end"]])}
        yield _("now %(now)s; before %(before)s") % words
    titles = {step.id: step.title for step in definition.steps}
    yield from in_words(expected["steps"], now["steps"], titles)
    for name, part in parts().items():
        names = part.names((document.get("parts") or {}).get(name))
        if expected["end"] == now["end"]:
            yield from in_words(expected["parts"].get(name, ()), now["parts"].get(name, ()), names)


def in_words(before: Collection[str], after: Collection[str], titles: Mapping[str, str]) -> Iterator[str]:
    """What is passed now and wasn't, and the other way round."""
    for name in after:
        if name not in before:
            yield _("now also “%(title)s”") % {"title": titles.get(name, "…")}
    for name in before:
        if name not in after:
            yield _("no longer “%(title)s”") % {"title": titles.get(name) or _("a part that is gone")}
