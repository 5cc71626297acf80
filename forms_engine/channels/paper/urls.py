"""The address of the paper form."""

from django.urls import path

from forms_engine.channels.paper import views

urlpatterns = [path("formulir/<int:pk>/", views.paper_form, name="paper_form")]
