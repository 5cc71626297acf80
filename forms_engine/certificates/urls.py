"""Addresses of certificates."""

from django.urls import path

from forms_engine.certificates import views

urlpatterns = [
    path("lacak/<str:tracking_code>/surat.pdf", views.certificate_download, name="certificate_download"),
    path("v/", views.verify_search, name="verify_search"),
    path("v/<str:code>/", views.verify, name="verify"),
]
