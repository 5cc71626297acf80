"""Changing a reference list: each change one transaction, with its audit event and a new stamp."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cms.audit.trail import record
from forms_engine.lists.lookup import forget_lists
from forms_engine.lists.models import ReferenceEntry, ReferenceList, new_key
from forms_engine.lists.reading import Reading, Row

MAX_KEPT = 20_000  # retired ones included
BATCH = 500


class Outdated(Exception):
    """The list, or the import that waits, is another than the one that was looked over."""


class TooMany(Exception):
    """With what is retired, the list would hold more than MAX_KEPT entries."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What an import would do, as lists of Rows: new codes, changed entries, those no longer offered, those offered
    again; `reordered`: whether those that stay come in another order."""

    added: list[Row]
    changed: list[Row]
    retired: list[Row]
    returned: list[Row]
    unchanged: int
    reordered: bool

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.retired or self.returned or self.reordered)


def as_row(entry: ReferenceEntry) -> Row:
    """An entry as a Row."""
    return Row(entry.code, entry.label, entry.active, tuple(entry.extra))


def replacement_of(reference: ReferenceList, columns: Sequence[str], rows: Sequence[Row]) -> Replacement:
    """The Replacement of the list's entries by Rows."""
    before = {entry.code: as_row(entry) for entry in reference.entries.all()}
    order = {code: index for index, code in enumerate(before)}
    indexes = [order[row.code] for row in rows if row.code in order]
    added, changed, retired, returned, unchanged = [], [], [], [], 0
    for row in rows:
        old = before.pop(row.code, None)
        if old is None:
            added.append(row)
        elif old.active and not row.active:
            retired.append(row)
        elif row.active and not old.active:
            returned.append(row)
        elif old == row and tuple(reference.columns) == tuple(columns):
            unchanged += 1
        else:
            changed.append(row)
    for old in before.values():
        if old.active:
            retired.append(old)
        else:
            unchanged += 1
    return Replacement(added, changed, retired, returned, unchanged, indexes != sorted(indexes))


def hold(reference: ReferenceList, reading: Reading) -> None:
    """Keep a Reading with the list until it is confirmed."""
    reference.pending = {
        "columns": list(reading.columns),
        "rows": [[row.code, row.label, row.active, list(row.extra)] for row in reading.rows],
    }
    reference.save(update_fields=["pending"])


def pending_of(reference: ReferenceList) -> tuple[tuple[str, ...], list[Row]] | None:
    """(columns, Rows) of the import that waits; None without one."""
    if not reference.pending:
        return None
    rows = [Row(code, label, active, tuple(extra)) for code, label, active, extra in reference.pending["rows"]]
    return tuple(reference.pending["columns"]), rows


def token_of(reference: ReferenceList) -> str:
    """What stands for this import into this state of the list."""
    body = json.dumps([reference.stamp, reference.pending], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def changed(reference: ReferenceList, actor: str, action: str, **data: Any) -> None:
    """Give the list a new stamp and write the audit event, in the caller's transaction."""
    reference.stamp = new_key()
    reference.save()
    record(reference.region_id, actor, action, reference, **data)
    forget_lists(reference.region_id)
    transaction.on_commit(lambda: forget_lists(reference.region_id))


@transaction.atomic
def confirm(pk: int, token: str, actor: str) -> Replacement:
    """Do what the import that waits says; returns the Replacement that was done. Raises Outdated, TooMany."""
    reference = ReferenceList.objects.select_for_update().get(pk=pk)
    waiting = pending_of(reference)
    if waiting is None or token != token_of(reference):
        raise Outdated
    columns, rows = waiting
    replacement = replacement_of(reference, columns, rows)
    replace(reference, columns, rows)
    reference.pending = None
    counts = {name: len(getattr(replacement, name)) for name in ("added", "changed", "retired", "returned")}
    changed(reference, actor, "list.imported", **counts)
    return replacement


def replace(reference: ReferenceList, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """The entries as Rows have them; what they don't have is retired. In the caller's transaction."""
    entries = {entry.code: entry for entry in reference.entries.all()}
    fresh, touched = [], []
    for index, row in enumerate(rows):
        entry = entries.pop(row.code, None)
        values = {"label": row.label, "extra": list(row.extra), "active": row.active, "place": index}
        if entry is None:
            fresh.append(ReferenceEntry(region_id=reference.region_id, reference=reference, code=row.code, **values))
        elif any(getattr(entry, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(entry, name, value)
            touched.append(entry)
    if len(rows) + len(entries) > MAX_KEPT:
        raise TooMany
    gone = list(entries.values())
    for index, entry in enumerate(gone, len(rows)):
        # What the file no longer names keeps what is known of it, as far as the columns are the same.
        extra_by_title = dict(zip(reference.columns, entry.extra, strict=False))
        entry.active, entry.place = False, index
        entry.extra = [extra_by_title.get(title, "") for title in columns]
    ReferenceEntry.objects.bulk_create(fresh, BATCH)
    ReferenceEntry.objects.bulk_update([*touched, *gone], ["label", "extra", "active", "place"], BATCH)
    reference.columns = list(columns)
