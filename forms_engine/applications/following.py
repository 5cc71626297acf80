"""Unfiled drafts follow their service: when a new version is published, the next look at the draft moves it there.

Answers stay under their ids, also those that nobody asks for now, so that a question that comes back finds its answer
again. What changed for this person is kept with the draft until they have seen it. Filed applications, and drafts
that came back for correction, keep the version they were filed with.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from forms_engine.applications.models import Application, Draft
from forms_engine.definition.model import Definition
from forms_engine.fields.base import html_name
from forms_engine.services.context import rules_context
from forms_engine.services.models import ServiceVersion
from forms_engine.services.plans import parsed_before, plan_of
from forms_engine.walk.changes import changes

MOST = 40  # changes that are kept; who is told of that many reads the form anew anyway


def is_behind(draft: Draft, application: Application | None) -> bool:
    """Whether the draft has to follow, as far as `draft.service` knows."""
    service = draft.service
    return application is None and service.live and service.current_version_id not in (None, draft.version_id)


@parsed_before
@transaction.atomic
def follow(draft: Draft) -> None:
    """Move the draft to the current version of its service; changes `draft` as well as the row."""
    row = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    # As the database has it: what this process knows of the service may be a second old, and nobody goes back.
    current = ServiceVersion.current_of(draft.service_id)
    if row.version_id != current.pk:
        old, new = (plan_of(version, get_language()) for version in (row.version_id, current.pk))
        context = rules_context(draft.region)
        former, journey = (plan.walk(row.answers, context) for plan in (old, new))
        differences = changes(old.definition, new.definition, row.answers, journey, former)
        pairs = [[change.what, change.label] for change in differences]
        fresh = [item for item in pairs if item not in row.news]
        row.news = [*row.news, *fresh][:MOST] or [["", ""]]
        row.typed = placed_anew(row.typed, new.definition)
        row.version = current
        row.save(update_fields=["version", "news", "typed"])
    draft.version, draft.answers, draft.typed, draft.news = current, row.answers, row.typed, row.news


def placed_anew(typed: Mapping[str, Mapping[str, Any]], definition: Definition) -> dict[str, dict[str, Any]]:
    """What was typed and not yet accepted (number of the step → control → what was typed) at the steps where
    `definition` asks it; what it doesn't ask is dropped."""
    texts = {name: text for values in typed.values() for name, text in values.items()}
    typed_anew = {}
    for step_number, step in enumerate(definition.steps, 1):
        ids = {html_name(part) for field in step.fields for part in (field, *field.fields)}
        step_texts = {name: text for name, text in texts.items() if name.partition(".")[0] in ids}
        if step_texts:
            typed_anew[str(step_number)] = step_texts
    return typed_anew
