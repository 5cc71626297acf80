"""The small forms around a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_engine.certificates.verification import looks_like_code

EXAMPLE = "K7TM-Q2WX-9RHD-4FGA-2CNB"


class CodeForm(forms.Form):
    """The verification code printed on a letter."""

    code = forms.CharField(
        max_length=60,
        error_messages={
            "required": _("Type the code of the letter. It has 20 characters, such as K7TM-Q2WX-9RHD-4FGA-2CNB."),
            "max_length": _("This is too long. A code has 20 characters, such as K7TM-Q2WX-9RHD-4FGA-2CNB."),
        },
    )

    def clean_code(self) -> str:
        """The code as it was typed, when it can be one."""
        code = self.cleaned_data["code"]
        if not looks_like_code(code):
            raise forms.ValidationError(
                _(
                    "This can't be a code. A code has 20 characters, such as K7TM-Q2WX-9RHD-4FGA-2CNB, and never "
                    "the digits 0 and 1 or the letters I, L, O and U."
                )
            )
        return code


class RevokeForm(forms.Form):
    """Why a letter is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the region's staff. The verification page says only that the letter was revoked, and when."),
    )
