"""ServiceVersion: a service as it was published, frozen. The page that is edited is `design.page`."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped, ScopedManager, ScopedQuerySet


class VersionQuerySet(ScopedQuerySet):
    """Refuses to change or delete published versions in bulk."""

    def update(self, **values: Any) -> NoReturn:
        raise TypeError("A published version can't be changed.")

    def delete(self) -> NoReturn:
        raise TypeError("A published version can't be deleted.")


class VersionManager(ScopedManager.from_queryset(VersionQuerySet)):
    """The versions of the region in force."""


class ServiceVersion(RegionScoped):
    """A published definition. It never changes: the model, its querysets and a database trigger refuse. Its
    `document` parsed, and its Plan, are kept by `services.plans`."""

    service = models.ForeignKey("forms_engine.ServicePage", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    document = models.JSONField(editable=False)
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("why it was changed"), max_length=300, blank=True)

    objects = VersionManager()
    unscoped = models.Manager.from_queryset(VersionQuerySet)()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"

    @classmethod
    def current_of(cls, service_id: int) -> "ServiceVersion":
        """The version of a service that is in force, as the database has it this moment."""
        pages = cls._meta.get_field("service").related_model._base_manager
        return cls.objects.get(pk=pages.values_list("current_version", flat=True).get(pk=service_id))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A published version can't be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A published version can't be deleted.")
