"""Every address of the installation. Upper floors are included by name."""

from django.urls import include, path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms.pages.views import arms, healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("bahasa/", set_language, name="set_language"),
    path("lambang/<slug:slug>.png", arms, name="arms"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("forms_engine.urls")),
    path("", include("workflows.urls")),
    path("", include(wagtail_urls)),
]
