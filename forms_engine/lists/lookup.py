"""What forms read of the lists: by key, in the region in force, cached in this process.

One query a second and region tells which lists there are and how they are stamped, however many questions ask; the
entries are read again only when a list's stamp is another.
"""

import time
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html_join

from cms.regions.scoping import current_region
from forms_engine.lists.models import LABEL_LENGTH, ReferenceEntry, ReferenceList

FRESH = 1.0  # seconds for which the stamps are believed
CACHED_LISTS = 200
SHOWN = 12  # entries found by a search

_stamps: dict[int, tuple[float, dict[str, tuple[int, str]]]] = {}  # region → (when, {key: (pk, stamp)})
_entries: "dict[tuple[int, str], tuple[str, Entries]]" = {}  # (region, key) → (stamp, Entries)


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a list that are offered. `titles`: code → what a person reads, told apart where two labels are
    the same; `options`: the same as HTML options; `weight`: their compressed size in bytes."""

    titles: dict[str, str]
    options: str = ""
    weight: int = 0
    by_text: dict[str, str | None] = field(
        default_factory=dict
    )  # a code or title, folded → code; None where it is several

    def find(self, text: str) -> str | None:
        """The code that a text names exactly, None when it names none or several."""
        return self.by_text.get(_fold(text))

    def search(self, text: str) -> tuple[list[str], bool]:
        """The codes of entries that hold each word of the text, the likeliest first, at most SHOWN, and whether there
        are more."""
        words = _fold(text).split()
        if not words:
            return [], False
        matches = []
        for index, (code, title) in enumerate(self.titles.items()):
            folded = f"{_fold(title)} {code.casefold()}"
            if all(word in folded for word in words):
                matches.append((not folded.startswith(words[0]), index, code))
        matches.sort()
        return [code for _late, _index, code in matches[:SHOWN]], len(matches) > SHOWN


def _fold(text: object) -> str:
    return " ".join(str(text).casefold().split())


def entries_from(rows: Sequence[tuple[str, str, Sequence[str]]]) -> Entries:
    """The Entries of (code, label, [extra, …]) in order."""
    labels = Counter(_fold(label) for _code, label, _extra in rows)
    titles = {}
    for code, label, extra in rows:
        more = ", ".join(text for text in extra if text) if labels[_fold(label)] > 1 else ""
        titles[code] = f"{label} ({more})"[:LABEL_LENGTH] if more else label
    again = Counter(_fold(title) for title in titles.values())
    titles = {
        code: f"{title[: LABEL_LENGTH - len(code) - 3]} ({code})" if again[_fold(title)] > 1 else title
        for code, title in titles.items()
    }
    by_text = {}
    for code, title in titles.items():
        folded = _fold(title)
        by_text[folded] = None if folded in by_text else code
    by_text |= {_fold(code): code for code in titles}  # a code is its entry's, whatever another is called
    options = format_html_join("", '<option value="{}">{}</option>', titles.items())
    return Entries(titles, options, len(zlib.compress(options.encode(), 6)), by_text)


def region_in_force() -> int | None:
    """The id of the one region in force, else None."""
    region = current_region()
    return region if isinstance(region, int) else None


def _lists_of(region: int) -> dict[str, tuple[int, str]]:
    cached = _stamps.get(region)
    if cached is None or time.monotonic() - cached[0] > FRESH:
        rows = ReferenceList.objects.values_list("key", "pk", "stamp")
        cached = (time.monotonic(), {key: (pk, stamp) for key, pk, stamp in rows})
        _stamps[region] = cached
    return cached[1]


def entries_of(key: str) -> Entries | None:
    """The Entries of the list with this key, None where the region in force has none."""
    region: Any = region_in_force()
    stamped = _lists_of(region).get(key) if region is not None and isinstance(key, str) else None
    if stamped is None:
        return None
    pk, stamp = stamped
    cached = _entries.get((region, key))
    if cached is None or cached[0] != stamp:
        rows = ReferenceEntry.objects.filter(reference_id=pk, active=True).values_list("code", "label", "extra")
        if len(_entries) >= CACHED_LISTS:
            _entries.pop(next(iter(_entries)), None)
        cached = _entries[(region, key)] = (stamp, entries_from(list(rows)))
    return cached[1]


def list_choices() -> list[tuple[str, str]]:
    """(key, name) of the lists in the region in force, for the editor; asked anew each time the block is drawn."""
    return list(ReferenceList.objects.order_by("name").values_list("key", "name"))


def forget_lists(region: int | None = None) -> None:
    """Believe nothing that is cached of a region's lists, of all without one."""
    if region is None:
        _stamps.clear()
        _entries.clear()
    else:
        _stamps.pop(region, None)
