"""An XLSForm's sheets as rows of text: what pyxform reads, made uniform. Nothing in a sheet is calculated."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cms.sandbox.parsers import DATA, MB, Limits, Parser
from cms.sandbox.run import OFFICE, Busy, Refused, Stopped, run
from forms_engine.definition.codec import LONGEST_TITLE
from forms_engine.design.packages.services import PackageError

MAX_BYTES, MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS = 3_000_000, 12_000_000, 2_000, 200
MAX_TEXT = 5_000  # characters of a cell that are read: longer than any text of a service
LONGEST = {
    "form": LONGEST_TITLE,
    "title": 200,
    "label": 300,
    "hint": 600,
    "choice": 200,
}  # what service.schema.json allows
SHEETS = Parser(
    "forms_engine.design.xlsform.cells.sheets", frozenset({"unreadable", "no_survey", "rows", "columns", "unpacked"}),
    DATA, Limits(memory=512 * MB),
)  # fmt: skip
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
    service_json: str = ""


def read_sheets(data: bytes, filename: str) -> Sheets:
    """The Sheets of a file. Raises PackageError."""
    kind = TYPES.get(filename.rpartition(".")[2].casefold())
    if kind is None:
        raise PackageError([_("Choose an XLSForm as .xlsx, .xls, .csv or .md.")])
    if len(data) > MAX_BYTES:
        raise PackageError([_("This file is larger than 3 MB. A service never is: choose another file.")])
    try:
        content = run(
            SHEETS, data, OFFICE, kind=kind, most_rows=MAX_ROWS, most_columns=MAX_COLUMNS, most_text=MAX_TEXT,
            most_kept=MAX_BYTES, most_unpacked=MAX_UNPACKED,
        )  # fmt: skip
    except Refused as refused:
        raise PackageError([_in_words(refused.code)]) from None
    except Stopped:
        raise PackageError([_in_words("unpacked")]) from None
    except Busy:
        raise PackageError([_in_words("busy")]) from None
    settings = _uniform(content["settings"], 2)
    return Sheets(
        _uniform(content["survey"], 2),
        _uniform(content["choices"], 2),
        settings[0] if settings else {},
        content["kept"],
    )


def _in_words(code):
    match code:
        case "unreadable":
            return _(
                "This file can't be read as an XLSForm. Open it in Excel or LibreOffice, save it "
                "again as .xlsx, and try again."
            )
        case "no_survey":
            return _("This spreadsheet has no sheet “survey” with questions. It isn't an XLSForm.")
        case "rows":
            return _("This spreadsheet has more than %(most)s rows.") % {"most": MAX_ROWS}
        case "columns":
            return _("This spreadsheet has more than %(most)s columns.") % {"most": MAX_COLUMNS}
        case "busy":
            return _("Other files are being read right now. Upload this one again in a moment.")
    return _("This file is much larger inside than it looks. Choose another file.")


def _uniform(rows, first):
    uniform_rows = []
    for number, row in enumerate(rows or (), first):
        cells = {"#": number}
        for key, value in row.items():
            name = " ".join(str(key).strip().split())
            if ":" in name and "::" not in name and name.split(":")[0].casefold() in ("label", "hint"):
                name = name.replace(":", "::", 1)
            plain = name.casefold()
            if isinstance(value, dict):  # a translated column, as some readers hand it over
                cells |= {f"{plain}::{language}": str(text).strip()[:MAX_TEXT] for language, text in value.items()}
            elif value is not None and str(value).strip():
                cells[ALIASES.get(plain, plain if "::" not in plain else name)] = str(value).strip()[:MAX_TEXT]
        if len(cells) > 1:
            uniform_rows.append(cells)
    return uniform_rows
