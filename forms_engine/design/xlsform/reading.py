"""From an XLSForm to a service document, with a Note for everything that could not be carried over."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.definition.codec import SCHEMA_VERSION
from forms_engine.definition.kind import Kind, SheetType
from forms_engine.definition.registry import kinds, parts
from forms_engine.definition.sizes import MOST_CHOICES, TOO_MANY_CHOICES
from forms_engine.design.packages.services import PackageError, parsed, validate
from forms_engine.design.xlsform.edits import with_edits
from forms_engine.design.xlsform.rules import Questions, limits_of
from forms_engine.design.xlsform.sheets import LONGEST, Note, read_sheets
from forms_engine.design.xlsform.xpath import NotCarried

MOST_NOTES = 500
MANY = 15  # choices from which on a list is searched rather than read
METADATA = {
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
    "start-geopoint", "background-audio", "background-geopoint", "hidden", "xml-external", "csv-external",
}  # fmt: skip


def standing_for(word: str, look: str, has_choices: bool = False) -> tuple[Kind | None, SheetType | None]:
    """The kind that rows of a type stand for, and how it says so: of several the one that names a word of the look.
    (None, None) when none does."""
    looks = look.split()
    candidates = [
        (kind, type_)
        for kind in kinds().values()
        if kind.has_choices == has_choices
        for type_ in kind.sheet_types
        if type_.reads and type_.type == word and (not type_.look or type_.look in looks)
    ]
    return next((pair for pair in candidates if pair[1].look), candidates[0] if candidates else (None, None))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as its kind reads it (`definition.kind.SheetRow`)."""

    reading: "_Reading"
    row: dict
    word: str

    def text(self, limit):
        return self.reading.text(self.row, "label", limit)

    def parameter(self, name):
        parameters = re.sub(r"\s*=\s*", "=", self.row.get("parameters", "")[:200])
        values = re.findall(rf"\b{name}=(-?\d{{1,15}})(?![\d.])", parameters)
        return int(values[-1]) if values else None


@dataclass
class _Reading:
    """One pass over the survey."""

    sheets: object
    language: str = ""  # the column that labels come from: "" or "::Bahasa Indonesia (id)"
    english: str = ""
    notes: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    rest: dict | None = None  # the step of questions that stand in no group, since the last group
    questions: Questions = field(default_factory=Questions)
    lists: dict = field(default_factory=dict)  # list name → [(name, id, label)]
    english_texts: dict = field(default_factory=dict)
    used_ids: set = field(default_factory=set)
    offered: int = 0  # choices so far: a list may be offered by any number of questions

    # --- words -----------------------------------------------------------------------------------------------------

    def languages(self) -> None:
        """Which columns hold Indonesian (or the form's own language) and English."""
        columns = {}
        for row in (*self.sheets.survey, *self.sheets.choices):
            for key in row:
                if key.casefold().startswith("label::"):
                    columns.setdefault(key[5:], None)
        default_language = self.sheets.settings.get("default_language", "")
        ranked = sorted(columns, key=lambda name: (
            "indonesia" not in name.casefold() and "(id)" not in name,
            default_language.casefold() not in name.casefold() if default_language else True,
        ))  # fmt: skip
        plain = any("label" in row for row in self.sheets.survey)
        self.language = "" if plain or not ranked else ranked[0]
        self.english = next(
            (name for name in columns if name != self.language and ("english" in name.casefold() or "(en)" in name)),
            "",
        )

    def text(self, row: Any, column: str, limit: int) -> str:
        """The text of a column in the form's language; its English is kept as its translation."""
        text = next(
            (value for key, value in row.items() if key.casefold() == f"{column}{self.language}".casefold()), ""
        )
        text = text or next((value for key, value in row.items() if key.casefold().startswith(f"{column}::")), "")
        text = re.sub(r"\$\{[^}]*\}", "…", re.sub(r"<[^>]{1,200}>", "", text)).strip()
        if len(text) > limit:
            self.note(row, _("The text is longer than %(most)s characters and was cut.") % {"most": limit})
            text = text[: limit - 1].rstrip() + "…"
        if self.english and text:
            translated = next(
                (value for key, value in row.items() if key.casefold() == f"{column}{self.english}".casefold()), ""
            )
            if translated and translated != text:
                self.english_texts[text] = translated[:limit]
        return text

    def note(self, row: Any, message: str) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(row["#"], row.get("name", ""), message))
            if len(self.notes) == MOST_NOTES:
                self.notes[-1] = Note(row["#"], "", _("There are more things that aren't carried over."))

    def new_id(self, kind: Any, name: str) -> str:
        """An id from a name, always the same for the same name."""
        plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
        made = f"{kind}-{plain}"
        if len(made) > 30 or len(made) < 4 or plain != name or made in self.used_ids:
            made = f"{made[:22]}-{hashlib.sha256(f'{kind}{name}{len(self.used_ids)}'.encode()).hexdigest()[:6]}"
        self.used_ids.add(made)
        return made

    # --- the form --------------------------------------------------------------------------------------------------

    def go(self) -> dict[str, Any]:
        """The service document of the sheets; what isn't carried over is in `notes`. Raises PackageError."""
        self.languages()
        for row in self.sheets.choices:
            name = row.get("list_name", "")
            label = self.text(row, "label", LONGEST["choice"]) or row.get("name", "")[: LONGEST["choice"]]
            self.lists.setdefault(name, []).append((row.get("name", ""), label))
        stack, step, group = [], None, None
        for row in self.sheets.survey:
            kind = row.get("type", "").casefold().replace("_", " ").strip()
            if kind.startswith("begin"):
                step, group = self.opened(row, kind, stack, step, group)
            elif kind.startswith("end"):
                closed = stack.pop() if stack else None
                if closed == "step":
                    step = None
                if closed == "repeat":
                    group = None
            elif made := self.question(row, kind, group):
                step = self.add_field(made, row, step, group)
        return self.document()

    def opened(self, row: Any, kind: str, stack: list[str], step: Any, group: Any) -> tuple[Any, Any]:
        """(step, repeating group) of the rows below a `begin …`; `stack`: what is open, outermost first."""
        if "repeat" in kind:
            if group is not None:
                stack.append("nested")
                self.note(
                    row, _("A repeat inside a repeat isn't possible here; its questions stand in the outer one.")
                )
                return step, group
            rows, _type = standing_for("begin_repeat", row.get("appearance", "").casefold())
            made = {"id": self.new_id("q", row.get("name", "")), "kind": rows.name, "label": self.label(row),
                    "required": False, "fields": []}  # fmt: skip
            step = self.add_field(made, row, step, None)
            self.condition(row, made)
            stack.append("repeat")
            return step, made
        if stack:
            stack.append("nested")
            self.note(row, _("Groups inside groups aren't possible here; the questions stand in the outer one."))
            if row.get("relevant"):
                self.note(row, self.lost(row["relevant"]))
            return step, group
        stack.append("step")
        step = {"id": self.new_id("s", row.get("name", "")), "title": self.label(row)[:200].strip(), "fields": []}
        self.condition(row, step)
        self.steps.append(step)
        return step, None

    def add_field(self, made: Any, row: Any, step: dict[str, Any] | None, group: Any) -> Any:
        """Put a field into its group, its step or the step of the ungrouped; returns the step as it was given."""
        if group is not None:
            group["fields"].append(made)
        else:
            if step is None:
                if self.rest is None or self.rest is not self.steps[-1]:
                    title = self.sheets.settings.get("form_title", "") or _("Questions")
                    made_id = self.new_id("s", f"lain-{len(self.steps)}")
                    self.rest = {"id": made_id, "title": title[: LONGEST["title"]].strip(), "fields": []}
                    self.steps.append(self.rest)
                self.rest["fields"].append(made)
            else:
                step["fields"].append(made)
        if name := row.get("name"):
            self.questions.fields[name] = made
        return step

    def label(self, row: Any) -> str:
        return self.text(row, "label", LONGEST["label"]) or row.get("name", "").replace("_", " ")[:300] or "…"

    def question(self, row: Any, kind: Any, group: Any) -> dict[str, Any] | None:
        """The field of a row, None for what isn't carried over."""
        word, _space, _rest = kind.partition(" ")
        if kind in METADATA or word in METADATA:
            self.note(
                row, _("Data that the device collects by itself (%(kind)s) isn't collected here.") % {"kind": kind}
            )
            return None
        made = self.kind_of(row, kind, word)
        if made is None:
            return None
        made = {"id": self.new_id("q", row.get("name", "")), **made}
        made.setdefault("label", self.label(row))
        if kinds()[made["kind"]].asks and (hint := self.text(row, "hint", LONGEST["hint"])):
            made["hint"] = hint
        if kinds()[made["kind"]].is_given:
            required = row.get("required", "").casefold()
            if required not in ("yes", "true", "true()", "required"):
                made["required"] = False
                if required not in ("", "no", "false", "false()"):
                    self.condition(row, made, "required", "required_when")
        self.condition(row, made)
        if row.get("constraint"):
            self.constraint(row, made)
        for column in ("choice_filter", "calculation", "default", "repeat_count"):
            if row.get(column):
                self.note(
                    row,
                    _("“%(column)s” isn't carried over: %(text)s") % {"column": column, "text": row[column][:200]},
                )
        return made

    def kind_of(self, row: Any, kind: Any, word: str) -> dict[str, Any] | None:
        """{"kind", and what it needs} of a type; None with a Note for one that isn't known here."""
        look = row.get("appearance", "").casefold()
        if word == "select" or kind.startswith("select ") or word == "rank":
            return self.select(row, kind, word, look)
        matching_kind, type_ = standing_for(word, look)
        if matching_kind is None:
            self.note(row, _("Questions of type “%(kind)s” aren't known here.") % {"kind": row.get("type", "")[:60]})
            return None
        if type_.note:
            self.note(row, str(type_.note))
        return {"kind": matching_kind.name, **matching_kind.from_sheet(_Row(self, row, word))}

    def select(self, row: Any, kind: Any, word: str, look: Any) -> dict[str, Any] | None:
        """{"kind", "choices"} of a question with a list; None with a Note when the list is unusable."""
        written = " ".join(row["type"].split())
        plain = re.sub(r" or[ _](?:specify[ _])?other$", "", written, flags=re.IGNORECASE)
        listed = plain.split()[-1]
        choices = self.lists.get(listed, [])
        if len(choices) < 2 or len(choices) > 300:
            self.note(
                row,
                _("The choices of the list “%(list)s” aren't in the sheet, or not between 2 and 300.")
                % {"list": listed},
            )
            return None
        if word == "rank":
            self.note(row, _("Ranking isn't possible here; several can be chosen."))
        if plain != written:
            self.note(row, _("“Or other” isn't carried over: add a choice and a separate question."))
        several = "multiple" in kind or "all that apply" in kind or word == "rank"
        many = any(part in look for part in ("minimal", "autocomplete", "search")) or len(choices) > MANY
        self.offered += len(choices)
        if self.offered > MOST_CHOICES:
            raise PackageError([_(TOO_MANY_CHOICES) % {"most": MOST_CHOICES}])
        made = [
            {"id": self.new_id("c", f"{row.get('name', '')}-{name}"), "label": label or name}
            for name, label in choices
        ]
        self.questions.choices[row.get("name", "")] = {
            name: choice["id"] for (name, _label), choice in zip(choices, made, strict=True)
        }
        matching_kind, _type = standing_for(
            "select_multiple" if several else "select_one", f"{look} minimal" if many else look, True
        )
        return {"kind": matching_kind.name, "choices": made}

    # --- conditions ------------------------------------------------------------------------------------------------

    def lost(self, text: str) -> str:
        return _("This condition isn't carried over: %(text)s") % {"text": text[:300]}

    def condition(self, row: Any, made: Any, column: str = "relevant", key: str = "show_when") -> None:
        """`relevant` as the editor holds it, or a Note that quotes it."""
        text = row.get(column, "")
        if not text or text.casefold() in ("true()", "yes", "true"):
            return
        try:
            if rule := self.questions.rule(text):
                made[key] = rule
        except NotCarried:
            self.note(row, self.lost(text))

    def constraint(self, row: Any, made: Any) -> None:
        """Limits that a kind has itself; whatever else is quoted in a Note."""
        text = row["constraint"]
        try:
            made["options"] = made.get("options", {}) | limits_of(kinds()[made["kind"]], text)
        except NotCarried:
            self.note(row, _("This limit isn't carried over: %(text)s") % {"text": text[:300]})

    def document(self) -> dict[str, Any]:
        """The document of the steps that ask something. Raises PackageError for a step of too many questions."""
        steps = [step for step in self.steps if step["fields"]]
        for step in steps:
            if len(step["fields"]) > 100:
                raise PackageError([_("A page of this form has more than 100 questions. Split it first.")])
        title = self.sheets.settings.get("form_title", "") or self.sheets.settings.get("form_id", "") or "XLSForm"
        document = {
            "schema": SCHEMA_VERSION, "title": title[: LONGEST["form"]].strip(), "audience": "residents", "about": {},
            "steps": steps, "parts": {name: part.compile((), {}) for name, part in parts().items()},
        }  # fmt: skip
        if self.english_texts:
            document["translations"] = {"en": self.english_texts}
        return document


def read_xlsform(data: bytes, filename: str) -> tuple[dict[str, Any], list[Note]]:
    """(service document, list of Notes) of an XLSForm. Raises PackageError with the reason in words."""
    sheets = read_sheets(data, filename)
    if sheets.service_json:
        document = _enclosed_service(sheets.service_json)
        try:
            return with_edits(document, sheets)
        except (LookupError, TypeError, ValueError, AttributeError):  # valid, and yet not as we write it
            raise PackageError([changed()]) from None
    reading = _Reading(sheets)
    document = reading.go()
    if not document["steps"]:
        raise PackageError(
            [_("None of the questions in this form is known here."), *(note.message for note in reading.notes[:10])]
        )
    return document, reading.notes


def changed() -> str:
    return _("The sheet “warkat” was changed. Delete it to read the form alone.")


def _enclosed_service(text):
    """The service in the sheet `warkat`. Raises PackageError with what is wrong with it."""
    try:
        document = parsed(text.encode("utf-8", "surrogatepass"))
        validate(document)
    except PackageError as problems:
        raise PackageError([changed(), *problems.messages]) from None
    return document
