"""A case: an application on its way through the workflow. A task: one stage waiting for one decision."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped
from workflows.machine.outcomes import Outcome, outcome_of


class Case(RegionScoped):
    """Where an application stands. `state` is the machine's State as JSON; the row is locked for each transition."""

    application = models.OneToOneField("forms_engine.Application", models.CASCADE, related_name="case")
    state = models.JSONField()

    class Meta:
        verbose_name = _("case")

    def __str__(self) -> str:
        return f"case {self.pk}"


class Task(RegionScoped):
    """One stage of one round, waiting for a decision or decided."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # in addresses
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    stage_id = models.CharField(max_length=36)
    round = models.PositiveIntegerField()
    title = models.CharField(_("stage"), max_length=200)
    position = models.CharField(_("position"), max_length=40, help_text="code of the position")
    opened_at = models.DateTimeField(_("opened"))
    due_on = models.DateField(_("deadline"), null=True)
    decision = models.CharField(_("decision"), max_length=12, blank=True, help_text="code of the outcome")
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "stage_id", "round"], name="one_task_a_stage_and_round")
        ]
        indexes = [
            models.Index(
                fields=["region", "position", "due_on", "opened_at", "id"],
                name="open_tasks_nearest",
                condition=models.Q(decision=""),
            )
        ]

    @property
    def outcome(self) -> Outcome | None:
        """The Outcome of a decided task; None while it is open."""
        return outcome_of(self.decision) if self.decision else None

    def decision_words(self) -> str:
        """What was decided, as staff read it."""
        return gettext(self.outcome.label) if self.decision else ""

    def __str__(self) -> str:
        return f"{self.title} ({self.pk})"
