"""Which region the running code may see: one context variable, one manager, one base model.

No region set means *nothing* is visible. The region is set by the server (`AccessMiddleware` for staff, the view
for a citizen's page, the job runner for a job), never by a form. `ALL_REGIONS` is set for operators and for
maintenance that truly spans regions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models

if TYPE_CHECKING:
    from cms.regions.models import Region


class AllRegions:
    """What `ALL_REGIONS` is, for annotations."""

    def __repr__(self) -> str:
        return "ALL_REGIONS"


ALL_REGIONS = AllRegions()
_current: ContextVar[Any] = ContextVar("region", default=None)


def current_region() -> int | AllRegions | None:
    """The id of the region in force, `ALL_REGIONS`, or None when none is set."""
    return _current.get()


@contextmanager
def region_scope(region: "Region | int | AllRegions | None") -> Iterator[None]:
    """Everything inside sees `region` only: a Region, its id, `ALL_REGIONS`, or None for nothing."""
    token = _current.set(region if region is ALL_REGIONS else getattr(region, "pk", region))
    try:
        yield
    finally:
        _current.reset(token)


class ScopedQuerySet(models.QuerySet):
    """Of a model with a region."""

    def in_scope(self) -> Self:
        """Only the rows of the region in force."""
        region = current_region()
        if region is ALL_REGIONS:
            return self
        return self.none() if region is None else self.filter(region_id=region)


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):
    """Sees the rows of the region in force."""

    def get_queryset(self) -> ScopedQuerySet:
        return super().get_queryset().in_scope()


class RegionScoped(models.Model):
    """Base of every model whose rows belong to a region.

    `objects` sees the region in force; `unscoped` sees everything and is for code that finds a row by a secret
    (a code, a token) or for the job table, and then enters that row's region at once.
    """

    region = models.ForeignKey("cms.Region", models.PROTECT, editable=False, related_name="+")

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A row without a region gets that in scope; PermissionDenied for a row of another region."""
        region = current_region()
        if self.region_id is None and region is not ALL_REGIONS:
            self.region_id = region
        if region is not None and region is not ALL_REGIONS and self.region_id != region:
            raise PermissionDenied("A row of another region can't be written here.")
        super().save(*args, **kwargs)
