"""Addresses of the journey: begin, steps, review, resume."""

from django.urls import path

from forms_engine.journey import views
from forms_engine.journey.arriving import FILE_PIECE

urlpatterns = [
    path("mulai/<int:pk>/", views.start, name="journey_start"),
    path("isi/<str:token>/periksa/", views.review, name="review"),
    path("isi/<str:token>/simpan/", views.saved, name="draft_saved"),
    path("isi/<str:token>/berkas/", FILE_PIECE, name="file_piece"),
    path("isi/<str:token>/", views.go_on, name="journey"),
    path("isi/<str:token>/<str:step>/", views.JOURNEY, name="journey_step"),
    path("lanjut/", views.resume, name="resume"),
    path("lanjut/<str:code>/", views.resume),  # older links; nothing makes them any more
]
