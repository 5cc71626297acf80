"""Addresses of uploads."""

urlpatterns = []
