"""The job table (outbox): every side effect is a row committed with the change that caused it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped


class Job(RegionScoped):
    """One side effect to be done. `args` holds ids only, never personal data.

    `run_at` is when it is due or, while running, when its lease ends; `attempts` is the fencing token.
    """

    class State(models.TextChoices):
        READY = "ready", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        DEAD = "dead", _("failed")

    region = models.ForeignKey("cms.Region", models.PROTECT, null=True, editable=False, related_name="+")
    name = models.CharField(_("job"), max_length=80)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True, null=True, help_text="The same key is enqueued once.")  # noqa: DJ001
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.READY)
    run_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveIntegerField(default=8)
    last_error = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["run_at"], name="job_due", condition=Q(state__in=["ready", "running"])),
            # The list in the admin, a region's and the operators', without what is done: the bulk of the table.
            models.Index(fields=["region", "id"], name="jobs_failed_of_region", condition=Q(state="dead")),
            models.Index(fields=["id"], name="jobs_failed", condition=Q(state="dead")),
            models.Index(
                fields=["region", "id"], name="jobs_waiting_of_region", condition=Q(state__in=["ready", "running"])
            ),
            models.Index(fields=["id"], name="jobs_waiting", condition=Q(state__in=["ready", "running"])),
        ]

    def __str__(self):
        return f"{self.name} ({self.state})"
