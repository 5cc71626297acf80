"""Two versions of a service compared, in words, grouped by form, approval and letter.

Pure. Messages are English msgids; `rule_words` says rules.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms_engine.definition.merging import MERGE
from forms_engine.definition.model import STANDARD, Definition, Paragraph
from forms_engine.definition.registry import parts
from forms_engine.logic.sentence import N_

SERVICE, FORM, LETTER = "service", "form", "letter"
ABOUT = {
    "summary": N_("in short"), "requirements": N_("requirements"),
    "working_days": N_("promised time in working days"),
    "fee": N_("fee"), "product": N_("product"), "complaints": N_("complaints"), "legal_basis": N_("legal basis"),
    "draft_days": N_("keep drafts for this many days"), "purpose": N_("what personal data is needed for"),
}  # fmt: skip
LETTER_SETTINGS = {
    "title": N_("Title of the letter"), "letterhead": N_("Office in the letterhead"), "signatory": N_("Who signs"),
    "valid_months": N_("Valid for (months)"), "number_pattern": N_("Pattern of the number"),
    "classification": N_("Classification code"), "unit": N_("Code of the office"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One line. `group`: SERVICE, FORM, LETTER or the name of a part; `rules`: value name → rule to be said in words;
    `words`: value names that are msgids themselves."""

    group: str
    message: str
    values: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def differences(old: Definition, new: Definition) -> list[Difference]:
    """What was changed from `old` to `new`, in the order in which people meet it."""
    all_differences = [*_service(old, new), *_form(old, new), *_letter(old, new)]
    for name, part in parts().items():
        all_differences += part.diff(old.parts.get(name), new.parts.get(name))
    return all_differences


def _changed(group, message, before, after, **values):
    if before != after:
        yield Difference(group, message, values | {"before": _as_text(before), "after": _as_text(after)})


def _as_text(value):
    if value is None or value == "" or value == ():
        return "–"
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _service(old, new):
    yield from _changed(SERVICE, N_("The name was “%(before)s” and is “%(after)s”."), old.title, new.title)
    yield from _changed(SERVICE, N_("For whom: “%(before)s” is now “%(after)s”."), old.audience, new.audience)
    message = N_("“%(name)s” was “%(before)s” and is “%(after)s”.")
    for name, words in ABOUT.items():
        before, after = getattr(old.about, name), getattr(new.about, name)
        if before != after:
            values = {"name": words, "before": _as_text(before), "after": _as_text(after)}
            yield Difference(SERVICE, message, values, words=("name",))
    if any(old.about.standard.get(name) != new.about.standard.get(name) for name in STANDARD):
        yield Difference(SERVICE, N_("The service standard was changed."))
    if old.translations != new.translations:
        yield Difference(SERVICE, N_("The translation was changed."))


def matched(
    old: Iterable[Any], new: Iterable[Any], key: Callable[[Any], str]
) -> tuple[list[Any], list[Any], list[tuple[Any, Any]]]:
    """(those that came, those that went, (before, after) pairs of those that stayed), by their keys."""
    before, after = {key(item): item for item in old}, {key(item): item for item in new}
    return (
        [item for name, item in after.items() if name not in before],
        [item for name, item in before.items() if name not in after],
        [(before[name], item) for name, item in after.items() if name in before],
    )


def is_moved(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the parts that stayed stand in another order. Both are lists of ids."""
    stayed = set(old) & set(new)
    return [name for name in old if name in stayed] != [name for name in new if name in stayed]


def rule_changed(
    group: str, label: str, before: Any, after: Any, words: tuple[str, str, str]
) -> Iterator[Difference]:
    """A Difference of a condition. `words`: messages for one that came, went and changed."""
    if before == after:
        return
    came, went, changed = words
    message = came if not before else went if not after else changed
    yield Difference(group, message, {"label": label}, {"before": before, "after": after})


SHOWN_WORDS = (
    N_("“%(label)s” is now only for some people: %(after)s."),
    N_("“%(label)s” is now for everybody; before only when %(before)s."),
    N_("“%(label)s” is now shown when %(after)s; before when %(before)s."),
)
REQUIRED_WORDS = (
    N_("“%(label)s” must now be answered when %(after)s."),
    N_("“%(label)s” need no longer be answered when %(before)s."),
    N_("“%(label)s” must now be answered when %(after)s; before when %(before)s."),
)


def _form(old, new):
    came, went, stayed = matched(old.steps, new.steps, lambda step: step.id)
    for step in came:
        yield Difference(FORM, N_("New step “%(label)s”."), {"label": step.title})
    for step in went:
        yield Difference(FORM, N_("Step “%(label)s” is gone."), {"label": step.title})
    for before, after in stayed:
        yield from _changed(FORM, N_("Step “%(before)s” is now called “%(after)s”."), before.title, after.title)
        yield from rule_changed(FORM, after.title, before.show_when, after.show_when, SHOWN_WORDS)
        if before.intro != after.intro:
            yield Difference(FORM, N_("The introduction of “%(label)s” was changed."), {"label": after.title})
        yield from _checks(before, after)
    if is_moved([step.id for step in old.steps], [step.id for step in new.steps]):
        yield Difference(FORM, N_("The steps are in a different order."))
    yield from _questions(old, new)


def _checks(before, after):
    came, went, stayed = matched(before.checks, after.checks, lambda check: check.id)
    for check in came:
        values = {"label": check.message}
        yield Difference(FORM, N_("New check “%(label)s”: shown when %(after)s."), values, {"after": check.when})
    for check in went:
        yield Difference(FORM, N_("The check “%(label)s” is gone."), {"label": check.message})
    for former_check, new_check in stayed:
        if former_check != new_check:
            values, rules = {"label": new_check.message}, {"after": new_check.when}
            yield Difference(FORM, N_("The check “%(label)s” was changed: shown when %(after)s."), values, rules)


def _questions(old, new):
    former_steps = {question.id: step.id for step in old.steps for question in step.fields}
    former_step_ids = {step.id for step in old.steps}
    came, went, stayed = matched(list(old.every_field()), list(new.every_field()), lambda field: field.id)
    titles = {
        question.id: step.title for step in new.steps for field in step.fields for question in (field, *field.fields)
    }
    for question in came:
        values = {"label": question.label, "step": titles[question.id]}
        yield Difference(FORM, N_("New question “%(label)s” in “%(step)s”."), values)
    for question in went:
        yield Difference(FORM, N_("The question “%(label)s” is gone."), {"label": question.label})
    new_steps = {question.id: step.id for step in new.steps for question in step.fields}
    for before, after in stayed:
        yield from _question(before, after)
        if (
            before.id in former_steps
            and new_steps.get(after.id) not in (former_steps[before.id], None)
            and new_steps[after.id] in former_step_ids
        ):
            values = {"label": after.label, "step": titles[after.id]}
            yield Difference(FORM, N_("“%(label)s” was moved to “%(step)s”."), values)


def _question(before, after):
    label = {"label": after.label}
    yield from _changed(FORM, N_("The question “%(before)s” now reads “%(after)s”."), before.label, after.label)
    if before.kind != after.kind:
        yield Difference(FORM, N_("“%(label)s” is another kind of question now."), label)
    if before.required != after.required:
        message = N_("“%(label)s” must now be answered.") if after.required else N_("“%(label)s” is now optional.")
        yield Difference(FORM, message, label)
    yield from rule_changed(FORM, after.label, before.show_when, after.show_when, SHOWN_WORDS)
    yield from rule_changed(FORM, after.label, before.required_when, after.required_when, REQUIRED_WORDS)
    if before.hint != after.hint:
        yield Difference(FORM, N_("The hint of “%(label)s” was changed."), label)
    came, went, stayed = matched(before.choices, after.choices, lambda choice: choice.id)
    for choice in came:
        yield Difference(FORM, N_("“%(label)s” has the new choice “%(choice)s”."), label | {"choice": choice.label})
    for choice in went:
        yield Difference(
            FORM, N_("“%(label)s” no longer has the choice “%(choice)s”."), label | {"choice": choice.label}
        )
    for former_choice, new_choice in stayed:
        message = N_("The choice “%(before)s” of “%(label)s” is now “%(after)s”.")
        yield from _changed(FORM, message, former_choice.label, new_choice.label, label=after.label)
        yield from rule_changed(FORM, new_choice.label, former_choice.show_when, new_choice.show_when, SHOWN_WORDS)
    if before.options != after.options and before.kind == after.kind:
        yield Difference(FORM, N_("The limits or settings of “%(label)s” were changed."), label)
    if (before.personal, before.purpose) != (after.personal, after.purpose):
        yield Difference(FORM, N_("The personal data details of “%(label)s” were changed."), label)


def _letter(old, new):
    if old.certificate is None or new.certificate is None:
        if old.certificate is not new.certificate:
            message = (
                N_("The service now issues a letter.")
                if new.certificate
                else N_("The service no longer issues a letter.")
            )
            yield Difference(LETTER, message)
        return
    message = N_("“%(name)s” was “%(before)s” and is “%(after)s”.")
    for name, words in LETTER_SETTINGS.items():
        before, after = getattr(old.certificate, name), getattr(new.certificate, name)
        if before != after:
            values = {"name": words, "before": _as_text(before), "after": _as_text(after)}
            yield Difference(LETTER, message, values, words=("name",))
    came, went, stayed = matched(old.certificate.body, new.certificate.body, lambda block: block.id)
    for block in came:
        yield Difference(LETTER, N_("New in the letter: “%(label)s”"), {"label": _begins(block, new)})
    for block in went:
        yield Difference(LETTER, N_("No longer in the letter: “%(label)s”"), {"label": _begins(block, old)})
    for before, after in stayed:
        if isinstance(before, Paragraph) and isinstance(after, Paragraph):
            label = _begins(after, new)
            yield from rule_changed(LETTER, label, before.show_when, after.show_when, SHOWN_WORDS)
        if _begins(before, old) != _begins(after, new):
            yield Difference(LETTER, N_("Changed in the letter: “%(label)s”"), {"label": _begins(after, new)})
    if is_moved([block.id for block in old.certificate.body], [block.id for block in new.certificate.body]):
        yield Difference(LETTER, N_("The paragraphs of the letter are in a different order."))


def _begins(block, definition):
    """A paragraph or table in short, with the names of its questions."""
    labels = {question.id: question.label for question in definition.every_field()}
    if not isinstance(block, Paragraph):
        return ", ".join(labels.get(name, "…") for name in block.fields)
    text = MERGE.sub(lambda mark: f"[{labels[mark[1]]}]" if mark[1] in labels else mark[0], block.text)
    return text if len(text) <= 120 else text[:119].rstrip() + "…"
