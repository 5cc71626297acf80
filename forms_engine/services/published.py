"""The services that people can apply for, for whoever doesn't edit them. What an administrator edits of one, its page
(`design.page`), stands above and is reached by its name."""

from typing import Any, Protocol

from django.apps import apps
from wagtail.query import PageQuerySet

DESIGN = ("steps", "workflow", "certificate", "translations")  # columns that only the editor reads, and heavy


class Service(Protocol):
    """A page of a service, as whoever offers it or takes applications for it sees it (`design.page.ServicePage`)."""

    pk: Any
    title: Any
    slug: Any

    @property
    def region(self) -> Any: ...

    @property
    def region_id(self) -> int: ...

    @property
    def current_version_id(self) -> int | None: ...


def service_pages() -> PageQuerySet:
    """The pages of all services, published or not, as a queryset."""
    return apps.get_model("forms_engine", "ServicePage").objects.all()


def published_services() -> PageQuerySet:
    """Those that are live and have a version in force."""
    return service_pages().live().exclude(current_version=None)
