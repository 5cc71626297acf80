"""formtools' storage over a Draft row.

Where you are is in the address, never stored, so two tabs don't disturb each other. Each response writes once: the
posted step is merged into the row under a lock, so two tabs (or devices) lose nothing to each other.
"""

from django.db import transaction
from formtools.wizard.storage.base import BaseStorage

from forms_engine.applications.models import Draft
from forms_engine.journey.wire import AUTO, NEWS
from forms_engine.walk.questions import merge_rows, stored_rows


def _merged(old, new, removed, left=()):
    """An answer as it is stored: rows are merged, so that a row added in another tab stays."""
    rows = isinstance(new, list) and len(stored_rows(new)) == len(new)  # under the same id may once have been others
    has_rows = rows and (new or stored_rows(old))
    return merge_rows(old, new, removed, left) if has_rows else new


class DraftStorage(BaseStorage):
    """`request.draft` is the row. Step data is what was typed; answers are set by the view with `set_answers`."""

    def __init__(self, prefix, request=None, file_storage=None):
        super().__init__(prefix, request, file_storage)
        self.draft = request.draft
        self.init_data()
        self._answers = None
        self._typed = {}
        # The posted page told what a new version changed, and the person goes on from it.
        self._seen = NEWS in request.POST and AUTO not in request.POST

    def init_data(self):
        super().init_data()
        self.data[self.step_data_key] = dict(self.draft.typed)

    def reset(self):
        """Nothing: a draft is never emptied by an address."""

    def get_step_files(self, step):
        """None: files are Upload rows, kept the moment they arrive."""

    def set_step_files(self, step, files):
        pass

    def set_step_data(self, step, cleaned_data):
        """Keep what was typed in a step (name → list of strings), or forget it when None."""
        self._typed[step] = cleaned_data

    def set_answers(self, answers, gone=(), removed=(), left=()):
        """Merge the step's accepted answers; ids in `gone` lose theirs (typed anew, but not acceptable yet), and
        `removed` are the ids of rows taken away; what rows hold of the questions in `left` stays as it is."""
        self._answers = (answers, tuple(gone), frozenset(removed), frozenset(left))

    def update_response(self, response):
        if self._answers is None and not self._typed:
            return
        with transaction.atomic():
            row = Draft.objects.select_for_update().only("answers", "typed", "region_id").get(pk=self.draft.pk)
            answers, gone, removed, left = self._answers or ({}, (), (), ())
            kept = {key: value for key, value in row.answers.items() if key not in gone}
            row.answers = kept | {key: _merged(kept.get(key), value, removed, left) for key, value in answers.items()}
            typed = row.typed | self._typed
            row.typed = {step: values for step, values in typed.items() if values is not None}
            fields = ["answers", "typed", "updated_at"]
            if self._seen:
                row.news = []
                fields.append("news")
            row.save(update_fields=fields)
