"""QuestionGroup: a step of questions that a region keeps for its next services."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


class QuestionGroup(RegionScoped):
    """`fields` are JSON fields of a service document; whoever takes them out gives them ids of their own."""

    title = models.CharField(_("title"), max_length=120)
    fields = models.JSONField(default=list)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("question group")
        verbose_name_plural = _("question groups")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["region", "title"], name="question_group_title_once_a_region")]

    def __str__(self) -> str:
        return self.title
