"""What is wrong with a definition, said where it is."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """What sort of thing is wrong: code decides by this, and only people read the message. A kind or a part says its
    own troubles with these."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> "Code":
        """`meaning`: when it is given, in a line."""
        code = str.__new__(cls, value)
        code._value_, code.meaning = value, meaning
        return code

    # what has to be there
    EMPTY = "empty", "something that must be written, chosen or added isn't there yet"
    RULE_MISSING = "rule_missing", "something that only a condition makes sense of has none"
    SETTING_WRONG = "setting_wrong", "a setting isn't written as it must be"
    BOUNDS_CROSSED = "bounds_crossed", "the lower limit of an answer is above the upper one"
    CHOICES_ALIKE = "choices_alike", "two choices of a question can't be told apart"
    # what the document may be
    SCHEMA = "schema", "the published schema forbids it, and nothing else explains why"
    TOO_LARGE = "too_large", "the document has more of something than a service may have"
    SAME_ID = "same_id", "two parts have the same id"
    UNKNOWN_KIND = "unknown_kind", "no kind of question of this name is entered here"
    MISPLACED = "misplaced", "a kind of question stands where it can't"
    # what is named and must be there
    QUESTION_GONE = "question_gone", "a setting or a letter names a question that isn't there"
    POSITION_GONE = "position_gone", "a position isn't one of the region's"
    LIST_GONE = "list_gone", "a reference list isn't one of the region's"
    LIST_EMPTY = "list_empty", "a reference list has no entries"
    # conditions
    RULE_UNREADABLE = "rule_unreadable", "a condition isn't in the language of rules"
    RULE_UNFINISHED = "rule_unfinished", "a condition doesn't say yet which question it looks at"
    RULE_SOURCE_GONE = "rule_source_gone", "a condition looks at a question that isn't there"
    RULE_SOURCE_LATER = "rule_source_later", "a condition looks at a question that is asked after it"
    RULE_UNFIT = "rule_unfit", "a condition compares what can't be compared"
    # calculations and the letter's number
    FORMULA = "formula", "a formula can't be read, or doesn't add up"
    SOURCE_COUNT = "source_count", "a calculation reads too few or too many questions"
    SOURCE_LATER = "source_later", "a calculation looks at a question that isn't asked before it"
    SOURCE_UNFIT = "source_unfit", "a question gives another sort of answer than is needed of it"
    NUMBER_PATTERN = "number_pattern", "the pattern makes no numbers that are unique and can be read"
    # where answers lead
    NEVER_MET = "never_met", "no answers meet a condition"
    ALWAYS_MET = "always_met", "all answers meet a condition"
    UNDECIDED = "undecided", "whether any answers meet a condition couldn't be decided"
    NOT_EXAMINED = "not_examined", "the conditions couldn't be examined at all"
    ALL_STOPPED = "all_stopped", "a question that stops is put to everybody"
    IMPASSABLE = "impassable", "the checks of a step stop everybody"
    STOPPED_BY_CHECK = "stopped_by_check", "the checks of a step stop everybody who is asked this"
    NEVER_OFFERED = "never_offered", "a choice is offered to nobody"
    NOTHING_OFFERED = "nothing_offered", "somebody must choose and is offered nothing"
    STAYS_EMPTY = "stays_empty", "the letter has a dash where an answer should stand"
    NO_STAGE = "no_stage", "no stage of the approval is for some applications"
    # what it costs
    TOO_COSTLY = "too_costly", "a page keeps the server longer than the budget allows"
    NEARLY_TOO_COSTLY = "nearly_too_costly", "a page keeps the server nearly as long as the budget allows"
    # what is doubtful
    CHANGES_NOTHING = "changes_nothing", "a setting has no effect beside another one"
    ALIKE = "alike", "two steps or questions read the same"
    WORDING = "wording", "words that are hard to read or to answer"
    STANDARD_GAP = "standard_gap", "the service standard leaves something out"
    PURPOSE_MISSING = "purpose_missing", "personal data is asked and nobody says what for"
    UNUSED = "unused", "an answer is asked that nothing uses"
    UNTRANSLATED = "untranslated", "texts have no English"
    POSITION_VACANT = "position_vacant", "nobody holds a position today"
    POSITION_SINGLE = "position_single", "only one person holds a position, who may be the applicant"
    PROMISE_BROKEN = "promise_broken", "the stages may take longer than the service promises"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or doubtful.

    `level`: an "error" stops publishing, a "warning" doesn't. `example`: answers that lead there, as (id, value)
    pairs in the order in which they are asked.

    `where` is the id of the part it concerns (step, field, choice, stage, certificate block) or the name of a page
    setting ("title", "fee", "certificate" …); `setting` names the setting inside that part. `message` is an English
    msgid with named placeholders, translated where it is shown; `values` fills them.
    """

    code: Code
    where: str
    message: str
    setting: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    level: str = "error"
    example: tuple[tuple[str, Any], ...] = ()
