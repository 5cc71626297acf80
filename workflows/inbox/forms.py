"""The decision form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Task


class DecisionForm(forms.Form):
    """Approve, reject or ask for correction; the last two need a reason, which the applicant reads."""

    decision = forms.ChoiceField(
        choices=[(choice.value, choice.label) for choice in Task.Decision],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose one of the decisions.")},
    )
    reason = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        needs_reason = data.get("decision") in (Task.Decision.REJECT, Task.Decision.CORRECTION)
        if needs_reason and not data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Write why, so that the applicant knows what to do."))
        return data
