"""The small forms around an application."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
