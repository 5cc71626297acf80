"""Forms of the reference lists. The region is never a field; rows come from the region in scope."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_engine.lists.models import EXTRA_LENGTH, ReferenceEntry, ReferenceList
from forms_engine.text.typed import tidy


class ListForm(forms.ModelForm):
    """The name of a list."""

    class Meta:
        model = ReferenceList
        fields = ["name"]
        help_texts = {"name": _("As those who design services know it, for example “Markets” or “Primary schools”.")}

    def clean_name(self) -> str:
        """The name, tidied; refused when it is empty or another list of the region has it."""
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Give the list a name."))
        if ReferenceList.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a list of this name already."))
        return name


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("List (CSV file)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )


class EntryForm(forms.ModelForm):
    """One entry. Its code is given once: filed applications hold it."""

    class Meta:
        model = ReferenceEntry
        fields = ["code", "label", "active"]
        help_texts = {
            "code": _("Short and without meaning for others, for example P01. It never changes afterwards."),
            "active": _("Without this the entry is retired: no form offers it, and what was filed with it stays."),
        }

    def __init__(self, *args: Any, reference: ReferenceList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reference = reference
        if self.instance.pk:
            self.fields["code"].disabled = True
        known = dict(enumerate(self.instance.extra or ()))
        for column_index, title in enumerate(reference.columns):
            self.fields[f"extra_{column_index}"] = forms.CharField(
                label=title, required=False, max_length=EXTRA_LENGTH, initial=known.get(column_index, "")
            )
        self.order_fields(
            ["code", "label", *(f"extra_{column_index}" for column_index in range(len(reference.columns))), "active"]
        )

    def clean_code(self) -> str:
        """The code, tidied; refused when it is empty or taken. One that was given stays."""
        if self.instance.pk:
            return self.instance.code
        code = tidy(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("Write a code for the entry."))
        if self.reference.entries.filter(code__iexact=code).exists():
            raise forms.ValidationError(_("There is an entry with this code already."))
        return code

    def clean_label(self) -> str:
        label = tidy(self.cleaned_data["label"])
        if not label:
            raise forms.ValidationError(_("Write what people read."))
        return label

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        columns = range(len(self.reference.columns))
        self.instance.extra = [tidy(cleaned.get(f"extra_{column_index}") or "") for column_index in columns]
        return cleaned
