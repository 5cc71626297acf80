from importlib import import_module

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Warkat: alur persetujuan"

    def ready(self):
        # Receives filed applications, enters jobs and the tracking page's timeline.
        for module in ("cases.receivers", "cases.jobs", "words"):
            import_module(f"workflows.{module}")
