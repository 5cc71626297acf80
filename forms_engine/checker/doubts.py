"""What is doubtful in a service, though it may be published: settings that change nothing, words that are hard to
read, what nobody uses, personal data without a purpose, and what its standard leaves unsaid."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from forms_engine.checker.personal import personal_class
from forms_engine.definition.merging import mentioned
from forms_engine.definition.model import STANDARD, Definition, Field, Paragraph
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import kind_of, kinds, part_rules
from forms_engine.definition.texts import missing
from forms_engine.logic.compile import RuleError, reads
from forms_engine.logic.sentence import N_

LONGEST_QUESTION, LONGEST_HINT, LONGEST_MESSAGE = 110, 320, 300  # characters that are read at one glance
# Words of the office and of computers that not everybody knows, with what to say instead.
JARGON = {
    "ybs": "nama orangnya", "yang bersangkutan": "Anda", "sebagaimana dimaksud": "—", "tersebut di atas": "—",
    "upload": "unggah", "download": "unduh", "submit": "kirim", "input": "isi", "softcopy": "berkas",
    "hardcopy": "berkas kertas", "file": "berkas", "form": "formulir", "user": "pengguna", "online": "daring",
    "dsb": "dan sebagainya", "dll": "dan lain-lain", "dst": "dan seterusnya", "ttd": "tanda tangan",
    "no. hp": "nomor telepon", "nomor hp": "nomor telepon",
}  # fmt: skip
_JARGON = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(JARGON, key=len, reverse=True))) + r")(?![\w-])")
_ASKING = r"(nama|nomor|tempat|alamat|tanggal|jumlah|luas|berapa|siapa|kapan|di mana)\b"
# What is counted may be counted together (“jumlah anak dan cucu”); two names, places or days are two answers.
_TWO = re.compile(rf"^(?!jumlah|luas|berapa){_ASKING}.*\b(dan|serta)\b|^{_ASKING}.*\b(dan|serta) {_ASKING}")
_FACTORS = re.compile(r"\b(tempat|nama) dan tanggal\b|\bdan lain|\bbaik dan benar\b")


def doubts_about(definition: Definition) -> Iterator[Problem]:
    """Problems of level "warning" that need no reasoning about answers."""
    yield from _standard(definition)
    yield from _settings(definition)
    yield from _wording(definition)
    yield from _personal(definition)
    yield from _unused(definition)
    if untranslated := missing(definition, "en"):
        message = N_("Texts without an English version: %(count)s, for example “%(text)s”.")
        yield _doubt(
            Code.UNTRANSLATED,
            "translations",
            message,
            values={"count": len(untranslated), "text": untranslated[0][:60]},
        )


def _doubt(code: Code, where: str, message: str, setting: str = "", values: dict[str, Any] | None = None) -> Problem:
    return Problem(code, where, message, setting, values or {}, "warning")


# --- the service standard --------------------------------------------------------------------------------------

COMPONENTS = {
    "facilities": N_("The service standard leaves out the facilities."),
    "competence": N_("The service standard leaves out the competence of the staff."),
    "supervision": N_("The service standard leaves out the internal supervision."),
    "staffing": N_("The service standard leaves out the number of staff."),
    "guarantee": N_("The service standard leaves out the guarantee of the service."),
    "safety": N_("The service standard leaves out the guarantee of security and safety."),
    "evaluation": N_("The service standard leaves out the evaluation of the performance."),
}


def _standard(definition: Definition) -> Iterator[Problem]:
    if not definition.about.summary:
        yield _doubt(Code.STANDARD_GAP, "summary", N_("Say in one or two sentences what this service is for."))
    if not definition.about.legal_basis:
        yield _doubt(Code.STANDARD_GAP, "legal_basis", N_("The service standard leaves out the legal basis."))
    for name in STANDARD:
        if not definition.about.standard.get(name):
            yield _doubt(Code.STANDARD_GAP, name, COMPONENTS[name])


# --- settings that change nothing, or mean the same twice ------------------------------------------------------


def _settings(definition: Definition) -> Iterator[Problem]:
    titles = Counter(step.title.strip().casefold() for step in definition.steps)
    for step in definition.steps:
        if step.title.strip() and titles[step.title.strip().casefold()] > 1:
            yield _doubt(
                Code.ALIKE, step.id, N_("Two steps have the same title; people can't tell them apart."), "title"
            )
        for group in (step, *(field for field in step.fields if field.fields)):
            yield from _alike(group.fields)
        for field in step.fields:
            for asked in (field, *field.fields):
                yield from _contradictions(asked)


def _alike(fields: Iterable[Field]) -> Iterator[Problem]:
    # Of two with conditions each may be for others.
    asked = [field for field in fields if kind_of(field).asks and field.label.strip() and not field.show_when]
    labels = Counter(field.label.strip().casefold() for field in asked)
    for field in asked:
        if labels[field.label.strip().casefold()] > 1:
            yield _doubt(
                Code.ALIKE, field.id, N_("Two questions here read the same; people can't tell them apart."), "label"
            )


def _contradictions(field: Field) -> Iterator[Problem]:
    if field.required and field.required_when:
        message = N_("It must be answered anyway, so the condition for that has no effect.")
        yield _doubt(Code.CHANGES_NOTHING, field.id, message, "required_conditions")
    if field.required and field.warn:
        message = N_("It must be answered anyway, so nobody can leave it empty and be told so.")
        yield _doubt(Code.CHANGES_NOTHING, field.id, message, "warn")


# --- words -----------------------------------------------------------------------------------------------------


def _wording(definition: Definition) -> Iterator[Problem]:
    for step in definition.steps:
        for field in step.fields:
            for asked in (field, *field.fields):
                yield from _words_of(asked)
        for check in step.checks:
            if len(check.message) > LONGEST_MESSAGE:
                yield _doubt(Code.WORDING, check.id, N_("This message is long; two sentences are enough."), "message")


def _words_of(field: Field) -> Iterator[Problem]:
    kind, label = kind_of(field), field.label.strip()
    if not kind.asks:
        return
    if len(label) > LONGEST_QUESTION and not kind.keeps_text:
        message = N_("This question is long (%(count)s characters). Keep it short, and explain in the hint.")
        yield _doubt(Code.WORDING, field.id, message, "label", {"count": len(label)})
    if len(field.hint) > LONGEST_HINT:
        yield _doubt(
            Code.WORDING,
            field.id,
            N_("This hint is long, and people skip long hints. Two sentences are enough."),
            "hint",
        )
    for setting, text in (("label", label), ("hint", field.hint)):
        if jargon := _JARGON.search(text.casefold()):
            message = N_("Not everybody knows “%(word)s”. Better: “%(better)s”.")
            yield _doubt(Code.WORDING, field.id, message, setting, {"word": jargon[1], "better": JARGON[jargon[1]]})
    one_answer = kind.is_typed and not kind.multipart and not kind.has_choices and not kind.keeps_text
    if one_answer and kind.compares in ("text", "number", "date") and asks_twice(label):
        yield _doubt(Code.WORDING, field.id, N_("This asks two things at once. Make two questions of it."), "label")
    if field.options.get("characters") and not field.hint:
        yield _doubt(Code.WORDING, field.id, N_("Explain in the hint how to write this, with an example."), "hint")


def asks_twice(label: str) -> bool:
    """Whether a question asks for two things, as far as its words tell."""
    words = label.casefold()
    return words.count("?") > 1 or (bool(_TWO.match(words)) and not _FACTORS.search(words)) or words.startswith(
        "tempat dan tanggal"
    )  # fmt: skip


# --- personal data, and what nobody uses -----------------------------------------------------------------------


def _personal(definition: Definition) -> Iterator[Problem]:
    unsaid = [
        field
        for field in definition.every_field()
        if kind_of(field).asks and personal_class(field) in ("general", "specific") and not field.purpose
    ]
    if unsaid and not definition.about.purpose:
        message = N_(
            "Say what the personal data is needed for: “%(label)s” and %(count)s more ask for it (UU 27/2022)."
        )
        yield _doubt(
            Code.PURPOSE_MISSING, "purpose", message, values={"label": unsaid[0].label, "count": len(unsaid) - 1}
        )
    for field in unsaid:
        if personal_class(field) == "specific":
            message = N_("This is specific personal data: say what it is needed for (UU 27/2022 art. 4).")
            yield _doubt(Code.PURPOSE_MISSING, field.id, message, "purpose")


def _unused(definition: Definition) -> Iterator[Problem]:
    """A question that no rule, letter, calculation or law uses, and of which nobody said what it is for."""
    used = set(mentioned(definition.certificate)) if definition.certificate else set()
    rules = [rule for step in definition.steps for rule in (step.show_when, *(check.when for check in step.checks))]
    for field in definition.every_field():
        rules += [field.show_when, field.required_when, *(choice.show_when for choice in field.choices)]
        kind = kinds().get(field.kind)
        used.update(kind.sources(field))
        used.update(kind.compared(field).values())
        if kind.compared(field):
            used.add(field.id)
    letter = definition.certificate
    rules += [block.show_when for block in (letter.body if letter else ()) if isinstance(block, Paragraph)]
    rules += [part_rule.rule for part_rule in part_rules(definition.parts)]
    for rule in filter(None, rules):
        try:
            used.update(reads(rule))
        except RuleError:
            return
    for field in definition.fields():
        kind = kind_of(field)
        accounted_for = field.id in used or field.purpose or any(child.id in used for child in field.fields)
        # Documents are for the officials who decide; contact data is for reaching people; a statement is an act.
        if (
            kind.is_given
            and not kind.multipart
            and not kind.keeps_text
            and not kind.serves_contact
            and not accounted_for
        ):
            message = N_(
                "No rule and no paragraph uses this answer. If an official or a law needs it, say so under “personal "
                "data”; otherwise leave the question out."
            )
            yield _doubt(Code.UNUSED, field.id, message, "label")
