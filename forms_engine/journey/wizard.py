"""What we take from django-formtools, and all that we replace of it.

Taken: the life of a request (a storage is made, `get` or `post` asked, and the storage writes once, with the
response), `steps` and the names of steps in addresses, and the storage's interface.

Replaced, because there a wizard is a fixed list of form classes whose raw data is kept in the session until the end:
- the list of forms: each person's journey, found on each request (`DraftWizard.form_list`), so that none is declared;
- the storage: a Draft row (`DraftStorage`), whose answers are accepted values;
- `get` and `post`: a step is reached when nothing before it is missing, and what was typed is kept whatever comes of
  it; there is no form that carries the step's name, for the address has it;
- the end: the review is a view of its own, so nothing here is `done`.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from formtools.wizard.storage.base import BaseStorage
from formtools.wizard.views import NamedUrlWizardView

from forms_engine.applications.models import Draft
from forms_engine.journey.forms import StepForm
from forms_engine.journey.wire import AUTO, NEWS
from forms_engine.walk.questions import merge_rows, stored_rows


def _merged(old: Any, new: Any, removed: Collection[str], untouched: Iterable[str] = ()) -> Any:
    """An answer as it is stored: rows are merged, so that a row added in another tab stays."""
    rows = isinstance(new, list) and len(stored_rows(new)) == len(new)  # under the same id may once have been others
    has_rows = rows and (new or stored_rows(old))
    return merge_rows(old, new, removed, untouched) if has_rows else new


class DraftStorage(BaseStorage):
    """`request.draft` is the row. Step data is what was typed; answers are set by the view with `set_answers`.

    Where you are is in the address, never stored, so two tabs don't disturb each other. Each response writes once:
    the posted step is merged into the row under a lock, so two tabs (or devices) lose nothing to each other.
    """

    def __init__(self, prefix: str, request: HttpRequest | None = None, file_storage: Any = None) -> None:
        super().__init__(prefix, request, file_storage)
        self.draft = request.draft
        self.init_data()
        self._answers = None
        self._typed = {}
        # The posted page told what a new version changed, and the person goes on from it.
        self._seen = NEWS in request.POST and AUTO not in request.POST

    def init_data(self) -> None:
        super().init_data()
        self.data[self.step_data_key] = dict(self.draft.typed)

    def reset(self) -> None:
        """Nothing: a draft is never emptied by an address."""

    def get_step_files(self, step: str) -> None:
        """None: files are Upload rows, kept the moment they arrive."""

    def set_step_files(self, step: str, files: Any) -> None:
        pass

    def set_step_data(self, step: str, cleaned_data: Mapping[str, Any] | None) -> None:
        """Keep what was typed in a step (name → list of strings), or forget it when None."""
        self._typed[step] = cleaned_data

    def set_answers(
        self,
        answers: Mapping[str, Any],
        gone: Iterable[str] = (),
        removed: Iterable[str] = (),
        untouched: Iterable[str] = (),
    ) -> None:
        """Merge the step's accepted answers; ids in `gone` lose theirs (typed anew, but not acceptable yet), and
        `removed` are the ids of rows taken away; what rows hold of the questions in `untouched` stays as it is."""
        self._answers = (answers, tuple(gone), frozenset(removed), frozenset(untouched))

    def update_response(self, response: HttpResponse) -> None:
        """Write what the request brought into the row, under a lock."""
        if self._answers is None and not self._typed:
            return
        with transaction.atomic():
            row = Draft.objects.select_for_update().only("answers", "typed", "region_id").get(pk=self.draft.pk)
            answers, gone, removed, untouched = self._answers or ({}, (), (), ())
            remaining = {key: value for key, value in row.answers.items() if key not in gone}
            row.answers = remaining | {
                key: _merged(remaining.get(key), value, removed, untouched) for key, value in answers.items()
            }
            typed = row.typed | self._typed
            row.typed = {step: values for step, values in typed.items() if values is not None}
            fields = ["answers", "typed", "updated_at"]
            if self._seen:
                row.news = []
                fields.append("news")
            row.save(update_fields=fields)


class DraftWizard(NamedUrlWizardView):
    """A wizard whose steps are those of a draft's journey.

    A subclass finds the journey (`find_journey`), makes a step's form (`get_form`), shows it (`get_context_data`) and
    takes what was posted (`take`).
    """

    storage_name = f"{__name__}.DraftStorage"

    @classmethod
    def get_initkwargs(cls, *, url_name: str, done_step_name: str) -> dict[str, str]:
        """formtools wants forms here, to look them over once; ours are known when a person comes."""
        return {"url_name": url_name, "done_step_name": done_step_name}

    def dispatch(self, request: HttpRequest, *args: Any, draft: Draft, **kwargs: Any) -> HttpResponseBase:
        self.draft = request.draft = draft
        self.find_journey()
        return super().dispatch(request, *args, **kwargs)

    def get_form_list(self) -> dict[str, type[StepForm]]:
        """The forms of the person's journey by the names of their steps; conditions are decided already."""
        return self.form_list

    def get_step_url(self, step: str) -> str:
        name = "review" if step == self.done_step_name else self.url_name
        return reverse(name, args=[self.draft.token] if step == self.done_step_name else [self.draft.token, step])

    def get(self, *args: Any, step: str, **kwargs: Any) -> HttpResponse:
        if not self.reachable(step):
            return HttpResponseRedirect(self.go_on_url())
        self.storage.current_step = step
        return self.render(self.get_form(step))

    def post(self, *args: Any, step: str, **kwargs: Any) -> HttpResponse:
        if not self.is_step(step):
            return HttpResponseRedirect(self.go_on_url())
        self.storage.current_step = step
        return self.take(step, self.get_form(step, data=self.request.POST, files=self.request.FILES))

    def render(self, form: StepForm | None = None, **kwargs: Any) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data(form=form or self.get_form()))
