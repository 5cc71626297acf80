"""The checklist in the admin's words: where each point is, and the answers that lead there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from forms_engine.checker.checklist import checklist
from forms_engine.checker.office import Office
from forms_engine.checker.personal import personal_class
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import kind_of, parts
from forms_engine.design.editor.errors import PAGE_SETTINGS, message_of
from forms_engine.logic.sentence import N_


def _headings() -> dict[str, str]:
    """What the editor's tabs are called (msgids), by the page's field."""
    of_parts = {name: part.title for name, part in parts().items()}
    return {"steps": "Form", **of_parts, "certificate": "Letter", "translations": "Translation"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `block` is the id of the block that it leads to, or `setting` the name of a page's setting."""

    level: str
    place: str
    message: str
    example: str
    block: str = ""
    setting: str = ""


def findings_of(page: Page, document: dict[str, Any], office: Office) -> list[Finding]:
    """The Findings of a service's document, in the language in force."""
    definition = from_json(document)
    locations = _locations(document)
    fields = {field.id: field for field in definition.every_field()}
    problems = [*checklist(document, office), *_lost_choices(page)]
    return [_finding(problem, page, locations, fields) for problem in problems]


def _lost_choices(page: Page) -> Iterator[Problem]:
    """Conditions of choices that are gone: the document doesn't hold them."""
    for step in page.steps:
        for child in step.value.get("fields") or ():
            for each_field in (child, *(child.value.get("fields") or ())):
                rules = each_field.value.get("choice_rules") or ()
                there = {item.id for item in each_field.value["choices"].bound_blocks} if rules else set()
                if any(row["choice"] not in there for row in rules):
                    message = N_("A condition is set for a choice that no longer exists: it has no effect.")
                    yield Problem(Code.CHANGES_NOTHING, each_field.id, message, "choice_rules", level="warning")


def personal_ids(document: dict[str, Any]) -> list[str]:
    """The ids of the questions that ask for personal data."""
    fields = from_json(document).every_field()
    return [field.id for field in fields if kind_of(field).asks and personal_class(field) != "none"]


def _finding(problem: Problem, page: Page, locations: Mapping[str, str], fields: Mapping[str, Field]) -> Finding:
    setting = problem.where in PAGE_SETTINGS or problem.where in _headings()
    location = _setting_name(page, problem.where) if setting else locations.get(problem.where, "")
    return Finding(
        problem.level,
        location,
        message_of(problem),
        _example(problem.example, fields),
        "" if setting else problem.where,
        problem.where if setting else "",
    )


def _setting_name(page: Page, name: str) -> str:
    if heading := _headings().get(name):
        return _(heading)
    return _("Name of the service") if name == "title" else capfirst(str(page._meta.get_field(name).verbose_name))


def _locations(document: dict[str, Any]) -> dict[str, str]:
    """Where each part stands, by its id: “Step › Question”."""
    locations = {}
    for step in document["steps"]:
        locations[step["id"]] = title = step["title"] or _("Step")
        for check in step.get("checks", ()):
            locations[check["id"]] = f"{title} › {_('Check')}"
        for field in step["fields"]:
            locations[field["id"]] = here = f"{title} › {field['label'] or _('Question')}"
            for member in field.get("fields", ()):
                locations[member["id"]] = f"{here} › {member['label'] or _('Question')}"
    for name, part in parts().items():
        for where, title in part.names(document["parts"].get(name)).items():
            locations[where] = f"{_(part.title)} › {title or _(part.item)}"
    for number, part in enumerate((document.get("certificate") or {}).get("body", ()), 1):
        locations[part["id"]] = f"{_('Letter')} › {_('paragraph %(number)s') % {'number': number}}"
    return locations


def _example(example: Iterable[tuple[str, Any]], fields: Mapping[str, Field]) -> str:
    """Answers as a person reads them: “Status: Sewa, Usia: 17”."""
    answers = []
    for name, value in example:
        if (field := fields.get(name)) is not None and value is not None:
            answers.append(f"{field.label}: {kind_of(field).display(field, value)}")
    return ", ".join(answers)
