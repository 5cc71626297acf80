"""The formula in the editor: text with questions as chips, tried on sample values while it is written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.access.roles import ADMINS, access
from cms.accounts.models import SignedInRequest
from cms.regions.calendar import region_here
from forms_engine.definition.registry import kinds
from forms_engine.logic.compile import Context, compile_rule, reads
from forms_engine.logic.formula import MOST_DIGITS, FormulaError, parse
from forms_engine.logic.formula_sorts import Read, judge
from forms_engine.logic.values import plain
from forms_engine.services.context import rules_context
from forms_engine.text.numbers import write_plain_number

MOST_BYTES = 300_000
SAMPLES = {"number": "10", "numbers": "10; 20", "rows": "2", "choices": "1", "boolean": "true", "text": "contoh"}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a formula on sample values: `said` in words; `asked`: (id, label, sort, sample, choices) of
    what it reads, choices as (id, label) pairs."""

    works: bool
    message: str
    asked: tuple = ()


def tried(
    text: str, questions: Sequence[Mapping[str, Any]], samples: Mapping[str, Any], context: Context, language: str
) -> Tried:
    """Tried: `questions` as the editor's script knows them (dicts with id, label, kind, choices, and whether they are
    `listed`: seen from outside their group), `samples` {id: what was typed}."""
    try:
        rule = parse(text)
        names = reads(rule) if isinstance(rule, dict) else ()
        known = {str(question.get("id")): question for question in questions}
        if not set(names) <= set(known):
            return Tried(False, _("The formula looks at a question that isn't before it (any more)."))
        asked = tuple(_asked(known[name], samples, context) for name in names)
        read = {
            name: Read(label, sort, frozenset(pair[0] for pair in choices))
            for name, label, sort, _s, choices in asked
        }
        judge(rule, read.__getitem__)
    except FormulaError as error:
        return Tried(False, _(error.message) % error.values if error.values else _(error.message))
    facts = {name: value for name, _l, sort, sample, _c in asked if (value := _fact(sort, sample)) is not None}
    value = plain(compile_rule(rule)(facts, context))
    if value is None or isinstance(value, str | list | bool):
        return Tried(True, _("These answers give no result."), asked)
    return Tried(True, _("Result: %(value)s") % {"value": write_plain_number(value, language)}, asked)


def _asked(
    question: Any, samples: Mapping[str, Any], context: Context
) -> tuple[str, str, str, str, tuple[tuple[str, str], ...]]:
    kind = kinds().get(question.get("kind"))
    sort = kind.compares if kind else "text"
    sort = f"{sort}s" if question.get("listed") else sort
    choices = tuple((str(choice.get("id")), str(choice.get("label"))) for choice in question.get("choices") or ())
    first = choices[0][0] if choices else ""
    usual = context.today if sort == "date" else first if sort == "choice" else SAMPLES.get(sort, "")
    name = str(question["id"])
    return name, str(question.get("label") or "…"), sort, str(samples.get(name, usual)), choices


def _fact(sort: str, sample: str) -> Any:
    """The answer that a sample stands for; None for none."""
    if sort == "boolean":
        return sample == "true"
    if sort in ("number", "rows", "choices"):
        number = _number(sample)
        if sort == "number" or number is None:
            return _calculable(number)
        return [{"-": 1} for _row in range(int(min(max(number, 0), 99)))]
    if sort == "numbers":
        return [number for part in sample.split(";") if (number := _calculable(_number(part))) is not None]
    return sample or None


def _calculable(number: Decimal | None) -> Decimal | None:
    """None instead of what is longer than a formula's own numbers may be: "1e999999" is a number too."""
    return number if number is not None and abs(number.adjusted()) < MOST_DIGITS else None


def _number(text: str) -> Any:
    try:
        number = Decimal(text.strip().replace(".", "").replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@access(ADMINS)
@require_POST
def formula_try(request: SignedInRequest) -> HttpResponseBase:
    """POST JSON {formula, questions, samples}; → {works, said, asked}. Nothing is stored."""
    try:
        formula, questions, samples = _posted(request.body)
        result = tried(formula, questions, samples, rules_context(region_here()), get_language())
    except (ValueError, RecursionError):  # no JSON, or not as the script sends it; RuleError: nested too deeply
        return JsonResponse({"said": _("This formula can't be understood. Write it again.")}, status=400)
    return JsonResponse({"works": result.works, "said": result.message, "asked": result.asked})


def _posted(body: bytes) -> tuple[str, list[Any], dict[Any, Any]]:
    """(formula, questions, samples) that the editor's script sent. Raises ValueError for anything else."""
    match json.loads(body) if len(body) <= MOST_BYTES else None:
        case {"formula": str(formula), "questions": [*questions], "samples": {**samples}}:
            known = [
                question
                for question in questions
                if isinstance(question, dict) and isinstance(question.get("id"), str)
            ]
            if all(map(_is_question, known)):
                return formula, known, samples
    raise ValueError("not what the editor sends")


def _is_question(question: Mapping[str, Any]) -> bool:
    choices = question.get("choices") or []
    return isinstance(choices, list) and all(isinstance(choice, dict) for choice in choices)
