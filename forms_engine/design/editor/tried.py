"""The form of a service that is still being written, tried out: what is typed is understood as in the real journey,
conditions and calculations answer, and nothing is kept."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from forms_engine.checker.cost import is_too_costly
from forms_engine.definition.checks import UNFINISHED
from forms_engine.definition.model import Definition, Field
from forms_engine.definition.registry import kind_of
from forms_engine.journey.forms import StepForm, VersionForms, with_row_added
from forms_engine.journey.render import render_fields
from forms_engine.journey.wire import ADD, AUTO, REMOVE, SHOWN
from forms_engine.logic.compile import Context
from forms_engine.walk.plan import Journey, plan_of


@dataclass(frozen=True, slots=True)
class TriedStep:
    """A step as it is shown for what was typed; `hidden`: its condition isn't met, so it has no fields."""

    number: int
    title: str
    intro: str
    fields: tuple = ()
    places: str = ""
    errors: tuple = ()
    hidden: bool = False


def tried_steps(
    definition: Definition, context: Context, posted: QueryDict | None = None, errors: bool = False
) -> list[TriedStep]:
    """The TriedSteps for what was posted from them (a QueryDict; None: nothing yet). `errors`: as if every page had
    been sent. A form whose conditions aren't finished shows all its questions; one that is too costly isn't walked,
    and shows none."""
    if is_too_costly(definition):
        return []
    try:
        return _answering(definition, context, posted or QueryDict(), errors)
    except UNFINISHED:
        return [
            TriedStep(number, step.title, step.intro, tuple(map(_still, step.fields)))
            for number, step in enumerate(definition.steps, 1)
        ]


def _still(field: Field) -> str:
    kind = kind_of(field)
    return kind.render(field, kind.to_form(field, None) if kind.asks else None)


def _answering(definition: Definition, context: Context, posted: QueryDict, errors: bool) -> list[TriedStep]:
    forms, answers, steps = VersionForms(plan_of(definition)), {}, []
    for number, step in enumerate(definition.steps, 1):
        journey = forms.plan.walk(answers, context)
        test = forms.plan.steps[number - 1].test
        if test is not None and not test(journey.facts, context):
            steps.append(TriedStep(number, step.title, step.intro, hidden=True))
            continue
        typed, answers = _understood(forms, number, journey, answers, posted, context)
        form = _form(forms, number, journey, context, answers, typed)
        html, places, _none = render_fields(form)
        messages = ()
        if errors:
            html, places, messages = _judged(forms, number, journey, context, answers, posted, places)
        steps.append(TriedStep(number, step.title, step.intro, tuple(html), places, tuple(messages)))
    return steps


def _form(
    forms: VersionForms,
    number: int,
    journey: Journey,
    context: Context,
    answers: dict[str, Any],
    typed=None,
    data=None,
) -> StepForm:
    step = forms.definition.steps[number - 1]
    step_ids = {part.id for field in step.fields for part in (field, *field.fields)}
    return forms.form_class(str(number))(
        data=data, context=context, typed=typed,
        seen={key: value for key, value in journey.facts.items() if key not in step_ids},
        kept={key: value for key, value in answers.items() if key in step_ids},
    )  # fmt: skip


def _understood(
    forms: VersionForms, number: int, journey: Journey, answers: dict[str, Any], posted: QueryDict, context: Context
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what was typed and not understood, the answers with those of this step)."""
    data = posted.copy()
    data[SHOWN], data[AUTO] = posted.get(f"{SHOWN}-{number}", ""), "1"
    form = _form(forms, number, journey, context, answers, data=data)
    form.is_valid()
    step_answers = form.answers
    if group := posted.get(ADD):
        step_answers = with_row_added(step_answers, form.plan, group)
    del data[AUTO]
    if REMOVE in data:
        del data[REMOVE]
    return form.typed_anew, answers | step_answers


def _judged(
    forms: VersionForms,
    number: int,
    journey: Journey,
    context: Context,
    answers: dict[str, Any],
    posted: QueryDict,
    places: str,
) -> tuple[list[Any], str, list[Any]]:
    """The step as after sending it."""
    data = posted.copy()
    data[SHOWN] = places
    form = _form(forms, number, journey, context, answers, data=data)
    form.is_valid()
    return render_fields(form)
