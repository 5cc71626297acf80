"""The checklist of a service: everything that stops it from being published, and everything doubtful, in one list."""

from typing import Any

from forms_engine.checker.budget import budget_problems
from forms_engine.checker.doubts import doubts_about
from forms_engine.checker.office import Office
from forms_engine.checker.reach import SECONDS, reach_problems
from forms_engine.definition.checks import check
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import STANDARD
from forms_engine.definition.problems import Problem
from forms_engine.definition.registry import kinds, parts

LATER = {*STANDARD, "translations"}


def errors_of(document: dict[str, Any], office: Office, seconds: float = SECONDS) -> list[Problem]:
    """What stops publishing: first what is wrong in itself, and only then what its rules lead to."""
    problems = check(document, frozenset(office.holders)) or _reasoned(document, office, seconds)
    return [problem for problem in problems if problem.level == "error"]


def checklist(document: dict[str, Any], office: Office, seconds: float = SECONDS) -> list[Problem]:
    """All Problems, errors first. Half-finished documents have theirs, too."""
    problems = check(document, frozenset(office.holders))
    definition = from_json(document)
    if not problems:
        problems = _reasoned(document, office, seconds)
    if {field.kind for field in definition.every_field()} <= kinds().keys():
        problems += doubts_about(definition)
        for name, part in parts().items():
            problems += part.doubts((document.get("parts") or {}).get(name), definition, office)
    # What can be written at leisure comes last.
    return sorted(problems, key=lambda problem: (problem.level != "error", problem.where in LATER))


def _reasoned(document: dict[str, Any], office: Office, seconds: float) -> list[Problem]:
    """What a definition without errors costs and, when that is bearable, what its rules lead to."""
    definition = from_json(document)
    problems = list(budget_problems(definition))
    if any(problem.level == "error" for problem in problems):
        return problems
    extra = [
        lambda reach, part=part, name=name: part.reach(document.get("parts", {}).get(name), reach)
        for name, part in parts().items()
    ]
    return problems + reach_problems(definition, office.context, extra, seconds)
