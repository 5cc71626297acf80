"""ReferenceList and its entries: kept by the region, read live by the forms that offer them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.regions.scoping import RegionScoped

CODE_LENGTH, LABEL_LENGTH, EXTRA_LENGTH = 60, 200, 200


def new_key() -> str:
    """A key or stamp without meaning."""
    return uuid.uuid4().hex


class ReferenceList(RegionScoped):
    """A list of a region. Services name it by `key`, which never changes and which a service takes along to another
    region.

    `columns` are the titles of what is known of an entry beside code and label. `stamp` is another after each change
    of the entries, so that what is cached of them is told from what is out of date. `pending` is an import that is
    looked over but not confirmed yet: {"columns": […], "rows": [[code, label, active, [extra, …]], …]}.
    """

    key = models.CharField(max_length=36, default=new_key, editable=False)
    name = models.CharField(_("name"), max_length=120)
    columns = models.JSONField(default=list, blank=True)
    stamp = models.CharField(max_length=32, default=new_key, editable=False)
    pending = models.JSONField(null=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("reference list")
        verbose_name_plural = _("reference lists")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "key"], name="reference_list_key_once_a_region"),
            models.UniqueConstraint(fields=["region", "name"], name="reference_list_name_once_a_region"),
        ]

    def __str__(self) -> str:
        return self.name


class ReferenceEntry(RegionScoped):
    """One entry. It is never deleted, because filed applications hold its code: who retires it (`active` False) takes
    it out of the forms."""

    reference = models.ForeignKey(ReferenceList, models.CASCADE, related_name="entries", editable=False)
    code = models.CharField(_("code"), max_length=CODE_LENGTH)
    label = models.CharField(_("name"), max_length=LABEL_LENGTH)
    extra = models.JSONField(default=list, blank=True)  # as many texts as the list has columns
    active = models.BooleanField(_("offered in forms"), default=True)
    place = models.PositiveIntegerField(default=0)  # the order in which they are offered

    class Meta:
        verbose_name = _("entry of a reference list")
        verbose_name_plural = _("entries of reference lists")
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["reference", "code"], name="reference_entry_code_once_a_list")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
