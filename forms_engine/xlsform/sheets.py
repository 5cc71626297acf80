"""An XLSForm's sheets as rows of text: what pyxform reads, made uniform. Nothing in a sheet is calculated."""

import io
import zipfile
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from forms_engine.builder.packages import PackageError
from forms_engine.definition.codec import LONGEST_TITLE

MAX_BYTES, MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS = 3_000_000, 20_000_000, 2_000, 200
MAX_TEXT = 5_000  # characters of a cell that are read: longer than any text of a service
LONGEST = {
    "form": LONGEST_TITLE,
    "title": 200,
    "label": 300,
    "hint": 600,
    "choice": 200,
}  # what service.schema.json allows
TYPES = {"xlsx": "xlsx", "xlsm": "xlsx", "xls": "xls", "csv": "csv", "md": "md"}
ALIASES = {
    "relevance": "relevant", "bind::relevant": "relevant", "bind:relevant": "relevant", "caption": "label",
    "bind::required": "required", "bind:required": "required", "bind::constraint": "constraint",
    "bind:constraint": "constraint", "bind:jr:constraintmsg": "constraint_message", "command": "type",
    "calculate": "calculation", "bind::calculate": "calculation", "bind:calculate": "calculation",
    "control::appearance": "appearance", "list name": "list_name", "list": "list_name", "value": "name",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What could not be carried over: `row` in the sheet, the name of its question or choice, and why."""

    row: int
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of the survey and of the choices, each a dict with the number of its row under "#", and the settings;
    `kept`: the service as we wrote it out ourselves, as JSON text."""

    survey: list
    choices: list
    settings: dict = field(default_factory=dict)
    kept: str = ""


def read_sheets(data: bytes, filename: str) -> Sheets:
    """The Sheets of a file. Raises PackageError."""
    kind = TYPES.get(filename.rpartition(".")[2].casefold())
    if kind is None:
        raise PackageError([_("Choose an XLSForm as .xlsx, .xls, .csv or .md.")])
    if len(data) > MAX_BYTES:
        raise PackageError([_("This file is larger than 3 MB. A service never is: choose another file.")])
    kept = _kept(data) if kind == "xlsx" else ""
    from pyxform.xls2json_backends import get_xlsform

    try:
        source = data if kind in ("xlsx", "xls") else data.decode("utf-8-sig")
        found = get_xlsform(io.BytesIO(data) if kind in ("xlsx", "xls") else source, file_type=f".{kind}")
    except Exception as failure:
        message = _("This file can't be read as a spreadsheet: %(why)s")
        raise PackageError([message % {"why": str(failure).splitlines()[0][:200] if str(failure) else "?"}]) from None
    survey, choices = found.survey or [], found.choices or []
    if not survey:
        raise PackageError([_("This spreadsheet has no sheet “survey” with questions. It isn't an XLSForm.")])
    if len(survey) > MAX_ROWS or len(choices) > 10 * MAX_ROWS:
        raise PackageError([_("This spreadsheet has more than %(most)s rows.") % {"most": MAX_ROWS}])
    if any(len(row) > MAX_COLUMNS for row in (*survey, *choices)):
        raise PackageError([_("This spreadsheet has more than %(most)s columns.") % {"most": MAX_COLUMNS}])
    settings = _uniform(found.settings, 2)
    return Sheets(_uniform(survey, 2), _uniform(choices, 2), settings[0] if settings else {}, kept)


def _uniform(rows, first):
    found = []
    for number, row in enumerate(rows or (), first):
        own = {"#": number}
        for key, value in row.items():
            name = " ".join(str(key).strip().split())
            if ":" in name and "::" not in name and name.split(":")[0].casefold() in ("label", "hint"):
                name = name.replace(":", "::", 1)
            plain = name.casefold()
            if isinstance(value, dict):  # a translated column, as some readers hand it over
                own |= {f"{plain}::{language}": str(text).strip()[:MAX_TEXT] for language, text in value.items()}
            elif value is not None and str(value).strip():
                own[ALIASES.get(plain, plain if "::" not in plain else name)] = str(value).strip()[:MAX_TEXT]
        if len(own) > 1:
            found.append(own)
    return found


def _kept(data):
    """The JSON of our own sheet, "" when there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise PackageError([_("This file is much larger inside than it looks. Choose another file.")])
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        if "warkat" not in book.sheetnames:
            return ""
        return "".join(
            str(row[0]) for row in book["warkat"].iter_rows(max_row=400, max_col=1, values_only=True) if row[0]
        )
    except PackageError:
        raise
    except Exception:
        return ""
