"""ExampleApplication: answers that an admin keeps with a service, and where they should lead."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


class ExampleApplication(RegionScoped):
    """“Bu Sari, 17, not married → to the Camat”: made-up answers (id → JSON), the day on which they were given, and
    the route that is right for them (`design.versions.route`). Run again on every check."""

    service = models.ForeignKey("forms_engine.ServicePage", models.CASCADE, related_name="+", editable=False)
    title = models.CharField(_("title"), max_length=160)
    answers = models.JSONField(default=dict)
    day = models.DateField(_("day"))
    expected = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("example application")
        verbose_name_plural = _("example applications")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["service", "title"], name="example_title_once_a_service")]

    def __str__(self) -> str:
        return self.title
