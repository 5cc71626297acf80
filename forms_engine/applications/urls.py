"""Addresses of applications."""

urlpatterns = []
