"""Addresses of uploaded files."""

from django.urls import path

from forms_engine.uploads.views import upload_file, upload_thumbnail

urlpatterns = [
    path("berkas/<uuid:uuid>/", upload_file, name="upload_file"),
    path("berkas/<uuid:uuid>/kecil/", upload_thumbnail, name="upload_thumbnail"),
]
