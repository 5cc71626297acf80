"""Forms about a region: the operator picks one from the reference list, its administrator keeps its details."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from cms.regions.arms import prepare_arms
from cms.regions.colours import proposed
from cms.regions.models import Region
from cms.regions.reference import by_province


class NewRegionForm(forms.Form):
    """Pick a region by name, grouped by province: a plain select, so typing finds it and no script is needed."""

    code = forms.ChoiceField(label=_("Region"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken_codes = set(Region.objects.values_list("code", flat=True))
        groups = [
            (province, [(row.code, f"{row.name} ({row.code})") for row in rows if row.code not in taken_codes])
            for province, rows in by_province()
        ]
        self.fields["code"].choices = [("", _("Choose a region")), *(group for group in groups if group[1])]


class RegionForm(forms.ModelForm):
    """What a region's letters and pages say about it. Code, kind, name and address are never edited here."""

    arms = forms.FileField(
        label=_("Coat of arms"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG or WebP, at most 5 MB. It is made ready for print here."),
    )

    colour = forms.CharField(
        label=_("Colour of the pages"),
        required=False,
        max_length=7,
        help_text=_(
            "The colour of buttons and links, as # and six digits, such as #0a5566. It is "
            "adjusted where it would be hard to read. If left empty, it is taken from a new coat "
            "of arms."
        ),
    )

    class Meta:
        model = Region
        fields = [
            "arms",
            "colour",
            "letterhead",
            "letterhead_address",
            "letter_font",
            "head_title",
            "head_name",
            "contact",
        ]
        widgets = {
            "letterhead": forms.Textarea(attrs={"rows": 3}),
            "letterhead_address": forms.Textarea(attrs={"rows": 3}),
            "contact": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_colour(self) -> str:
        colour = self.cleaned_data["colour"].strip().lower()
        return colour if not colour or colour.startswith("#") else f"#{colour}"

    def clean_arms(self) -> File | None:
        arms = self.cleaned_data["arms"]
        # The stored file means that nothing was uploaded; an upload is prepared for print.
        if arms and arms is not self.initial.get("arms"):
            return prepare_arms(arms)
        return arms

    def clean(self) -> dict[str, Any] | None:
        """New arms bring their colour along where none was chosen."""
        data, arms = super().clean() or {}, self.cleaned_data.get("arms")
        if arms and arms is not self.initial.get("arms") and not data.get("colour") and "colour" not in self.errors:
            arms.seek(0)
            data["colour"] = proposed(arms.read())
            arms.seek(0)
        return data
