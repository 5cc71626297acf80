"""Addresses of uploaded files."""

from django.urls import path

from forms_engine.uploads.views import upload_file

urlpatterns = [path("berkas/<uuid:uuid>/", upload_file, name="upload_file")]
