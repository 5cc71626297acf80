"""From a StepForm to what the page shows: the HTML of each field, and the errors for the summary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms_engine.applications.models import Draft
from forms_engine.definition.kind import Kind
from forms_engine.definition.model import Check, Field
from forms_engine.fields.base import html_name
from forms_engine.journey.forms import StepForm, new_row_id
from forms_engine.journey.wire import SEPARATOR
from forms_engine.logic.compile import reads
from forms_engine.uploads.models import Upload
from forms_engine.walk.plan import columns, field_rows
from forms_engine.walk.questions import ROW, Question, in_row, stored_rows


@dataclass(frozen=True, slots=True)
class StepError:
    """One line of the error summary: the id of the control to go to, and what to mend."""

    target: str
    message: str


def named(field: Field, message: str) -> str:
    """The message with the question's name in front, unless it names it already: in the summary two messages of
    the same words would otherwise be the same."""
    return message if field.label.casefold() in message.casefold() else f"{field.label}: {message}"


class _Page:
    """One page in the making: `html` of the fields, `shown_paths` where they stand, `errors` for the summary."""

    def __init__(self, form: StepForm, draft: Draft | None) -> None:
        self.form, self.draft = form, draft
        self.html, self.shown_paths, self.errors = [], [], []
        self.fields = []  # as put to this person, for placing the errors of checks
        self._uploads: dict[str, Upload] | None = None

    def questions(
        self,
        questions: Iterable[Question],
        facts: dict[str, Any],
        stored: Mapping[str, Any],
        path: str = "",
        row: str = "",
        title: str = "",
    ) -> list[str]:
        """The HTML of each question shown; `stored` are the stored answers, by those just given; `facts` learn them.
        In a row: its `path` and id, and the `title` that its messages begin with."""
        html = []
        for index, question in enumerate(questions):
            field, kind = question.shown(facts, self.form.context), question.kind
            if field is None:
                continue
            here, bound = f"{path}{index}", in_row(field, row)
            self.shown_paths.append(here)
            if not row:
                self.fields.append((field, kind))
            if kind.computes:
                html.append(kind.render(bound, self.form.compute(question, field, facts)))
            elif kind.repeats:
                html.append(self.rows(question, field, here, stored.get(field.id), facts))
            else:
                html.append(self.question(field, bound, kind, stored, title))
                if kind.asks and field.id in stored:
                    facts[field.id] = kind.for_rules(field, stored[field.id])
            if kind.stops:
                break
        return html

    def question(self, field: Field, bound: Field, kind: Kind, stored: Mapping[str, Any], title: str) -> str:
        """The HTML of one question, with what was typed or is stored, and its errors; `bound`: it in its row."""
        form, name = self.form, html_name(bound)
        messages = [named(field, message) for message in form.errors.get(name, ())] if form.is_bound else []
        if title:  # the same words there as in the summary, where two rows would otherwise read the same
            messages = [f"{title}: {message}" for message in messages]
        typed = form.typed_anew if form.is_bound else form.typed
        if not kind.asks:
            value = None
        elif name in typed and (form.is_bound or field.id not in stored):
            value = typed[name]
        else:
            value = kind.to_form(bound, stored.get(field.id))
        files = self.uploads(kind.files_of(field, stored.get(field.id))) if kind.multipart else ()
        if messages:
            self.errors += [StepError(kind.error_id(bound, value), message) for message in messages]
        return kind.render(bound, value, messages, files)

    def uploads(self, stored: Iterable[str] | None) -> list[Upload]:
        """The draft's Uploads with these uuids."""
        if self._uploads is None:
            of_draft = self.draft.uploads.all() if self.draft is not None else ()
            self._uploads = {str(upload.uuid): upload for upload in of_draft}
        return [self._uploads[item] for item in stored or () if item in self._uploads]

    def rows(self, question: Question, field: Field, here: str, stored: Any, facts: dict[str, Any]) -> str:
        """A repeating group: as many rows as there are, at least as many as there must be."""
        kind, (least, most) = question.kind, field_rows(field)
        rows = stored_rows(stored)
        rows = [*rows, *({ROW: new_row_id()} for _missing in range(least - len(rows)))]
        drawn, known_rows, child_ids = [], [], [child.field.id for child in question.children]
        for number, row in enumerate(rows, 1):
            path, title = f"{here}{SEPARATOR}{row[ROW]}", kind.title_of_row(field, number)
            self.shown_paths.append(path)
            inside = dict(facts)
            inner = self.questions(question.children, inside, row, f"{path}{SEPARATOR}", row[ROW], title)
            drawn.append({"id": row[ROW], "title": title, "fields": inner})
            known_rows.append({ROW: row[ROW]} | {key: inside[key] for key in child_ids if key in inside})
        if stored is not None:  # what is calculated below the group reads its rows
            facts[field.id] = known_rows
            facts.update(columns(question.children, known_rows))
        messages = self.form.errors.get(html_name(field), ()) if self.form.is_bound else ()
        if messages:
            self.errors.append(StepError(kind.focus_id(field), messages[0]))
        return kind.render_rows(field, drawn, messages, can_add=len(rows) < most, can_remove=len(rows) > least)

    def met_checks(self, checks: Iterable[Check]) -> None:
        """The admin's own messages, each leading to the last question of this page that it looks at."""
        for check in checks:
            read = set(reads(check.when))
            asked = [
                (field, kind)
                for field, kind in self.fields
                if field.id in read or not read.isdisjoint(child.id for child in field.fields)
            ]
            for field, kind in (asked or self.fields)[-1:]:
                self.errors.append(StepError(kind.focus_id(field), check.message))


def render_fields(
    form: StepForm, draft: Draft | None = None, failed: Iterable[Check] = ()
) -> tuple[list[str], str, list[StepError]]:
    """(list of field HTML, paths of the fields shown as "0,1,3.k7tm", list of StepError). `draft`: whose files are
    shown, None where no file is ever kept; `failed`: the checks of the step that what is stored meets."""
    page = _Page(form, draft)
    stored = {key: value for key, value in form.stored.items() if key not in form.refused} | form.answers
    html = page.questions(form.plan.questions, dict(form.seen), stored)
    page.met_checks(form.failed if form.is_bound else failed)
    return html, ",".join(page.shown_paths), page.errors
