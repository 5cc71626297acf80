"""The decision form."""

from typing import Any

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflows.machine.outcomes import outcome_of, outcomes


def _choices() -> list[tuple[str, str]]:
    return [(outcome.code, gettext(outcome.label)) for outcome in outcomes()]


class DecisionForm(forms.Form):
    """One of the outcomes, with its reason where it needs one, which the applicant reads."""

    decision = forms.ChoiceField(
        choices=_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose one of the decisions.")},
    )
    reason = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def reason_needed_for(self) -> str:
        """The decisions that need a reason, in words."""
        labels = [f"“{gettext(outcome.label)}”" for outcome in outcomes() if outcome.needs_reason]
        return get_text_list(labels)

    def clean(self) -> dict[str, Any] | None:
        data: dict[str, Any] = super().clean() or {}
        needs_reason = data.get("decision") and outcome_of(data["decision"]).needs_reason
        if needs_reason and not data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Write why, so that the applicant knows what to do."))
        return data
