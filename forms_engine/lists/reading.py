"""A CSV file of a reference list: read into rows, with every mistake named by its line; and written.

First line: the titles of the columns, in any order. `kode`/`code` and `nama`/`label` are needed, `aktif`/`active`
says whether an entry is offered, all others are kept with the entry. UTF-8 (with or without BOM), UTF-16 with BOM or
Windows-1252; comma, semicolon or tab.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cms.sandbox.parsers import DATA, Parser
from cms.sandbox.run import OFFICE, Busy, Refused, Stopped, run
from forms_engine.lists.models import CODE_LENGTH, EXTRA_LENGTH, LABEL_LENGTH
from forms_engine.text.typed import tidy

CELLS = Parser("forms_engine.lists.cells.cells", frozenset({"not_text", "wide"}), DATA)
MAX_BYTES = 3 * 1024 * 1024
MAX_ENTRIES = 5_000
MAX_COLUMNS = 8
MAX_CELLS = 500  # of a line, what nobody keeps included
MAX_ERRORS = 20
CODE, LABEL = {"code", "kode", "id"}, {"label", "nama", "name", "uraian", "keterangan"}
ACTIVE = {"active", "aktif"}
YES, NO = {"", "ya", "y", "yes", "1", "true", "benar", "aktif", "x"}, {"tidak", "t", "no", "n", "0", "false", "salah"}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes what begins so for a formula


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the file has it; `extra` follows the file's own columns."""

    code: str
    label: str
    active: bool
    extra: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """What a file holds. With `errors`, nothing of it may be used."""

    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    more_errors: bool = False  # there is at least one more; reading ended there

    def wrong(self, message: str) -> None:
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(message)
        else:
            self.more_errors = True

    def wrong_at(self, line: int, message: str) -> None:
        self.wrong(_("Line %(line)s: %(what)s") % {"line": line, "what": message})


def read_csv(content: bytes) -> Reading:
    """The Reading of a file's bytes."""
    reading = Reading()
    if len(content) > MAX_BYTES:
        reading.wrong(_("This file is larger than 3 MB. A list of 5,000 entries never is: choose another file."))
        return reading
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        reading.wrong(_("This is a spreadsheet. Open it, choose “Save as” and “CSV UTF-8”, and upload that file."))
        return reading
    try:
        parsed = run(CELLS, content, OFFICE, most_rows=MAX_ENTRIES + 2, most_cells=MAX_CELLS)
    except (Refused, Stopped, Busy) as failure:
        _why_not(failure, reading)
    else:
        if parsed["count"] - 1 > MAX_ENTRIES:
            reading.wrong(
                _("This file has %(count)s entries; a list holds at most %(most)s.")
                % {"count": parsed["count"] - 1, "most": MAX_ENTRIES}
            )
        _read(parsed["rows"], reading)
        _close(parsed["count"], parsed["broken"], reading)
    return reading


def _why_not(failure: Refused | Stopped | Busy, reading: Reading) -> None:
    """Say why a file's cells couldn't be had."""
    match failure:
        case Refused(code="not_text"):
            reading.wrong(_("This isn't a text file. Save the list as “CSV UTF-8” and upload that file."))
        case Refused():
            reading.wrong_at(
                failure.values["line"], _("this line has more than %(most)s cells.") % {"most": MAX_CELLS}
            )
        case Stopped():
            reading.wrong(_("This file is too large inside. Save the list again as “CSV UTF-8” and upload that."))
        case _:
            reading.wrong(_("Other files are being read right now. Upload this one again in a moment."))


def _read(rows: list[tuple[int, list[str]]], reading: Reading) -> None:
    if not rows:
        return
    (_line, head), *rows = rows
    indexes = _head([_cell(cell) for cell in head], reading)
    if indexes is None:
        return
    line_of_code = {}
    for line, cells in rows:
        if reading.more_errors:
            break  # what follows changes nothing: the file isn't taken in
        if len(cells) > len(head):
            reading.wrong_at(
                line,
                _("there are %(count)s cells but %(titles)s columns. A cell that holds the separator needs quotation "
                  "marks around it.") % {"count": len(cells), "titles": len(head)},
            )  # fmt: skip
            continue
        row = _row([*map(_cell, cells), *[""] * (len(head) - len(cells))], indexes, line, reading)
        if row is None:
            continue
        before = line_of_code.setdefault(row.code.casefold(), line)
        if before != line:
            reading.wrong_at(
                line,
                _("the code “%(code)s” is already used in line %(before)s.") % {"code": row.code, "before": before},
            )
            continue
        reading.rows.append(row)


def _close(count: int, broken: int, reading: Reading) -> None:
    """What can be said of a file as a whole, of `count` rows with the first."""
    if broken:
        reading.wrong_at(
            broken, _("a quotation mark isn't closed, or stands in the middle of a cell. Check this line.")
        )
    elif not count:
        reading.wrong(_("This file is empty."))
    elif not reading.rows and not reading.errors:
        reading.wrong(_("This file has a first line, but no entries below it."))


def _head(titles: list[str], reading: Reading) -> tuple[int, int, int | None, list[int]] | None:
    """(index of code, of label, of active or None, those of the others); None when the first line won't do."""
    plain = [title.casefold() for title in titles]
    code = next((index for index, title in enumerate(plain) if title in CODE), None)
    label = next((index for index, title in enumerate(plain) if title in LABEL), None)
    if code is None or label is None:
        reading.wrong_at(
            1,
            _("the first line must name the columns, among them “kode” and “nama”. It names: %(titles)s.")
            % {"titles": ", ".join(f"“{title[:40]}”" for title in titles[:8])},
        )
        return None
    active = next((index for index, title in enumerate(plain) if title in ACTIVE), None)
    extra_indexes = [index for index, title in enumerate(plain) if title and index not in (code, label, active)]
    if len({plain[index] for index in extra_indexes}) < len(extra_indexes):
        reading.wrong_at(1, _("two columns have the same title."))
        return None
    if len(extra_indexes) > MAX_COLUMNS:
        reading.wrong_at(
            1, _("there are %(count)s columns beside code and name; at most %(most)s are kept. Take some out.")
            % {"count": len(extra_indexes), "most": MAX_COLUMNS},
        )  # fmt: skip
        return None
    reading.columns = tuple(titles[index][:60] for index in extra_indexes)
    return code, label, active, extra_indexes


def _row(cells: list[str], indexes: tuple[int, int, Any, list[int]], line: int, reading: Reading) -> Row | None:
    """The Row of a line, None when something in it is wrong."""
    code_at, label_at, active_at, extra_indexes = indexes
    code, label = cells[code_at], cells[label_at]
    extra = tuple(cells[index] for index in extra_indexes)
    answer = cells[active_at].casefold() if active_at is not None else ""
    wrong = []
    if not code:
        wrong.append(_("the code is missing."))
    elif re.fullmatch(r"\d([.,]\d+)?E\+\d+", code, re.IGNORECASE):
        wrong.append(
            _("the spreadsheet has turned the code into “%(code)s”. Format the column as text and type it again.")
            % {"code": code}
        )
    if not label:
        wrong.append(_("the name is missing."))
    for text, most in ((code, CODE_LENGTH), (label, LABEL_LENGTH), *((text, EXTRA_LENGTH) for text in extra)):
        if len(text) > most:
            wrong.append(
                _("“%(start)s…” is %(length)s characters long; at most %(most)s fit.")
                % {"start": text[:20], "length": len(text), "most": most}
            )
    if answer not in YES | NO:
        wrong.append(_("in the column “aktif”, write ya or tidak, not “%(text)s”.") % {"text": cells[active_at][:20]})
    for message in wrong:
        reading.wrong_at(line, message)
    return None if wrong else Row(code, label, answer not in NO, extra)


def _cell(text: str) -> str:
    """A cell without what only a spreadsheet put there: the apostrophe that made a text of a formula."""
    text = tidy(text)
    return tidy(text[1:]) if text.startswith("'") and text[1:].startswith(DANGEROUS) else text


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (CSV injection)."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def write_csv(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """The file (bytes) of Rows: UTF-8 with BOM and semicolons, as an Indonesian spreadsheet opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["kode", "nama", *map(harmless, columns), "aktif"])
    for row in rows:
        writer.writerow([*map(harmless, (row.code, row.label, *row.extra)), "ya" if row.active else "tidak"])
    return out.getvalue().encode("utf-8-sig")
