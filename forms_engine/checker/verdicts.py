"""What is said of a condition, by what it decides about: that it is (never met, always met, undecided)."""

from forms_engine.logic.sentence import N_

STEP_WORDS = (
    N_("Nobody ever comes to this step: no answers meet its condition."),
    N_("Everybody reaches this step: its condition is always met and can be removed."),
    N_("It couldn't be determined whether anybody reaches this step."),
)
FIELD_WORDS = (
    N_("Nobody is ever asked this: no answers meet its condition."),
    N_("Everybody is asked this: its condition is always met and can be removed."),
    N_("It couldn't be determined whether anybody is asked this."),
)
REQUIRED_WORDS = (
    N_("It is never required: no answers meet this condition."),
    N_("It always has to be answered: this condition is always met. Tick “Must be answered” instead."),
    N_("It couldn't be determined whether this is ever required."),
)
PARAGRAPH_WORDS = (
    N_("This paragraph is never printed: no answers meet its condition."),
    N_("This paragraph is always printed: its condition is always met and can go."),
    N_("It couldn't be determined whether this paragraph is ever printed."),
)
