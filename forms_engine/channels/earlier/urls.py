"""The address for using earlier answers."""

from django.urls import path

from forms_engine.channels.earlier import views

urlpatterns = [path("mulai/<int:pk>/jawaban-lama/", views.earlier_answers, name="earlier_answers")]
