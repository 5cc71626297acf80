"""Addresses of journey."""

urlpatterns = []
