"""The cells of an XLSForm's sheets, as pyxform reads them. Runs in the child (cms.sandbox)."""

import codecs
import io
import zipfile
from typing import Any

import openpyxl
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import get_xlsform

from cms.sandbox.parsers import Refused, parses

for name in (
    "utf-8-sig",
    "utf-16-le",
    "latin-1",
    "mac-roman",
    "cp437",
    "cp850",
    *(f"cp125{last}" for last in range(9)),
):
    codecs.lookup(name)  # none can be looked for later, when nothing can be opened any more
OURS = "warkat"  # the sheet in which we keep the service itself


@parses
def sheets(
    content: bytes, kind: str, most_rows: int, most_columns: int, most_text: int, most_kept: int, most_unpacked: int
) -> dict[str, list[dict[Any, Any]] | str]:
    """{"survey", "choices", "settings": lists of rows, "kept": the JSON of our own sheet}; a row is a mapping from
    its column's title to text. Raises Refused: unpacked, unreadable, no_survey, rows, columns."""
    service_json = _service_json(content, most_kept, most_unpacked) if kind == "xlsx" else ""
    text = kind not in ("xlsx", "xls")  # whose reader knows a table by its survey, or not at all
    try:
        source = content.decode("utf-8-sig") if text else io.BytesIO(content)
        workbook = get_xlsform(source, file_type=f".{kind}")
    except MemoryError:
        raise
    except Exception as failure:  # whatever the reader says is about itself, in English, and helps nobody
        raise Refused("no_survey" if text and isinstance(failure, PyXFormError) else "unreadable") from None
    survey, choices = workbook.survey or [], workbook.choices or []
    if not survey:
        raise Refused("no_survey")
    if len(survey) > most_rows or len(choices) > 10 * most_rows:
        raise Refused("rows")
    if any(len(row) > most_columns for row in (*survey, *choices)):
        raise Refused("columns")
    parts = {"survey": survey, "choices": choices, "settings": (workbook.settings or [])[:1]}
    return {name: [_row(row, most_text) for row in rows] for name, rows in parts.items()} | {"kept": service_json}


def _row(row, most_text):
    """A row's texts; a translated column is a mapping from its language to text, as some readers hand it over."""
    texts = {}
    for key, value in row.items():
        if isinstance(value, dict):
            texts[str(key)] = {str(name): str(text).strip()[:most_text] for name, text in value.items()}
        elif value is not None and str(value).strip():
            texts[str(key)] = str(value).strip()[:most_text]
    return texts


def _service_json(content, most_kept, most_unpacked):
    """The JSON of our own sheet, "" when there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > most_unpacked:
                raise Refused("unpacked")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if OURS not in book.sheetnames:
            return ""
        parts = (str(row[0]) for row in book[OURS].iter_rows(max_row=400, max_col=1, values_only=True) if row[0])
        service_json = "".join(parts)
    except (Refused, MemoryError):
        raise
    except Exception:  # a broken file can fail anywhere in a reader; then there is no sheet of ours in it
        return ""
    if len(service_json) > most_kept:
        raise Refused("unpacked")
    return service_json
