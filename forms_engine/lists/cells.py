"""The cells of a CSV file, whatever a spreadsheet wrote it with. Runs in the child (cms.sandbox)."""

import codecs
import csv
import io
import re
from typing import Any

from cms.sandbox.parsers import Refused, parses

ENCODINGS = ("utf-8-sig", "cp1252")
for name in (*ENCODINGS, "utf-16", "utf-16-le", "utf-16-be"):
    codecs.lookup(name)  # none can be looked for later, when nothing can be opened any more


@parses
def cells(content: bytes, most_rows: int, most_cells: int) -> dict[str, Any]:
    """{"rows": [[number of its line, [cells]]], "count", "broken"}: the rows that hold anything, of which the first
    `most_rows` are given, without the empty cells at their ends; the line from which on nothing can be read, or 0.
    Raises Refused: not_text, wide (line)."""
    text = _text(content)
    if text is None:
        raise Refused("not_text")
    reader, rows, count, broken = _reader(text), [], 0, 0
    try:
        for row in reader:
            while row and not row[-1].strip() and (rows or len(row) > most_cells):  # the first row names columns
                row.pop()
            if not any(cell.strip() for cell in row):
                continue
            count += 1
            if len(row) > most_cells:
                raise Refused("wide", line=reader.line_num)
            if count <= most_rows:
                rows.append([reader.line_num, row])
    except csv.Error:
        broken = reader.line_num
    return {"rows": rows, "count": count, "broken": broken}


def _reader(text: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)


def _text(content: bytes) -> str | None:
    """The file's text, None when it is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        return None
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _separator(text: str) -> str:
    """The sign between the columns, by the first line that isn't empty."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(";,\t", key=outside.count)
