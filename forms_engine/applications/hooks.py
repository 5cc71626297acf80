"""Enters into Wagtail's admin the page that asks why an application is read."""

from django.urls import URLPattern, path
from wagtail import hooks

from forms_engine.applications.admin_views import reading_reason


@hooks.register("register_admin_urls")
def application_urls() -> list[URLPattern]:
    return [path("permohonan/<uuid:uuid>/alasan/", reading_reason, name="reading_reason")]
