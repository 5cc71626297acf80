"""Addresses of certificates."""

urlpatterns = []
