"""What is said of a condition, by what it decides about: that it is (never met, always met, undecided)."""

from forms_engine.logic.sentence import N_

STEP_WORDS = (
    N_("Nobody ever comes to this step: no answers meet its condition."),
    N_("Everybody comes to this step: its condition is always met and can go."),
    N_("Whether anybody comes to this step couldn't be decided."),
)
FIELD_WORDS = (
    N_("Nobody is ever asked this: no answers meet its condition."),
    N_("Everybody is asked this: its condition is always met and can go."),
    N_("Whether anybody is asked this couldn't be decided."),
)
REQUIRED_WORDS = (
    N_("It never has to be answered: no answers meet this condition."),
    N_("It always has to be answered: this condition is always met. Tick “Must be answered” instead."),
    N_("Whether it ever has to be answered couldn't be decided."),
)
PARAGRAPH_WORDS = (
    N_("This paragraph is never printed: no answers meet its condition."),
    N_("This paragraph is always printed: its condition is always met and can go."),
    N_("Whether this paragraph is ever printed couldn't be decided."),
)
