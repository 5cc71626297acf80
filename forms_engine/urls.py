"""Public addresses of floor 2, each part's in its own module."""

from django.urls import include, path

urlpatterns = [
    path("", include("forms_engine.applications.urls")),
    path("", include("forms_engine.certificates.urls")),
    path("", include("forms_engine.channels.paper.urls")),
    path("", include("forms_engine.channels.earlier.urls")),
    path("", include("forms_engine.journey.urls")),
]
