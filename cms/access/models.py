"""What is remembered for minutes, so that trying again and again can be slowed."""

from django.db import models


class Attempt(models.Model):
    """One attempt that counts towards a limit: when, and a keyed hash of who made it and at what."""

    region_free = "made before any region is known"

    key = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
