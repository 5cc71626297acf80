"""What stops a service whose pages would cost too much: everybody on the machine would wait for them."""

from collections.abc import Iterator

from forms_engine.checker.cost import BUDGET, cost_of
from forms_engine.definition.model import Definition
from forms_engine.definition.problems import Code, Problem
from forms_engine.logic.sentence import N_

NEAR = 0.8  # of the budget: from here on it is pointed out
MESSAGES = {
    "rules": N_(
        "The conditions and formulas of this service keep the server too busy: %(percent)s%% of what one page may "
        "take. Most of it is here: use fewer conditions, or calculate once what several of them compare."
    ),
    "step": N_(
        "This step is too much for one page: %(percent)s%% of what one page may take. Divide it into several steps, "
        "or allow fewer items in its groups and fewer choices."
    ),
    "form": N_(
        "This service asks too much altogether: reading all answers again is %(percent)s%% of what one page may "
        "take. Ask less, allow fewer items in its groups, or make two services of it."
    ),
}
NEARLY = N_("A page of this service is %(percent)s%% of what one page may take; above 100%% it can't be published.")


def budget_problems(definition: Definition) -> Iterator[Problem]:
    """The Problem of a definition without errors whose costliest page is above the budget, or near it."""
    cost = cost_of(definition)
    values = {"percent": -(-cost.total * 100 // BUDGET)}
    where, setting = cost.where or "steps", {"rules": "conditions", "step": "fields"}.get(cost.sort, "")
    if cost.total > BUDGET:
        yield Problem(Code.TOO_COSTLY, where, MESSAGES[cost.sort], setting, values)
    elif cost.total > NEAR * BUDGET:
        yield Problem(Code.NEARLY_TOO_COSTLY, where, NEARLY, setting, values, "warning")
