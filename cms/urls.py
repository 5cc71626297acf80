"""Every address of the installation. Upper floors are included by name."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms.pages.views import arms, theme

urlpatterns = [
    path("lambang/<slug:slug>.png", arms, name="arms"),
    path("warna/<str:colour>.css", theme, name="theme"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("forms_engine.urls")),
    path("", include("workflows.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "cms.pages.errors.bad_request"
handler403 = "cms.pages.errors.permission_denied"
handler404 = "cms.pages.errors.page_not_found"
handler500 = "cms.pages.errors.server_error"
