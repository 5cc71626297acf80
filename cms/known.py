"""Rows that every page reads and that hardly ever change (regions, services), kept in this process."""

import time
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

FRESH = 1.0  # seconds for which a row is believed: what another process has changed is seen within that
MOST = 5000

_every = []


class Known:
    """The rows of a model (or "app.Model") by key, with `fields` of them only. They are shared between requests:
    nobody changes them.

    A save in this process is seen at once (`also`: parents whose saves are saves of it). What must be right to the
    moment is asked of the database.
    """

    def __init__(self, model: type[Model] | str, *fields: str, also: Iterable[type[Model] | str] = ()) -> None:
        self.model, self.fields, self.rows = model, fields, {}
        for sender in (model, *also):
            for signal in (post_save, post_delete):
                signal.connect(self._changed, sender=sender)
        _every.append(self)

    def get(self, pk: int) -> Any:
        """The row; DoesNotExist when there is none."""
        asked_at = time.monotonic()
        entry = self.rows.get(pk)
        if entry is None or asked_at - entry[0] > FRESH:
            model = apps.get_model(self.model) if isinstance(self.model, str) else self.model
            row = model._base_manager.only(*self.fields).get(pk=pk)
            if len(self.rows) >= MOST:
                self.rows.clear()
            self.rows[pk] = entry = (asked_at, row)
        return entry[1]

    def forget(self, pk: int) -> None:
        """Ask the database the next time."""
        self.rows.pop(pk, None)

    def _changed(self, instance: Model, **kwargs: Any) -> None:
        """Now for this transaction, and once more when it is over: somebody may have read the row meanwhile."""
        pk = instance.pk
        self.forget(pk)
        transaction.on_commit(lambda: self.forget(pk), robust=True)


def forget_known() -> None:
    """Forget every row, for tests: a rollback and a bulk update send no signal."""
    for known in _every:
        known.rows.clear()
