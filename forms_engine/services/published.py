"""The services that people can apply for, for whoever doesn't edit them. What an administrator edits of one, its page
(`design.page`), stands above and is reached by its name."""

from typing import Any

from django.apps import apps

DESIGN = ("steps", "workflow", "certificate", "translations")  # columns that only the editor reads, and heavy


def service_pages() -> Any:
    """The pages of all services, published or not, as a queryset."""
    return apps.get_model("forms_engine", "ServicePage").objects.all()


def published_services() -> Any:
    """Those that are live and have a version in force."""
    return service_pages().live().exclude(current_version=None)
