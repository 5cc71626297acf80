"""Addresses of filed applications."""

from django.urls import path

from forms_engine.applications import views

urlpatterns = [
    path("lacak/", views.tracking_search, name="tracking_search"),
    path("lacak/<str:code>/", views.tracking, name="tracking"),
    path("lacak/<str:code>/tanda-terima/", views.receipt, name="receipt"),
]
