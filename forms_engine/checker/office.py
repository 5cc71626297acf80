"""The region as the check sees it."""

from dataclasses import dataclass, field

from forms_engine.logic.compile import NOWHERE, Context


@dataclass(frozen=True, slots=True)
class Office:
    """How many people hold each position today, by its code; and what rules know beside the answers."""

    holders: dict[str, int] = field(default_factory=dict)
    context: Context = NOWHERE
