"""Addresses of filed applications and their files."""

from django.urls import path

from forms_engine.applications import views
from forms_engine.applications.file_views import upload_file, upload_thumbnail

urlpatterns = [
    path("lacak/", views.tracking_search, name="tracking_search"),
    path("lacak/<str:code>/", views.tracking, name="tracking"),
    path("lacak/<str:code>/tanda-terima/", views.receipt, name="receipt"),
    path("berkas/<uuid:uuid>/", upload_file, name="upload_file"),
    path("berkas/<uuid:uuid>/kecil/", upload_thumbnail, name="upload_thumbnail"),
]
