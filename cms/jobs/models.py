"""The job table (outbox): every side effect is a row committed with the change that caused it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.jobs.kinds import REST
from cms.regions.scoping import RegionScoped


class Job(RegionScoped):
    """One side effect to be done. `args` holds ids only, never personal data.

    `run_at` is when it is due or, while running, when its lease ends, by the database's clock; `attempts` is the
    fencing token; `rung_at` is when a worker last rang for it because nobody had come.
    """

    tries = False  # of a claimed row: it is the one that tries whether its kind's neighbour is back (cms.jobs.pauses)

    class State(models.TextChoices):
        READY = "ready", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        DEAD = "dead", _("failed")

    region = models.ForeignKey("cms.Region", models.PROTECT, null=True, editable=False, related_name="+")
    name = models.CharField(_("job"), max_length=80)
    kind = models.CharField(max_length=8, default=REST, editable=False)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True, null=True, help_text="The same key is enqueued once.")  # noqa: DJ001
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.READY)
    run_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True)
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
            models.Index(fields=["kind", "run_at"], name="job_due", condition=Q(state__in=["ready", "running"])),
            # The list in the admin, a region's and the operators', without what is done: the bulk of the table.
            models.Index(fields=["region", "id"], name="jobs_failed_of_region", condition=Q(state="dead")),
            models.Index(fields=["id"], name="jobs_failed", condition=Q(state="dead")),
            models.Index(
                fields=["region", "id"], name="jobs_waiting_of_region", condition=Q(state__in=["ready", "running"])
            ),
            models.Index(fields=["id"], name="jobs_waiting", condition=Q(state__in=["ready", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Pause(models.Model):
    """A kind of work whose neighbour is away: nobody tries before `until` (the database's clock), then one alone."""

    region_free = "one row a kind of work; says only since when a neighbour of the whole installation is away"
    kind = models.CharField(max_length=8, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kind
