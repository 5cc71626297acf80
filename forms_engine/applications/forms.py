"""The small forms around an application."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms_engine.applications.models import ReadingReason

# An address of e-mail, or as many digits in a row as a telephone number or a NIK has; a case number has fewer.
PERSONAL = re.compile(r"@|(?:\d[ .\-]?){9,}")


class EmailForm(forms.Form):
    """An optional e-mail address for news of the application."""

    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write the e-mail address in full, such as sari@contoh.id, or leave it empty.")},
    )


class CodeByEmailForm(forms.Form):
    """Where to send the resume code."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Write the e-mail address to which we send the code."),
            "invalid": _("Write the e-mail address in full, such as sari@contoh.id."),
        },
    )


class ResumeForm(forms.Form):
    """The resume code of a draft."""

    code = forms.CharField(
        max_length=40,
        error_messages={
            "required": _("Type the resume code. It has 12 characters, such as K7TM-Q2WX-9RHD."),
            "max_length": _("This is too long. A resume code has 12 characters, such as K7TM-Q2WX-9RHD."),
        },
    )


class TrackingForm(forms.Form):
    """The tracking code of an application."""

    code = forms.CharField(
        max_length=40,
        error_messages={
            "required": _("Type the tracking code. It has 10 characters, such as K7TMQ-2WX9R."),
            "max_length": _("This is too long. A tracking code has 10 characters, such as K7TMQ-2WX9R."),
        },
    )


class ReadingReasonForm(forms.Form):
    """Why an application is read by someone without a part in it."""

    reason = forms.ChoiceField(
        choices=ReadingReason.Reason.choices,
        widget=forms.RadioSelect,
        label=_("Reason"),
        error_messages={"required": _("Choose the reason."), "invalid_choice": _("Choose one of the reasons.")},
    )
    note = forms.CharField(
        required=False,
        max_length=120,
        label=_("Reference (optional)"),
        help_text=_(
            "Such as the number of the complaint or of the letter of assignment. No names, no identity numbers, no "
            "telephone numbers."
        ),
    )

    def clean_note(self) -> str:
        """The note, unless it looks like personal data."""
        note = self.cleaned_data["note"]
        if PERSONAL.search(note):
            raise ValidationError(
                _("This looks like an e-mail address or a person's number. Write only the number of the case.")
            )
        return note
