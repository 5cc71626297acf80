"""A CSV file of a reference list: read into rows, with every mistake named by its line; and written.

First line: the titles of the columns, in any order. `kode`/`code` and `nama`/`label` are needed, `aktif`/`active`
says whether an entry is offered, all others are kept with the entry. UTF-8 (with or without BOM), UTF-16 with BOM or
Windows-1252; comma, semicolon or tab.
"""

import csv
import io
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from forms_engine.fields.base import tidy
from forms_engine.lists.models import CODE_LENGTH, EXTRA_LENGTH, LABEL_LENGTH

MAX_BYTES = 3 * 1024 * 1024
MAX_ENTRIES = 5_000
MAX_COLUMNS = 8
MAX_ERRORS = 20
MOST_CELLS = 1_000  # in a line; a list keeps ten of them
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

    def wrong(self, message):
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(message)
        else:
            self.more_errors = True

    def wrong_at(self, line, message):
        self.wrong(_("Line %(line)s: %(what)s") % {"line": line, "what": message})


def _text(content):
    """The file's text, None when it is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _separator(text):
    """The sign between the columns, by the first line that isn't empty."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(";,\t", key=outside.count)


def read_csv(content):
    """The Reading of a file's bytes."""
    reading = Reading()
    if len(content) > MAX_BYTES:
        reading.wrong(_("This file is larger than 3 MB. A list of 5,000 entries never is: choose another file."))
        return reading
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        reading.wrong(_("This is a spreadsheet. Open it, choose “Save as” and “CSV UTF-8”, and upload that file."))
        return reading
    text = _text(content)
    if text is None:
        reading.wrong(_("This isn't a text file. Save the list as “CSV UTF-8” and upload that file."))
        return reading
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        _read(reader, reading)
    except csv.Error:
        reading.wrong_at(
            reader.line_num, _("a quotation mark isn't closed, or stands in the middle of a cell. Check this line.")
        )
    return reading


def _read(reader, reading):
    head = next((row for row in reader if any(cell.strip() for cell in row)), None)
    if head is None:
        reading.wrong(_("This file is empty."))
        return
    if _too_wide(head, reader.line_num, reading):
        return
    places = _head([_cell(cell) for cell in head], reading)
    if places is None:
        return
    seen = {}
    for cells in reader:
        line = reader.line_num
        if len(reading.rows) > MAX_ENTRIES or reading.more_errors or _too_wide(cells, line, reading):
            break  # what follows changes nothing: the file isn't taken in
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
            reading.wrong_at(
                line,
                _("there are %(count)s cells but %(titles)s columns. A cell that holds the separator needs quotation "
                  "marks around it.") % {"count": len(cells), "titles": len(head)},
            )  # fmt: skip
            continue
        row = _row([*map(_cell, cells), *[""] * (len(head) - len(cells))], places, line, reading)
        if row is None:
            continue
        before = seen.setdefault(row.code.casefold(), line)
        if before != line:
            reading.wrong_at(
                line,
                _("the code “%(code)s” stands in line %(before)s already.") % {"code": row.code, "before": before},
            )
            continue
        reading.rows.append(row)
    if not reading.rows and not reading.errors:
        reading.wrong(_("This file has a first line, but no entries below it."))
    if len(reading.rows) > MAX_ENTRIES:
        reading.wrong(_("This file has more entries than a list holds: %(most)s at most.") % {"most": MAX_ENTRIES})


def _too_wide(cells, line, reading):
    if len(cells) <= MOST_CELLS:
        return False
    reading.wrong_at(line, _("there are more than %(most)s cells.") % {"most": MOST_CELLS})
    return True


def _head(titles, reading):
    """(place of code, of label, of active or None, of the others); None when the first line won't do."""
    plain = [title.casefold() for title in titles]
    code = next((place for place, title in enumerate(plain) if title in CODE), None)
    label = next((place for place, title in enumerate(plain) if title in LABEL), None)
    if code is None or label is None:
        reading.wrong_at(
            1,
            _("the first line must name the columns, among them “kode” and “nama”. It names: %(titles)s.")
            % {"titles": ", ".join(f"“{title[:40]}”" for title in titles[:8])},
        )
        return None
    active = next((place for place, title in enumerate(plain) if title in ACTIVE), None)
    others = [place for place, title in enumerate(plain) if title and place not in (code, label, active)]
    if len({plain[place] for place in others}) < len(others):
        reading.wrong_at(1, _("two columns have the same title."))
        return None
    if len(others) > MAX_COLUMNS:
        reading.wrong_at(
            1, _("there are %(count)s columns beside code and name; at most %(most)s are kept. Take some out.")
            % {"count": len(others), "most": MAX_COLUMNS},
        )  # fmt: skip
        return None
    reading.columns = tuple(titles[place][:60] for place in others)
    return code, label, active, others


def _row(cells, places, line, reading):
    """The Row of a line, None when something in it is wrong."""
    code_at, label_at, active_at, others = places
    code, label = cells[code_at], cells[label_at]
    extra = tuple(cells[place] for place in others)
    answer = cells[active_at].casefold() if active_at is not None else ""
    wrong = []
    if not code:
        wrong.append(_("the code is missing."))
    elif re.fullmatch(r"\d([.,]\d+)?E\+\d+", code, re.IGNORECASE):
        wrong.append(
            _("the spreadsheet has turned the code into “%(code)s”. Format the column as text and type it anew.")
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


def _cell(text):
    """A cell without what only a spreadsheet put there: the apostrophe that made a text of a formula."""
    text = tidy(text)
    return tidy(text[1:]) if text.startswith("'") and text[1:].startswith(DANGEROUS) else text


def harmless(text):
    """A cell that no spreadsheet takes for a formula (CSV injection)."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def write_csv(columns, rows):
    """The file (bytes) of Rows: UTF-8 with BOM and semicolons, as an Indonesian spreadsheet opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["kode", "nama", *map(harmless, columns), "aktif"])
    for row in rows:
        writer.writerow([*map(harmless, (row.code, row.label, *row.extra)), "ya" if row.active else "tidak"])
    return out.getvalue().encode("utf-8-sig")
