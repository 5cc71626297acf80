"""Enters into Wagtail's admin the page that asks why an application is read."""

from typing import Any

from django.urls import path
from wagtail import hooks

from forms_engine.applications.admin_views import reading_reason


@hooks.register("register_admin_urls")
def application_urls() -> list[Any]:
    return [path("permohonan/<uuid:uuid>/alasan/", reading_reason, name="reading_reason")]
