"""The consent that stands before filling in for someone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_engine.applications.assistance import Assistance

CONSENT_TEXT = _(
    "I have explained which data the office needs and what for, and the applicant agrees that I fill in and send "
    "this application. I read the answers out before sending."
)


class ConsentForm(forms.Form):
    """How the consent was given, and the officer's own confirmation."""

    consent = forms.ChoiceField(
        choices=Assistance.Consent.choices,
        widget=forms.RadioSelect,
        label=_("How the applicant agrees"),
        error_messages={"required": _("Choose how the applicant agrees.")},
    )
    confirmed = forms.BooleanField(
        label=CONSENT_TEXT,
        error_messages={"required": _("Tick this once you have explained it. Without consent you can't continue.")},
    )
