from importlib import import_module

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Warkat: wilayah"

    def ready(self) -> None:
        """Has everything of this floor that enters itself into a registry do so."""
        # The models are ready only now. Each enters itself: the app that a doorbell rings through, the system checks,
        # words of the audit trail, jobs.
        for module in ("celery", "checks", "words", "accounts.jobs", "jobs.clearing", "pages.jobs"):
            import_module(f"cms.{module}")
        import_module("cms.access.logs").guard_gunicorn()
        import_module("cms.regions.staff_clock").keep_local_time()
