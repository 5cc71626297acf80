"""From a StepForm to what the page shows: the HTML of each field, and the errors for the summary."""

from dataclasses import dataclass

from forms_engine.definition.registry import kind_of
from forms_engine.journey.forms import html_name


@dataclass(frozen=True, slots=True)
class StepError:
    """One line of the error summary: the id of the control to go to, and what to mend."""

    target: str
    message: str


def named(field, message):
    """The message with the question's name in front, unless it names it already: in the summary two messages of
    the same words would otherwise be the same."""
    return message if field.label.casefold() in message.casefold() else f"{field.label}: {message}"


def render_fields(form, draft):
    """(list of field HTML, places of the fields shown as "0,1,3", list of StepError)."""
    places = {field.id: str(place) for place, field in enumerate(form.step.fields)}
    html, shown, errors = [], [], []
    uploads = None
    for field in form.visible_fields_of_step():
        kind = kind_of(field)
        name = html_name(field)
        messages = [named(field, str(message)) for message in form.errors.get(name, ())] if form.is_bound else []
        if kind.computes:
            value = form.computed.get(field.id)
        elif form.is_bound:
            value = kind.typed(field, form.data) if kind.asks else None
        elif form.typed and name in form.typed and field.id not in form.kept:
            value = form.typed[name]
        else:
            value = kind.to_form(field, form.kept.get(field.id)) if kind.asks else None
        kept = ()
        if kind.multipart:
            if uploads is None:
                uploads = {str(upload.uuid): upload for upload in draft.uploads.all()}
            stored = form.answers.get(field.id, form.kept.get(field.id)) or ()
            kept = [uploads[item] for item in stored if item in uploads]
        html.append(kind.render(field, value, messages, kept))
        shown.append(places[field.id])
        if messages:
            errors.append(StepError(kind.focus_id(field), messages[0]))
    return html, ",".join(shown), errors
