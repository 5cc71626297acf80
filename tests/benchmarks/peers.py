"""What a programmer would write by hand with Django and django-formtools: the peers of step and journey."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from formtools.wizard.views import NamedUrlSessionWizardView

from cms.access.roles import ANYONE, access

CHOICES = [("a", "Pertama"), ("b", "Kedua"), ("c", "Ketiga")]


def _fields(numbers):
    """The same mix as `documents.mixed_fields`: per five fields text, number, choice, long text, date."""
    made = {}
    for number in numbers:
        made[f"f{number}"] = (
            forms.CharField(label=f"Isian {number}", help_text="Tulis sesuai KTP.", max_length=100),
            forms.IntegerField(label=f"Isian {number}", help_text="Angka saja.", min_value=0, max_value=100000),
            forms.ChoiceField(label=f"Isian {number}", choices=CHOICES, widget=forms.RadioSelect),
            forms.CharField(label=f"Isian {number}", help_text="Ceritakan.", widget=forms.Textarea, max_length=2000),
            forms.DateField(label=f"Isian {number}", help_text="Tanggal."),
        )[number % 5]  # fmt: skip
    return made


def form_class(name, numbers):
    """A Django form class with those fields."""
    return type(name, (forms.Form,), _fields(numbers))


PlainForm = form_class("PlainForm", range(20))


@access(ANYONE)
def plain(request):
    """A page with one form: shown, validated, redirected after success."""
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session["answers"] = {key: str(value) for key, value in form.cleaned_data.items()}
        return HttpResponse(status=302, headers={"Location": "/plain/"})
    return render(request, "benchmarks/plain.html", {"form": form})


class Wizard(NamedUrlSessionWizardView):
    """Four steps of five fields, a review and a submit that stores what was answered."""

    access = ANYONE
    template_name = "benchmarks/wizard.html"

    def get_context_data(self, form, **kwargs):
        context = super().get_context_data(form, **kwargs)
        if self.steps.current == "review":
            context["answers"] = self.get_all_cleaned_data()
        return context

    def done(self, form_list, form_dict, **kwargs):
        from django.utils import timezone

        from cms.jobs.models import Job

        answers = {}
        for form in form_list:
            answers |= {key: str(value) for key, value in form.cleaned_data.items()}
        Job.unscoped.create(name="filed", args=answers, run_at=timezone.now(), state="done")
        return HttpResponse("filed")


WIZARD = Wizard.as_view(
    [(str(step), form_class(f"Step{step}", range(step * 5, step * 5 + 5))) for step in range(4)]
    + [("review", type("Review", (forms.Form,), {}))],
    url_name="wizard",
)

urlpatterns = [
    path("plain/", plain, name="plain"),
    path("wizard/", WIZARD, name="wizard_start"),
    path("wizard/<str:step>/", WIZARD, name="wizard"),
]
