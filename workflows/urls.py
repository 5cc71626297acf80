"""Public addresses of floor 3: none yet; staff work in the admin (wagtail_hooks)."""

urlpatterns = []
