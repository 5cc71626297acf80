"""The paper form of a published version, made once a language."""

from django.db import models

from cms.regions.scoping import RegionScoped


def _path(form: "PaperForm", filename: str) -> str:
    return f"paper/{form.region_id}/{form.version_id}-{form.language}-{form.layout}.pdf"


class PaperForm(RegionScoped):
    """A printable form (PDF). It holds nothing of any person. `layout` is the version of our own layout, so that a
    better one replaces what was made before."""

    version = models.ForeignKey("forms_engine.ServiceVersion", models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    layout = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=_path)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language", "layout"], name="one_paper_form_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.language}"
